package dev.trunkline.observability.record;

import dev.trunkline.observability.latency.BargeInTimes;
import dev.trunkline.observability.latency.LatencyHistogram;
import dev.trunkline.observability.latency.LatencyMetric;
import dev.trunkline.observability.latency.TimelineEvent;
import dev.trunkline.observability.latency.TurnTimes;
import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.metrics.LegKind;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * All that is kept of one call that was tried, whether it succeeded or not.
 *
 * @param callId the gateway's own reference: random, unique
 * @param definitions version of the latencies' definitions that its figures follow
 * @param providerCallId the phone network's, such as Twilio's CallSid; empty if it never gave one
 * @param startedAt wall clock, when the webhook arrived or the call was created
 * @param durationMs from there to its end, on the monotonic clock
 * @param gateway name of the process that carried it (a pod)
 * @param answered whether media flowed: its stream came and said start
 * @param sipStatus last SIP response code of a call that failed, 0 where there was none
 * @param failovers other trunks that were tried after the assigned one
 * @param prewarmed whether the model's session was ready before the phone
 * @param attempts tries to reach the one who is called, in order; empty for a call that came in
 * @param latencies every latency of the call that was seen at least once
 * @param timeline what happened when, in order; bounded
 * @param transcript what was said; empty unless the agent's profile asks for it
 */
public record CallRecord(
        String callId,
        int definitions,
        String providerCallId,
        Instant startedAt,
        long durationMs,
        String gateway,
        CallDirection direction,
        String agent,
        LegKind leg,
        Arm arm,
        Parties parties,
        CallOutcome outcome,
        boolean answered,
        int sipStatus,
        int failovers,
        boolean prewarmed,
        Usage usage,
        MediaQuality quality,
        List<TurnTimes> turns,
        List<BargeInTimes> bargeIns,
        List<AttemptRecord> attempts,
        Map<LatencyMetric, LatencyHistogram> latencies,
        List<TimelineEvent> timeline,
        String transcript) {

    /**
     * Version of the latencies' definitions that new records follow; rises when one changes its
     * meaning, and is kept with every row.
     */
    public static final int DEFINITIONS = 1;

    public CallRecord {
        turns = List.copyOf(turns);
        bargeIns = List.copyOf(bargeIns);
        attempts = List.copyOf(attempts);
        latencies = Map.copyOf(latencies);
        timeline = List.copyOf(timeline);
    }

    /**
     * The same call out with what its dialling knows.
     *
     * @param lastSipStatus of its tries, 0 if there was none
     * @param passedOn trunks that it was passed on from
     */
    public CallRecord dialled(
            Arm assignedArm, int lastSipStatus, int passedOn, List<AttemptRecord> tries) {
        return new CallRecord(
                callId,
                definitions,
                providerCallId,
                startedAt,
                durationMs,
                gateway,
                direction,
                agent,
                leg,
                assignedArm,
                parties,
                outcome,
                answered,
                lastSipStatus,
                passedOn,
                prewarmed,
                usage,
                quality,
                turns,
                bargeIns,
                tries,
                latencies,
                timeline,
                transcript);
    }

    /** What names the call, for logs and failed tests: nothing that was said, no party. */
    @Override
    public String toString() {
        return "CallRecord["
                + callId
                + ", "
                + outcome.label()
                + ", "
                + turns.size()
                + " turns, "
                + transcript.length()
                + " characters of transcript]";
    }
}
