package dev.trunkline.gateway.admin.page;

import dev.trunkline.observability.compare.ArmLatency;
import dev.trunkline.observability.compare.EcdfPoint;
import dev.trunkline.observability.compare.Interval;
import dev.trunkline.observability.compare.LatencyComparison;
import dev.trunkline.observability.compare.QuantileEstimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The empirical distributions of one latency in both arms, as steps, with the intervals of median,
 * p90 and p99 as whiskers. The axis ends a little beyond the slower arm's p99: a single outlier
 * must not press everything else to the left, and the table has it.
 */
final class EcdfDrawing {
    private static final double LEFT_PX = 44;
    private static final double RIGHT_PX = 12;
    private static final double TOP_PX = 10;
    private static final double BOTTOM_PX = 30;
    private static final double MARGIN = 1.12;
    private static final double US_PER_MS = 1_000;
    private static final int TICKS = 6;
    private static final List<Double> MARKED = List.of(0.5, 0.9, 0.99);

    private final LatencyComparison latency;
    private final double widthPx;
    private final double heightPx;
    private final double lowMs;
    private final double highMs;

    /** One arm's line. */
    record Line(String style, String path) {}

    /** A quantile's interval. */
    record Whisker(String style, double x1, double x2, double middle, double y) {}

    record Tick(double x, double y, String text) {}

    EcdfDrawing(LatencyComparison latency, double widthPx, double heightPx) {
        this.latency = latency;
        this.widthPx = widthPx;
        this.heightPx = heightPx;
        double from = least(latency) / US_PER_MS;
        double to = slowest(latency) / US_PER_MS;
        double step = step(Math.max(to - Math.min(from, 0), 1e-3) / TICKS);
        // From zero, so that the picture does not make a small difference look large.
        lowMs = from < 0 ? Math.floor(from / step) * step : 0;
        highMs = Math.max(lowMs + step, to * MARGIN);
    }

    double width() {
        return widthPx;
    }

    double height() {
        return heightPx;
    }

    double left() {
        return LEFT_PX;
    }

    double right() {
        return widthPx - RIGHT_PX;
    }

    double bottom() {
        return heightPx - BOTTOM_PX;
    }

    double top() {
        return TOP_PX;
    }

    double titleY() {
        return heightPx - 4;
    }

    List<Line> lines() {
        return Stream.of(new Line("arm-b", path(latency.b())), new Line("arm-a", path(latency.a())))
                .filter(line -> !line.path().isEmpty())
                .toList();
    }

    List<Whisker> whiskers() {
        List<Whisker> whiskers = new ArrayList<>();
        add(whiskers, latency.b(), "arm-b", 4);
        add(whiskers, latency.a(), "arm-a", -4);
        return whiskers;
    }

    List<Tick> xTicks() {
        double step = step((highMs - lowMs) / TICKS);
        List<Tick> ticks = new ArrayList<>();
        for (double at = Math.ceil(lowMs / step) * step; at <= highMs; at += step) {
            ticks.add(new Tick(x(at), bottom() + 14, Figures.decimal(at, step < 1 ? 1 : 0)));
        }
        return ticks;
    }

    List<Tick> yTicks() {
        List<Tick> ticks = new ArrayList<>();
        for (double share : new double[] {0, 0.25, 0.5, 0.75, 0.9, 1}) {
            ticks.add(new Tick(LEFT_PX - 6, y(share), Figures.percent(share, 0)));
        }
        return ticks;
    }

    /** What the script draws the same from. */
    Map<String, Object> points() {
        return Map.of(
                "low", lowMs,
                "high", highMs,
                "a", points(latency.a()),
                "b", points(latency.b()),
                "whiskersA", bounds(latency.a()),
                "whiskersB", bounds(latency.b()));
    }

    private static List<List<Double>> points(ArmLatency arm) {
        return arm.ecdf().stream()
                .map(point -> List.of(point.us() / US_PER_MS, point.share()))
                .toList();
    }

    private static List<List<Double>> bounds(ArmLatency arm) {
        List<List<Double>> bounds = new ArrayList<>();
        for (QuantileEstimate estimate : arm.quantiles()) {
            @Nullable Interval interval = estimate.interval();
            if (interval != null && MARKED.contains(estimate.quantile())) {
                bounds.add(
                        List.of(
                                estimate.quantile(),
                                interval.lowUs() / US_PER_MS,
                                interval.highUs() / US_PER_MS));
            }
        }
        return bounds;
    }

    private void add(List<Whisker> whiskers, ArmLatency arm, String style, double shiftPx) {
        for (QuantileEstimate estimate : arm.quantiles()) {
            @Nullable Interval interval = estimate.interval();
            if (interval != null && MARKED.contains(estimate.quantile())) {
                whiskers.add(
                        new Whisker(
                                style,
                                x(interval.lowUs() / US_PER_MS),
                                x(interval.highUs() / US_PER_MS),
                                x(estimate.us() / US_PER_MS),
                                y(estimate.quantile()) + shiftPx));
            }
        }
    }

    private String path(ArmLatency arm) {
        StringBuilder path = new StringBuilder();
        double share = 0;
        for (EcdfPoint point : arm.ecdf()) {
            double ms = point.us() / US_PER_MS;
            if (path.isEmpty()) {
                step(path, 'M', x(lowMs), y(0));
            }
            step(path, 'L', x(ms), y(share));
            if (ms > highMs) {
                return path.toString();
            }
            share = point.share();
            step(path, 'L', x(ms), y(share));
        }
        if (!path.isEmpty()) {
            step(path, 'L', x(highMs), y(share));
        }
        return path.toString();
    }

    private static void step(StringBuilder path, char command, double x, double y) {
        path.append(command).append(String.format(Locale.ROOT, "%.1f %.1f", x, y));
    }

    private double x(double ms) {
        double share = (Math.clamp(ms, lowMs, highMs) - lowMs) / (highMs - lowMs);
        return LEFT_PX + share * (right() - LEFT_PX);
    }

    private double y(double share) {
        return bottom() - share * (bottom() - TOP_PX);
    }

    private static double least(LatencyComparison latency) {
        return Stream.of(latency.a(), latency.b())
                .filter(arm -> !arm.ecdf().isEmpty())
                .mapToDouble(arm -> arm.ecdf().getFirst().us())
                .min()
                .orElse(0);
    }

    private static double slowest(LatencyComparison latency) {
        return Stream.of(latency.a(), latency.b())
                .filter(arm -> !arm.quantiles().isEmpty())
                .mapToDouble(arm -> arm.quantiles().getLast().us())
                .max()
                .orElse(1);
    }

    /** The round number next to {@code rough}: 1, 2 or 5 times a power of ten. */
    private static double step(double rough) {
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        for (double factor : new double[] {1, 2, 5}) {
            if (rough <= factor * power) {
                return factor * power;
            }
        }
        return 10 * power;
    }
}
