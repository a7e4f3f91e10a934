package dev.trunkline.observability.trace;

import dev.trunkline.observability.latency.BargeInTimes;
import dev.trunkline.observability.latency.TimelineEvent;
import dev.trunkline.observability.latency.TurnTimes;
import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.metrics.LegKind;
import dev.trunkline.observability.metrics.TrunkKind;
import dev.trunkline.observability.record.Arm;
import dev.trunkline.observability.record.AttemptRecord;
import dev.trunkline.observability.record.CallDirection;
import dev.trunkline.observability.record.CallRecord;
import dev.trunkline.observability.record.MediaQuality;
import dev.trunkline.observability.record.Parties;
import dev.trunkline.observability.record.Usage;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A record as a test wants it, with something personal in it. */
final class TracedCall {
    static final Instant BEGAN = Instant.parse("2026-03-01T08:00:00.123456Z");
    static final List<String> PERSONAL =
            List.of("CA0123456789", "hash-of-caller", "hash-of-called", "the words said");

    String id = "c-1";
    CallDirection direction = CallDirection.INBOUND;
    CallOutcome outcome = CallOutcome.COMPLETED_BY_CALLER;
    List<TurnTimes> turns = List.of();
    List<BargeInTimes> bargeIns = List.of();
    List<AttemptRecord> attempts = List.of();
    List<TimelineEvent> timeline = List.of();

    CallRecord record() {
        return new CallRecord(
                id,
                CallRecord.DEFINITIONS,
                PERSONAL.get(0),
                BEGAN,
                20_000,
                "pod-7",
                direction,
                "front-desk",
                LegKind.STREAM,
                new Arm("own", TrunkKind.BYOC, "twilio", "trial", ""),
                new Parties(PERSONAL.get(1), PERSONAL.get(2), ""),
                outcome,
                true,
                0,
                0,
                true,
                Usage.NONE,
                MediaQuality.NONE,
                turns,
                bargeIns,
                attempts,
                Map.of(),
                timeline,
                PERSONAL.get(3));
    }
}
