package dev.trunkline.codecs.rtp;

import java.util.Locale;
import java.util.Random;
import java.util.function.IntToDoubleFunction;

/**
 * Delay against loss for three network traces, as a table: run {@code main}. The traces are made
 * from seeds, five minutes of a talker with DTX-free 20 ms packets each, so everyone gets the same
 * figures.
 */
final class JitterTraceTable {
    static final int PACKETS = 15_000;
    private static final double[] QUANTILES = {0.80, 0.90, 0.97, 0.99, 1.0};

    private JitterTraceTable() {}

    /** One row: what a quantile gave on a trace. */
    record Row(
            double meanDelayMs,
            double lostPercent,
            double concealedPercent,
            double recoveredPercent) {}

    /** Network delay of packet n in milliseconds; negative if it is lost. */
    static IntToDoubleFunction lan(long seed) {
        Random random = new Random(seed);
        return _ -> random.nextDouble() < 0.0005 ? -1 : 2 + 2 * random.nextDouble();
    }

    /** Gaussian queueing, one burst of 100 to 150 ms every few seconds, 1 % loss. */
    static IntToDoubleFunction wifi(long seed) {
        Random random = new Random(seed);
        double[] burst = {0};
        return _ -> {
            burst[0] =
                    random.nextInt(250) == 0
                            ? 100 + random.nextInt(50)
                            : Math.max(0, burst[0] - 20);
            boolean lost = random.nextDouble() < 0.01;
            double delay = 8 + Math.abs(random.nextGaussian()) * 6 + burst[0];
            return lost ? -1 : delay;
        };
    }

    /** Heavy-tailed delay and loss in bursts (Gilbert), 5 % in the mean. */
    static IntToDoubleFunction mobile(long seed) {
        Random random = new Random(seed);
        boolean[] bad = {false};
        return _ -> {
            bad[0] = bad[0] ? random.nextDouble() < 0.6 : random.nextDouble() < 0.035;
            boolean lost = bad[0] && random.nextDouble() < 0.65;
            double delay = 25 + 12 * -Math.log(1 - random.nextDouble());
            return lost ? -1 : Math.min(delay, 180);
        };
    }

    static Row measure(IntToDoubleFunction delayMs, double quantile) {
        NumberedDecoder decoder = new NumberedDecoder(48_000);
        Arrivals network = new Arrivals();
        for (int n = 0; n < PACKETS; n++) {
            double delay = delayMs.applyAsDouble(n);
            if (delay >= 0) {
                long arrives = (long) ((20.0 * n + delay) * 1e6);
                network.add(arrives, n, n * 960L, NumberedDecoder.payload(n, true));
            }
        }
        double[] sum = {0, 0};
        JitterBufferSettings settings = JitterBufferSettings.forCall().withInTimeQuantile(quantile);
        try (JitterBuffer buffer = new JitterBuffer(decoder, settings)) {
            network.run(
                    buffer,
                    PACKETS * 20L * Arrivals.MS,
                    (_, _, _) -> {
                        sum[0] += buffer.delayMs();
                        sum[1]++;
                    });
            JitterBufferCounters counters = buffer.counters();
            return new Row(
                    sum[0] / sum[1],
                    100.0 * counters.lost() / PACKETS,
                    100.0 * counters.concealedSamples() / (PACKETS * 960.0),
                    100.0 * counters.recovered() / PACKETS);
        }
    }

    static String table() {
        StringBuilder table = new StringBuilder();
        table.append(
                "| trace | quantile | mean delay ms | not in time % | recovered % | concealed % |\n");
        table.append("| --- | --- | --- | --- | --- | --- |\n");
        for (String trace : new String[] {"lan", "wifi", "mobile"}) {
            for (double quantile : QUANTILES) {
                Row row = measure(trace(trace), quantile);
                table.append(
                        String.format(
                                Locale.ROOT,
                                "| %s | %.2f | %.1f | %.2f | %.2f | %.2f |%n",
                                trace,
                                quantile,
                                row.meanDelayMs(),
                                row.lostPercent(),
                                row.recoveredPercent(),
                                row.concealedPercent()));
            }
        }
        return table.toString();
    }

    static IntToDoubleFunction trace(String name) {
        return switch (name) {
            case "lan" -> lan(1);
            case "wifi" -> wifi(2);
            default -> mobile(3);
        };
    }

    public static void main(String[] arguments) {
        System.out.print(table());
    }
}
