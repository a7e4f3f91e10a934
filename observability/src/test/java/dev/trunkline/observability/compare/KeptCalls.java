package dev.trunkline.observability.compare;

import dev.trunkline.observability.latency.BargeInTimes;
import dev.trunkline.observability.latency.TurnTimes;
import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.metrics.LegKind;
import dev.trunkline.observability.metrics.TrunkKind;
import dev.trunkline.observability.record.Arm;
import dev.trunkline.observability.record.AttemptOutcome;
import dev.trunkline.observability.record.AttemptRecord;
import dev.trunkline.observability.record.CallDirection;
import dev.trunkline.observability.record.CallRecord;
import dev.trunkline.observability.record.CallRecords;
import dev.trunkline.observability.record.MediaQuality;
import dev.trunkline.observability.record.Parties;
import dev.trunkline.observability.record.RecordFilter;
import dev.trunkline.observability.record.Usage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Calls in memory, in the order in which they were added. */
final class KeptCalls implements CallRecords {
    static final Instant FIRST = Instant.parse("2026-03-01T08:00:00Z");
    static final Arm OWN = new Arm("own", TrunkKind.BYOC, "own", "spring", "");
    static final Arm TWILIO = new Arm("twilio", TrunkKind.NATIVE, "twilio", "spring", "");

    private final List<CallRecord> calls = new ArrayList<>();

    /** Answered calls with these figures of turn_heard, and no other. */
    KeptCalls heard(Arm arm, List<int[]> callsUs) {
        for (int[] turnsUs : callsUs) {
            List<TurnTimes> turns =
                    IntStream.range(0, turnsUs.length)
                            .mapToObj(at -> heard(at + 1, turnsUs[at]))
                            .toList();
            call(arm, CallOutcome.COMPLETED_BY_CALLER, true, turns);
        }
        return this;
    }

    KeptCalls call(Arm arm, CallOutcome outcome, boolean answered, List<TurnTimes> turns) {
        add(record(arm, outcome, answered, 90_000, turns));
        return this;
    }

    /** Calls over this leg, with these turns. */
    KeptCalls over(LegKind leg, Arm arm, int callCount, Supplier<List<TurnTimes>> turns) {
        for (int call = 0; call < callCount; call++) {
            add(record(leg, arm, CallOutcome.COMPLETED_BY_CALLER, true, 90_000, turns.get()));
        }
        return this;
    }

    /** An answered call or one that failed, as the last of its attempts was. */
    KeptCalls dialled(Arm arm, AttemptRecord... attempts) {
        boolean answered = List.of(attempts).getLast().outcome() == AttemptOutcome.ANSWERED;
        CallRecord call =
                record(
                        arm,
                        answered ? CallOutcome.COMPLETED_BY_CALLER : CallOutcome.NEVER_CAME,
                        answered,
                        90_000,
                        List.of());
        add(with(call, Parties.UNKNOWN, List.of(attempts)));
        return this;
    }

    /** After {@code delayUs} of ringing, if it was answered. */
    static AttemptRecord attempt(
            int number, String trunk, AttemptOutcome outcome, int sipStatus, long delayUs) {
        boolean answered = outcome == AttemptOutcome.ANSWERED;
        return new AttemptRecord(
                number,
                trunk,
                TrunkKind.BYOC,
                "CA" + number,
                FIRST,
                outcome,
                sipStatus,
                0,
                answered ? Long.valueOf(delayUs) : null,
                answered ? Long.valueOf(2 * delayUs) : null,
                "",
                1_000);
    }

    /** The same call, with these. */
    static CallRecord with(CallRecord call, Parties parties, List<AttemptRecord> attempts) {
        return new CallRecord(
                call.callId(),
                call.definitions(),
                call.providerCallId(),
                call.startedAt(),
                call.durationMs(),
                call.gateway(),
                call.direction(),
                call.agent(),
                call.leg(),
                call.arm(),
                parties,
                call.outcome(),
                call.answered(),
                call.sipStatus(),
                call.failovers(),
                call.prewarmed(),
                call.usage(),
                call.quality(),
                call.turns(),
                call.bargeIns(),
                attempts,
                call.latencies(),
                call.timeline(),
                call.transcript());
    }

    CallRecord record(
            Arm arm,
            CallOutcome outcome,
            boolean answered,
            long durationMs,
            List<TurnTimes> turns) {
        return record(LegKind.STREAM, arm, outcome, answered, durationMs, turns);
    }

    private CallRecord record(
            LegKind leg,
            Arm arm,
            CallOutcome outcome,
            boolean answered,
            long durationMs,
            List<TurnTimes> turns) {
        int number = calls.size();
        return new CallRecord(
                "call-" + number,
                CallRecord.DEFINITIONS,
                "",
                FIRST.plusSeconds(number),
                durationMs,
                "gateway-0",
                CallDirection.OUTBOUND,
                "agent",
                leg,
                arm,
                Parties.UNKNOWN,
                outcome,
                answered,
                answered ? 0 : 486,
                arm.trunk().equals(arm.carriedBy()) ? 0 : 1,
                false,
                new Usage(0, 0, 2_000_000, 0, 1_000_000, 0, 0, 3_000_000),
                MediaQuality.NONE,
                turns,
                List.<BargeInTimes>of(),
                List.of(),
                Map.of(),
                List.of(),
                "");
    }

    static TurnTimes heard(int number, long us) {
        return new TurnTimes(
                number,
                number * 1_000_000L,
                TurnTimes.Outcome.HEARD,
                null,
                null,
                null,
                null,
                null,
                us,
                null,
                0,
                0);
    }

    /** Of a leg of words: what model and gateway took, and no part that takes audio. */
    static TurnTimes spoken(int number, long modelUs, long deliveryUs) {
        return new TurnTimes(
                number,
                number * 1_000_000L,
                TurnTimes.Outcome.HEARD,
                null,
                modelUs,
                deliveryUs,
                null,
                null,
                null,
                null,
                0,
                0);
    }

    /** All parts known: they sum to what is heard. */
    static TurnTimes complete(int number, long... partsUs) {
        return new TurnTimes(
                number,
                number * 1_000_000L,
                TurnTimes.Outcome.HEARD,
                partsUs[0],
                partsUs[1],
                partsUs[2],
                partsUs[3],
                partsUs[4],
                Arrays.stream(partsUs).sum(),
                partsUs[0] + partsUs[1] + partsUs[2],
                0,
                0);
    }

    @Override
    public void add(CallRecord call) {
        calls.add(call);
    }

    @Override
    public List<CallRecord> newest(RecordFilter filter, int offset, int limit) {
        throw new UnsupportedOperationException("a comparison reads each call once");
    }

    @Override
    public long count(RecordFilter filter) {
        throw new UnsupportedOperationException("a comparison reads each call once");
    }

    @Override
    public Optional<CallRecord> byId(String callId) {
        return Optional.empty();
    }

    @Override
    public void forEach(RecordFilter filter, Consumer<CallRecord> sink) {
        calls.stream()
                .filter(call -> !call.startedAt().isBefore(filter.from()))
                .filter(call -> call.startedAt().isBefore(filter.to()))
                .filter(call -> filter.agent() == null || call.agent().equals(filter.agent()))
                .filter(call ->
                        filter.direction() == null || call.direction() == filter.direction())
                .forEach(sink);
    }
}
