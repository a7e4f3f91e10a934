package dev.trunkline.gateway.call;

import dev.trunkline.observability.metrics.CallCounter;
import dev.trunkline.observability.metrics.CallLabels;
import dev.trunkline.observability.metrics.CallMeters;
import dev.trunkline.observability.metrics.GatewayMeters;
import dev.trunkline.observability.metrics.LegKind;
import java.nio.charset.StandardCharsets;

/** Real meters, read back from a scrape. */
public final class TestMeters implements AutoCloseable {
    private final GatewayMeters gateway = new GatewayMeters();
    private final CallMeters meters =
            gateway.forCall(CallLabels.unknown(LegKind.STREAM), "test-call");

    public CallMeters meters() {
        return meters;
    }

    /** What was counted, in the counter's unit; without a label value of its own. */
    public long count(CallCounter counter) {
        return count(counter, "");
    }

    /**
     * What was counted, in the counter's unit.
     *
     * @param labelValue of the counter's own label
     */
    public long count(CallCounter counter, String labelValue) {
        return Math.round(
                sum(counter.metricName(), labelValue) * (counter.unit().equals("ms") ? 1_000 : 1));
    }

    /** How many times a latency was recorded. */
    public long latencies(String metricName) {
        return Math.round(sum(metricName + "_count", ""));
    }

    /** The sum over a gauge's series. */
    public long gauge(String metricName) {
        return Math.round(sum(metricName, ""));
    }

    private double sum(String metricName, String labelValue) {
        String text = new String(gateway.scrape(null).body(), StandardCharsets.UTF_8);
        return text.lines()
                .filter(line -> line.startsWith(metricName + "{"))
                .filter(line -> labelValue.isEmpty() || line.contains('"' + labelValue + '"'))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Override
    public void close() {
        gateway.close();
    }
}
