package dev.trunkline.gateway.admin.page;

import dev.trunkline.observability.latency.LatencyHistogram;
import dev.trunkline.observability.latency.LatencyMetric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One latency of one call: its figures in words, and drawn over a logarithmic axis. */
final class HistogramDrawing {
    private static final int BARS = 30;
    private static final double WIDTH_PX = 300;
    private static final double HEIGHT_PX = 64;
    private static final double GAP_PX = 1;

    /** A call whose figures are all alike is drawn this much wider than they are. */
    private static final double LEAST_SPREAD = 1.25;

    private final LatencyMetric metric;
    private final LatencyHistogram histogram;
    private final double lowUs;
    private final double highUs;

    record Bar(double x, double y, double width, double height) {}

    HistogramDrawing(LatencyMetric metric, LatencyHistogram histogram) {
        this.metric = metric;
        this.histogram = histogram;
        double min = (double) Math.max(1, histogram.quantileUs(0));
        double max = Math.max(min, (double) histogram.maxUs());
        double spread = Math.max(1.02, Math.sqrt(LEAST_SPREAD * min / max));
        lowUs = min / spread;
        highUs = max * spread;
    }

    String name() {
        return Words.latency(metric);
    }

    String meaning() {
        return metric.meaning();
    }

    String count() {
        return Figures.grouped(histogram.count());
    }

    String p50() {
        return Figures.bareMs(histogram.quantileUs(0.5));
    }

    String p90() {
        return Figures.bareMs(histogram.quantileUs(0.9));
    }

    String p99() {
        return Figures.bareMs(histogram.quantileUs(0.99));
    }

    String max() {
        return Figures.bareMs(histogram.maxUs());
    }

    String low() {
        return Figures.ms(Math.round(lowUs));
    }

    String high() {
        return Figures.ms(Math.round(highUs));
    }

    double median() {
        return x((double) Math.max(1, histogram.quantileUs(0.5)));
    }

    String says() {
        return name()
                + ": "
                + Figures.count(histogram.count(), "figure", "figures")
                + ", half of them up to "
                + p50()
                + " ms, the longest "
                + max()
                + " ms";
    }

    List<Bar> bars() {
        double[] upperUs = new double[BARS];
        for (int bar = 0; bar < BARS; bar++) {
            upperUs[bar] = lowUs * Math.pow(highUs / lowUs, (bar + 1.0) / BARS);
        }
        long[] counts = histogram.counts(upperUs);
        double most = Math.max(1, Arrays.stream(counts).max().orElse(1));
        List<Bar> bars = new ArrayList<>();
        for (int bar = 0; bar < BARS; bar++) {
            if (counts[bar] > 0) {
                double height = Math.max(2, counts[bar] / most * HEIGHT_PX);
                bars.add(
                        new Bar(
                                bar * WIDTH_PX / BARS,
                                HEIGHT_PX - height,
                                WIDTH_PX / BARS - GAP_PX,
                                height));
            }
        }
        return bars;
    }

    private double x(double us) {
        return Math.log(us / lowUs) / Math.log(highUs / lowUs) * WIDTH_PX;
    }
}
