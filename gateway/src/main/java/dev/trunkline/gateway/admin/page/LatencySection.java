package dev.trunkline.gateway.admin.page;

import dev.trunkline.observability.compare.ArmLatency;
import dev.trunkline.observability.compare.Interval;
import dev.trunkline.observability.compare.LatencyComparison;
import dev.trunkline.observability.compare.QuantileDifference;
import dev.trunkline.observability.compare.QuantileEstimate;
import dev.trunkline.observability.compare.RankTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One latency in both arms: the picture, the table of quantiles, the test. */
final class LatencySection {
    private static final String WHISKERS =
            " Whiskers: 95 % intervals of the median, p90 and p99. The latency that was declared"
                    + " beforehand";

    private static final String NOT_MEASURED = "not measured on this leg";

    private final LatencyComparison latency;
    private final String armA;
    private final String armB;

    /** One line of the table. */
    record Row(
            String quantile,
            String a,
            String aInterval,
            String b,
            String bInterval,
            String difference,
            String interval,
            String detectable) {}

    LatencySection(LatencyComparison latency, String armA, String armB) {
        this.latency = latency;
        this.armA = armA;
        this.armB = armB;
    }

    String id() {
        return latency.metric().label();
    }

    String name() {
        return Words.latency(latency.metric());
    }

    String meaning() {
        return latency.metric().meaning();
    }

    String from() {
        return latency.metric().from();
    }

    String to() {
        return latency.metric().to();
    }

    boolean primary() {
        return latency.primary();
    }

    /** What the one that counts is about. */
    String heading() {
        return switch (latency.metric()) {
            case TURN_HEARD -> "How long callers wait for an answer";
            case TURN_RESPONSE -> "How long it takes until an answer leaves the gateway";
            default -> "How long model and gateway take to answer";
        };
    }

    /** What the picture of the one that counts shows. */
    String explained() {
        return switch (latency.metric()) {
            case TURN_HEARD ->
                    "Share of answers that were heard within so many milliseconds of the caller’s"
                            + " last word."
                            + WHISKERS
                            + " to be the one that counts.";
            case TURN_RESPONSE ->
                    "Share of answers that left the gateway within so many milliseconds of the"
                            + " caller’s last word."
                            + WHISKERS
                            + " to count where the legs show in different ways when the answer is"
                            + " heard.";
            default ->
                    "Share of answers that were handed over within so many milliseconds of the"
                            + " moment when the caller was known to have finished."
                            + WHISKERS
                            + " to count where a leg does not let the gateway measure when the answer"
                            + " is heard.";
        };
    }

    /** Whether there is a figure in either arm. */
    boolean any() {
        return latency.a().values() + latency.b().values() > 0;
    }

    String countA() {
        return count(latency.a());
    }

    String countB() {
        return count(latency.b());
    }

    EcdfDrawing ecdf() {
        return primary() ? new EcdfDrawing(latency, 920, 360) : new EcdfDrawing(latency, 460, 240);
    }

    /** The picture in words. */
    String says() {
        return "Distribution of "
                + name()
                + ": median "
                + armA
                + " "
                + median(latency.a())
                + ", "
                + armB
                + " "
                + median(latency.b())
                + ". The table has all quantiles.";
    }

    /** The median's difference on one line, for whoever does not open the table. */
    String summary() {
        return difference(0.5)
                .map(median ->
                        median.us() == null
                                ? median.lacking()
                                : "Median difference "
                                        + Figures.signedMs(median.us())
                                        + " ms"
                                        + (median.interval() == null
                                                ? ""
                                                : ", 95 % interval "
                                                        + interval(median.interval(), true)))
                .orElse("");
    }

    List<Row> rows() {
        return Stream.concat(
                        latency.a().quantiles().stream().map(QuantileEstimate::quantile),
                        latency.b().quantiles().stream().map(QuantileEstimate::quantile))
                .distinct()
                .sorted()
                .map(this::row)
                .toList();
    }

    /** Why an interval is not there, one sentence each. */
    List<String> lacking() {
        List<String> lacking = new ArrayList<>();
        for (QuantileDifference difference : latency.differences()) {
            if (!difference.lacking().isEmpty() && any()) {
                lacking.add(quantileName(difference.quantile()) + ": " + difference.lacking());
            }
        }
        if (!latency.lacking().isEmpty() && any()) {
            lacking.add("Rank test: " + latency.lacking());
        }
        return lacking;
    }

    /** The rank test in words; empty if there is none. */
    String test() {
        @Nullable RankTest test = latency.rankTest();
        if (test == null) {
            return "";
        }
        @Nullable Interval interval = test.interval();
        return "Shift of the calls’ medians "
                + Figures.signedMs(test.shiftUs())
                + " ms"
                + (interval == null ? "" : " (95 % interval " + interval(interval, true) + ")")
                + ", p "
                + pValue(test.pValue())
                + (primary()
                        ? ""
                        : ", " + pValue(test.pAdjusted()) + " after correction for all latencies")
                + (test.exact() ? ", exact." : ".")
                + (test.detectableUs() == null
                        ? ""
                        : " So many calls show a shift of "
                                + Figures.ms(test.detectableUs())
                                + " four times out of five.");
    }

    Map<String, Object> points() {
        return ecdf().points();
    }

    private Row row(double quantile) {
        Optional<QuantileEstimate> a = estimate(latency.a(), quantile);
        Optional<QuantileEstimate> b = estimate(latency.b(), quantile);
        Optional<QuantileDifference> difference = difference(quantile);
        return new Row(
                quantileName(quantile),
                a.map(one -> Figures.bareMs(one.us())).orElse(Figures.UNKNOWN),
                a.map(one -> interval(one.interval(), false)).orElse(""),
                b.map(one -> Figures.bareMs(one.us())).orElse(Figures.UNKNOWN),
                b.map(one -> interval(one.interval(), false)).orElse(""),
                difference.map(one -> Figures.signedMs(one.us())).orElse(""),
                difference.map(one -> interval(one.interval(), true)).orElse(""),
                difference.map(QuantileDifference::detectableUs).map(Figures::bareMs).orElse(""));
    }

    private static String median(ArmLatency arm) {
        return estimate(arm, 0.5)
                .map(median -> Figures.ms(median.us()))
                .orElse(arm.measured() ? "unknown" : NOT_MEASURED);
    }

    private static String count(ArmLatency arm) {
        return !arm.measured()
                ? NOT_MEASURED
                : Figures.count(arm.values(), "figure", "figures")
                        + " in "
                        + Figures.count(arm.calls(), "call", "calls");
    }

    private static String quantileName(double quantile) {
        return quantile == 0.5 ? "p50 (median)" : "p" + Math.round(quantile * 100);
    }

    private static String interval(@Nullable Interval interval, boolean signed) {
        if (interval == null) {
            return "";
        }
        return signed
                ? Figures.signedMs(interval.lowUs()) + " to " + Figures.signedMs(interval.highUs())
                : Figures.bareMs(interval.lowUs()) + " to " + Figures.bareMs(interval.highUs());
    }

    private static String pValue(double p) {
        return p < 0.001 ? "< 0.001" : "= " + Figures.decimal(p, 3);
    }

    private static Optional<QuantileEstimate> estimate(ArmLatency arm, double quantile) {
        return arm.quantiles().stream().filter(one -> one.quantile() == quantile).findFirst();
    }

    private Optional<QuantileDifference> difference(double quantile) {
        return latency.differences().stream().filter(one -> one.quantile() == quantile).findFirst();
    }
}
