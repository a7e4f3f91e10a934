package dev.trunkline.observability.compare;

import java.util.List;
import java.util.Optional;

/**
 * Two arms compared. Every difference is a minus b.
 *
 * @param request what was asked
 * @param a the first arm; of kind byoc if arms are kinds and none were named
 * @param b the arm that it is held against; native likewise
 * @param otherArms those that have calls and were not compared, most calls first
 * @param latencies one for each {@link ComparedLatency}, in that order, also where there is no
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

    /**
     * What was declared beforehand to count: the first one, and where the legs do not let it be
     * compared the next. No data have a say in which.
     */
    public static final List<ComparedLatency> DECLARED =
            List.of(
                    ComparedLatency.TURN_HEARD,
                    ComparedLatency.TURN_RESPONSE,
                    ComparedLatency.TURN_MODEL_AND_DELIVERY);

    public ComparisonReport {
        otherArms = List.copyOf(otherArms);
        latencies = List.copyOf(latencies);
        notes = List.copyOf(notes);
    }

    /** The comparison of one latency. */
    public LatencyComparison latency(ComparedLatency latency) {
        return latencies.stream().filter(one -> one.metric() == latency).findFirst().orElseThrow();
    }

    /** That of the latency that counts; empty if the legs of the arms have none in common. */
    public Optional<LatencyComparison> primary() {
        return latencies.stream().filter(LatencyComparison::primary).findFirst();
    }
}
