package dev.trunkline.loadtest.load;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Whether something grew during a soak: the straight line of least squares through the low points
 * of each tenth of it, since a heap's use swings with its collections and a count with the calls.
 *
 * @param mean of the low points
 * @param growth of the line, from the first of the points to the last
 * @param tolerance growth that is still flat: a twentieth of the mean, at least {@code floor}
 */
record Trend(String name, double mean, double growth, double tolerance, Verdict verdict) {
    private static final int POINTS = 10;
    private static final double SHARE = 0.05;

    /** What the line says. */
    enum Verdict {
        FLAT,
        GROWS,
        /** Too little was seen: too few looks, or, of a heap, too few collections. */
        UNKNOWN
    }

    /** What a soak holds against the gateway, of the samples after its warm-up. */
    static List<Trend> all(List<GatewaySample> warm) {
        return List.of(
                heap(warm),
                of("direct memory of Netty, MiB", warm, GatewaySample::nettyDirectMiB, 4),
                of("direct memory of the JDK, MiB", warm, GatewaySample::jdkDirectMiB, 4),
                of("open files", warm, GatewaySample::openFiles, 10),
                of("threads", warm, GatewaySample::threads, 3),
                of("timers", warm, GatewaySample::timers, 10),
                of("pending tasks", warm, GatewaySample::pendingTasks, 10));
    }

    /**
     * There must have been a collection for each point. What fills up in the first hour and is
     * bounded, a cache of the embedded records above all, is allowed for: calls that are kept weigh
     * far more.
     */
    private static Trend heap(List<GatewaySample> warm) {
        Trend trend = of("heap after collection, MiB", warm, GatewaySample::keptMiB, 16);
        boolean collected =
                !warm.isEmpty()
                        && warm.getLast().collections() - warm.getFirst().collections() >= POINTS;
        return collected || trend.verdict == Verdict.UNKNOWN
                ? trend
                : new Trend(trend.name, trend.mean, trend.growth, trend.tolerance, Verdict.UNKNOWN);
    }

    static Trend of(
            String name,
            List<GatewaySample> samples,
            ToDoubleFunction<GatewaySample> value,
            double floor) {
        List<double[]> lows = lows(samples, value);
        double meanX = lows.stream().mapToDouble(low -> low[0]).average().orElse(0);
        double meanY = lows.stream().mapToDouble(low -> low[1]).average().orElse(0);
        double covariance =
                lows.stream().mapToDouble(low -> (low[0] - meanX) * (low[1] - meanY)).sum();
        double variance =
                lows.stream().mapToDouble(low -> (low[0] - meanX) * (low[0] - meanX)).sum();
        double growth =
                variance == 0
                        ? 0
                        : covariance / variance * (lows.getLast()[0] - lows.getFirst()[0]);
        double tolerance = Math.max(floor, SHARE * meanY);
        Verdict verdict =
                lows.size() < POINTS
                        ? Verdict.UNKNOWN
                        : growth <= tolerance ? Verdict.FLAT : Verdict.GROWS;
        return new Trend(name, meanY, growth, tolerance, verdict);
    }

    /** At most {@link #POINTS}, of as many samples each. */
    private static List<double[]> lows(
            List<GatewaySample> samples, ToDoubleFunction<GatewaySample> value) {
        List<double[]> lows = new ArrayList<>();
        int points = Math.min(POINTS, samples.size());
        for (int i = 0; i < points; i++) {
            List<GatewaySample> part =
                    samples.subList(i * samples.size() / points, (i + 1) * samples.size() / points);
            lows.add(
                    new double[] {
                        part.stream().mapToDouble(GatewaySample::atSeconds).average().orElse(0),
                        part.stream().mapToDouble(value).min().orElse(0)
                    });
        }
        return lows;
    }
}
