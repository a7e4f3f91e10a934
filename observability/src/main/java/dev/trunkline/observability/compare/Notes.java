package dev.trunkline.observability.compare;

import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.record.CallDirection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a reader has to know to judge a report. */
final class Notes {
    private static final ComparedLatency HEARD = ComparisonReport.DECLARED.getFirst();

    private Notes() {}

    static List<String> of(
            ComparisonRequest request, Assignment assignment, ArmCalls a, ArmCalls b) {
        List<String> notes = new ArrayList<>();
        notes.add(design(request, assignment));
        if (assignment.experiments().size() > 1) {
            notes.add(
                    "Calls of several experiments are pooled ("
                            + String.join(", ", assignment.experiments())
                            + "): if the arms' weights differ between them, so may the arms' hours"
                            + " and callers.");
        }
        notes.add(
                "A call counts for the trunk that it was assigned to, also where another one carried"
                        + " it after a failover.");
        if (request.direction() != CallDirection.OUTBOUND) {
            notes.add(
                    "Of inbound calls only those are seen that reached the gateway: what a carrier lost"
                            + " before is in no figure.");
        }
        if (request.direction() == null) {
            notes.add(
                    "Inbound and outbound calls are pooled; ask for one direction to tell them apart.");
        }
        notes.add(
                "turn_heard was declared beforehand to be the latency that counts; of the others, one"
                        + " in twenty intervals misses by chance: their p-values are adjusted (Holm).");
        for (ArmCalls arm : List.of(a, b)) {
            legs(arm).ifPresent(notes::add);
        }
        if (!a.comparable(b, HEARD)) {
            notes.add(
                    "Where a leg ends is seen differently: Twilio's stream returns a mark once audio was"
                            + " played, so that figures up to the far edge contain the way back; a PBX"
                            + " over RTP returns nothing, and an answer counts as heard when it"
                            + " leaves; its WebSocket returns marks for some formats. Such figures are"
                            + " shown for each arm and not compared; leg_rtt tells the way.");
        }
        for (ArmSummary arm : List.of(a.summary(), b.summary())) {
            long unheard = arm.turns() - (arm.ledger() == null ? 0 : arm.ledger().turns());
            if (unheard > 0) {
                notes.add(
                        "%s: %d of %d turns lack a part (interrupted early, cut off, unanswered or not"
                                        .formatted(arm.name(), unheard, arm.turns())
                                + " seen) and are not in the average answer; their known parts are in"
                                + " the latencies.");
            }
        }
        if (assignment.sampledCalls() < assignment.usedCalls()) {
            notes.add(
                    "Latencies are of %d calls drawn at random from %d, to bound memory; all else is of"
                                    .formatted(assignment.sampledCalls(), assignment.usedCalls())
                            + " all calls.");
        }
        notes.add(
                "Not seen from the gateway: the caller's handset and the way from there to the far edge"
                        + " of the leg.");
        return notes;
    }

    /** What the arm's legs cannot measure. */
    private static Optional<String> legs(ArmCalls arm) {
        String lacking =
                Arrays.stream(ComparedLatency.values())
                        .filter(latency -> !arm.measures(latency))
                        .map(ComparedLatency::label)
                        .collect(Collectors.joining(", "));
        if (!lacking.isEmpty()) {
            return Optional.of(
                    "%s: not measured on leg %s, which brings the gateway words and no audio: %s."
                                    .formatted(arm.name(), arm.legsWithout(HEARD), lacking)
                            + " Its turn_model begins when the caller's words arrive, recognised.");
        }
        long without = arm.callsWithout(HEARD);
        return without == 0
                ? Optional.empty()
                : Optional.of(
                        "%s: %d of %d calls came over leg %s, which does not measure %s: that is of the"
                                        .formatted(
                                                arm.name(),
                                                without,
                                                arm.tally().calls,
                                                arm.legsWithout(HEARD),
                                                HEARD.label())
                                + " others. Compare legs with by=leg.");
    }

    private static String design(ComparisonRequest request, Assignment assignment) {
        long randomised = assignment.randomisedCalls();
        long observational = assignment.observationalCalls();
        if (assignment.usedCalls() == 0) {
            return request.randomisedOnly() && observational > 0
                    ? "No call of these arms was assigned at random; %d were not: ask for all."
                            .formatted(observational)
                    : "No call of these arms was found in this range.";
        }
        if (assignment.design() == Design.RANDOMISED) {
            return observational == 0
                    ? randomised == 1
                            ? "The one call was assigned to its trunk at random."
                            : "All %d calls were assigned to their trunk at random."
                                    .formatted(randomised)
                    : "Only the %d calls that were assigned at random are compared; %d others are left out."
                            .formatted(randomised, observational);
        }
        if (request.armBy() == ArmBy.LEG) {
            return "Observational: no call is assigned to its leg at random, so a difference may have"
                    + " other causes, such as the agent, whose profile names the leg.";
        }
        String causes =
                "observational: not randomised, so a difference may have other causes, such as the hour,"
                        + " the caller's country or the agent";
        return randomised == 0
                ? "None of the %d calls was assigned to its trunk at random: %s."
                        .formatted(observational, causes)
                : "%d calls were assigned at random and %d were not; all are compared: %s. Ask for"
                                .formatted(randomised, observational, causes)
                        + " randomised calls only to leave the others out.";
    }

    /** How it was computed, in words. */
    static String method() {
        return "Unit: the call. Quantiles over all turns, type 7 of Hyndman and Fan. Intervals: 95 %,"
                + " bootstrap of whole calls within each arm, expanded percentiles (Hesterberg 2015);"
                + " none with fewer than "
                + LatencyAnalysis.LEAST_CALLS
                + " calls or "
                + LatencyAnalysis.LEAST_BEYOND
                + " figures beyond the quantile in an arm. Ranks: Mann and Whitney's test, two-sided, on"
                + " one median a call, with the shift of Hodges and Lehmann and its interval. Smallest"
                + " detectable difference: 80 % power at the 5 % level, from the interval's width."
                + " Shares: Wilson's interval; differences: Newcombe's (method 10). Dropped: "
                + CallOutcome.LEG_FAILED.label()
                + " or "
                + CallOutcome.MODEL_FAILED.label()
                + " after the answer. A difference of "
                + HEARD.label()
                + " (where the legs do not let that be compared, of "
                + ComparisonReport.DECLARED.stream()
                        .skip(1)
                        .map(ComparedLatency::label)
                        .collect(Collectors.joining(" or "))
                + ") below "
                + VerdictWriter.RELEVANT_US / 1_000
                + " ms, of a share below one point, is called the same.";
    }
}
