package dev.trunkline.observability.compare;

import dev.trunkline.observability.compare.statistics.BootstrapIntervals;
import dev.trunkline.observability.compare.statistics.ClusterBootstrap;
import dev.trunkline.observability.compare.statistics.ClusteredSample;
import dev.trunkline.observability.compare.statistics.DoubleInterval;
import dev.trunkline.observability.compare.statistics.RankComparison;
import dev.trunkline.observability.metrics.LegKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Compares one latency of two arms. */
final class LatencyAnalysis {
    static final double CONFIDENCE = 0.95;

    /** Fewer calls than this in an arm: no interval, whatever the number of turns. */
    static final int LEAST_CALLS = 10;

    /** Fewer figures than this beyond a quantile, in an arm: no interval of it. */
    static final int LEAST_BEYOND = 10;

    /** And these have to come from so many calls: one bad call is no tail. */
    private static final int LEAST_CALLS_BEYOND = 5;

    /** Below this no ranks are unequal enough for the 5 % level. */
    private static final int LEAST_RANKED = 4;

    private static final int FEW_CALLS = 10_000;
    private static final int ECDF_POINTS = 200;

    private static final double[] QUANTILES = {0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99};

    /** Places of p50, p90 and p99 among them. */
    private static final int[] COMPARED = {2, 4, 6};

    /** A 5 % test finds with 80 % power what is (1.960 + 0.842) standard errors. */
    private static final double POWER = (1.959964 + 0.841621) / 1.959964;

    private final ClusteredSample a;
    private final ClusteredSample b;

    /** Why the arms' legs do not let it be compared; empty if they do. */
    private final String incomparable;

    private final int resamples;
    private final double[][] replicatesA;
    private final double[][] replicatesB;

    private LatencyAnalysis(
            ComparedLatency latency, ArmCalls a, ArmCalls b, int resamples, long seed) {
        this.a = a.sample(latency);
        this.b = b.sample(latency);
        this.incomparable = incomparable(latency, a, b);
        this.resamples = resamples;
        SplittableRandom random = new SplittableRandom(seed);
        replicatesA = replicates(this.a, random.split());
        replicatesB = replicates(this.b, random.split());
    }

    /** Why the arms' legs do not let it be compared; empty if they do. */
    static String incomparable(ComparedLatency latency, ArmCalls a, ArmCalls b) {
        if (a.measures(latency) && b.measures(latency) && !a.comparable(b, latency)) {
            return "seen in different places: on leg "
                    + labels(a.legsWith(latency))
                    + " and on leg "
                    + labels(b.legsWith(latency));
        }
        return Stream.of(a, b)
                .filter(arm -> !arm.measures(latency))
                .map(arm -> "not measured on leg " + arm.legsWithout(latency))
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private static String labels(Set<LegKind> legs) {
        return legs.stream().map(LegKind::label).sorted().collect(Collectors.joining(", "));
    }

    /** Replicates by the number of calls in both arms: where there are many, fewer will do. */
    static int resamples(long calls) {
        return calls <= FEW_CALLS ? 2_000 : 1_000;
    }

    /**
     * @param primary whether it is the latency that counts
     */
    static LatencyComparison compare(
            ComparedLatency latency,
            boolean primary,
            ArmCalls a,
            ArmCalls b,
            int resamples,
            long seed) {
        // Every latency its own replicates, whichever others are computed.
        LatencyAnalysis analysis =
                new LatencyAnalysis(
                        latency, a, b, resamples, seed * 31 + latency.name().hashCode());
        @Nullable RankTest ranks = analysis.ranks();
        return new LatencyComparison(
                latency,
                primary,
                analysis.arm(a.measures(latency), analysis.a, analysis.replicatesA),
                analysis.arm(b.measures(latency), analysis.b, analysis.replicatesB),
                Arrays.stream(COMPARED).mapToObj(analysis::difference).toList(),
                ranks,
                ranks == null ? analysis.noRanks() : "");
    }

    private double[][] replicates(ClusteredSample sample, SplittableRandom random) {
        return sample.clusters() < LEAST_CALLS
                ? new double[QUANTILES.length][0]
                : ClusterBootstrap.quantiles(sample, QUANTILES, resamples, random);
    }

    private ArmLatency arm(boolean measured, ClusteredSample sample, double[][] replicates) {
        List<QuantileEstimate> quantiles = new ArrayList<>();
        for (int which = 0; which < QUANTILES.length && sample.size() > 0; which++) {
            double share = QUANTILES[which];
            @Nullable Interval interval =
                    shortage(sample, share).isPresent()
                            ? null
                            : interval(
                                    BootstrapIntervals.expanded(
                                            replicates[which],
                                            sample.clusters() - 1,
                                            sample.clusters(),
                                            CONFIDENCE));
            quantiles.add(
                    new QuantileEstimate(share, Math.round(sample.quantile(share)), interval));
        }
        return new ArmLatency(measured, sample.clusters(), sample.size(), quantiles, ecdf(sample));
    }

    private static List<EcdfPoint> ecdf(ClusteredSample sample) {
        int size = sample.size();
        int points = Math.min(size, ECDF_POINTS);
        List<EcdfPoint> ecdf = new ArrayList<>(points);
        for (int point = 1; point <= points; point++) {
            int place = (int) ((long) size * point / points) - 1;
            long us = sample.value(place);
            if (!ecdf.isEmpty() && ecdf.getLast().us() == us) {
                ecdf.removeLast(); // equal figures are one step, up to its top
            }
            ecdf.add(new EcdfPoint(us, (place + 1.0) / size));
        }
        return ecdf;
    }

    private QuantileDifference difference(int which) {
        double share = QUANTILES[which];
        if (!incomparable.isEmpty()) {
            return new QuantileDifference(share, null, null, null, incomparable);
        }
        if (a.size() == 0 || b.size() == 0) {
            return new QuantileDifference(share, null, null, null, "an arm has no figure of it");
        }
        long us = Math.round(a.quantile(share) - b.quantile(share));
        Optional<String> shortage = shortage(a, share).or(() -> shortage(b, share));
        if (shortage.isPresent()) {
            return new QuantileDifference(share, us, null, null, shortage.get());
        }
        double[] differences = new double[resamples];
        Arrays.setAll(differences, at -> replicatesA[which][at] - replicatesB[which][at]);
        Interval interval =
                interval(
                        BootstrapIntervals.expanded(
                                differences,
                                a.clusters() + b.clusters() - 2,
                                Math.min(a.clusters(), b.clusters()),
                                CONFIDENCE));
        return new QuantileDifference(share, us, interval, detectable(interval), "");
    }

    private @Nullable RankTest ranks() {
        if (!incomparable.isEmpty() || Math.min(a.clusters(), b.clusters()) < LEAST_RANKED) {
            return null;
        }
        RankComparison ranks = RankComparison.of(a.medians(), b.medians(), CONFIDENCE);
        @Nullable Interval interval = ranks.interval().map(LatencyAnalysis::interval).orElse(null);
        return new RankTest(
                Math.round(ranks.shift()),
                interval,
                ranks.pValue(),
                ranks.pValue(),
                ranks.exact(),
                interval == null ? null : detectable(interval));
    }

    private String noRanks() {
        return incomparable.isEmpty()
                ? "a rank test takes %d calls with a figure in each arm; there are %d and %d"
                        .formatted(LEAST_RANKED, a.clusters(), b.clusters())
                : incomparable;
    }

    private static long detectable(Interval interval) {
        return Math.round((interval.highUs() - interval.lowUs()) / 2.0 * POWER);
    }

    private static Interval interval(DoubleInterval interval) {
        return new Interval((long) Math.floor(interval.low()), (long) Math.ceil(interval.high()));
    }

    private static Optional<String> shortage(ClusteredSample sample, double share) {
        if (sample.clusters() < LEAST_CALLS) {
            return Optional.of(
                    "an interval takes %d calls with a figure in each arm; one has %d"
                            .formatted(LEAST_CALLS, sample.clusters()));
        }
        int beyond = sample.beyond(share);
        if (beyond < LEAST_BEYOND || sample.clustersBeyond(share) < LEAST_CALLS_BEYOND) {
            long needed = Math.round(LEAST_BEYOND / Math.min(share, 1 - share));
            return Optional.of(
                    "an interval takes %d figures beyond it, of %d calls, in each arm: some %d"
                                    .formatted(LEAST_BEYOND, LEAST_CALLS_BEYOND, needed)
                            + " figures; one arm has "
                            + sample.size());
        }
        return Optional.empty();
    }
}
