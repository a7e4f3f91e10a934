package dev.trunkline.observability.compare;

import dev.trunkline.observability.latency.LatencyMetric;
import java.util.List;
import java.util.Optional;

/**
 * Two arms compared. Every difference is a minus b.
 *
 * @param request what was asked
 * @param a the first arm; of kind byoc if arms are kinds and none were named
 * @param b the arm that it is held against; native likewise
 * @param otherArms those that have calls and were not compared, most calls first
 * @param latencies one for each metric of {@link #METRICS}, in that order, also where there is no
 *     figure of it
 * @param notes what a reader has to know to judge the figures, one sentence each
 */
public record ComparisonReport(
        ComparisonRequest request,
        Verdict verdict,
        Assignment assignment,
        ArmSummary a,
        ArmSummary b,
        List<ArmCount> otherArms,
        List<LatencyComparison> latencies,
        Reliability reliability,
        Cost cost,
        Method method,
        List<String> notes) {

    /** The latency that was declared beforehand to be the one that counts. */
    public static final LatencyMetric PRIMARY = LatencyMetric.TURN_HEARD;

    /** What is compared: the primary latency first, then its parts, then the rest. */
    public static final List<LatencyMetric> METRICS =
            List.of(
                    PRIMARY,
                    LatencyMetric.TURN_ENDPOINTING,
                    LatencyMetric.TURN_MODEL,
                    LatencyMetric.TURN_DELIVERY,
                    LatencyMetric.TURN_PLAYOUT,
                    LatencyMetric.TURN_LEAD_SILENCE,
                    LatencyMetric.TURN_RESPONSE,
                    LatencyMetric.BARGE_IN_REACTION,
                    LatencyMetric.BARGE_IN_SILENCE,
                    LatencyMetric.BARGE_IN_LEAKED);

    public ComparisonReport {
        otherArms = List.copyOf(otherArms);
        latencies = List.copyOf(latencies);
        notes = List.copyOf(notes);
    }

    /** The comparison of one metric; empty if it is not among {@link #METRICS}. */
    public Optional<LatencyComparison> latency(LatencyMetric metric) {
        return latencies.stream().filter(latency -> latency.metric() == metric).findFirst();
    }
}
