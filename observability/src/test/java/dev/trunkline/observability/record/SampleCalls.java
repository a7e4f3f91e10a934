package dev.trunkline.observability.record;

import dev.trunkline.observability.latency.BargeInTimes;
import dev.trunkline.observability.latency.LatencyHistogram;
import dev.trunkline.observability.latency.LatencyMetric;
import dev.trunkline.observability.latency.Moment;
import dev.trunkline.observability.latency.TimelineEvent;
import dev.trunkline.observability.latency.TurnTimes;
import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.metrics.LegKind;
import dev.trunkline.observability.metrics.TrunkKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Calls to be kept, drawn at random from a seed; several begin in one microsecond. */
final class SampleCalls {
    static final Instant BEGIN = Instant.parse("2026-03-01T08:00:00.123456Z");

    private final Random random;
    private int made;

    SampleCalls(long seed) {
        random = new Random(seed);
    }

    List<CallRecord> next(int count) {
        List<CallRecord> calls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            calls.add(next());
        }
        return calls;
    }

    CallRecord next() {
        // Not in the order of starting, and with ids in both cases, which collations sort apart.
        String id = String.format(random.nextBoolean() ? "c-%016x" : "C-%016X", random.nextLong());
        Instant startedAt = BEGIN.plusNanos(1_000L * random.nextInt(200) * 60_000_000);
        made++;
        return call(id, startedAt, pick("front desk", "sales", "Zoë's \"späti\"", "支持"));
    }

    CallRecord call(String id, Instant startedAt, String agent) {
        String trunk = pick("acme", "native", "unknown");
        return new CallRecord(
                id,
                random.nextInt(1, 4),
                random.nextInt(4) == 0 ? "" : "CA" + made,
                startedAt,
                random.nextInt(600_000),
                "gateway-" + random.nextInt(3),
                random.nextBoolean() ? CallDirection.INBOUND : CallDirection.OUTBOUND,
                agent,
                any(LegKind.values()),
                new Arm(
                        trunk,
                        any(TrunkKind.values()),
                        "acme",
                        pick("", "march"),
                        pick("", "08|49")),
                new Parties(
                        pick("", "n-abc"), pick("", "n_def"), pick("", "TN-Validation-Passed-A")),
                any(CallOutcome.values()),
                random.nextBoolean(),
                random.nextBoolean() ? 0 : 486,
                random.nextInt(3),
                random.nextBoolean(),
                new Usage(count(), count(), count(), count(), count(), count(), count(), count()),
                new MediaQuality(
                        count(), count(), count(), count(), count(), count(), count(), count()),
                turns(),
                bargeIns(),
                attempts(startedAt),
                latencies(),
                List.of(
                        new TimelineEvent(Moment.MODEL_CONNECTING, -random.nextInt(1_000_000)),
                        new TimelineEvent(Moment.STREAM_STARTED, random.nextInt(1_000_000)),
                        new TimelineEvent(Moment.CALL_ENDED, 100_000_000)),
                pick("", "caller: grüß Gott\nagent: 你好 \uD83D\uDE00, it's \"fine\"; --"));
    }

    /** With one turn and nothing that takes room. */
    CallRecord plain(String id, Instant startedAt) {
        return new CallRecord(
                id,
                CallRecord.DEFINITIONS,
                "",
                startedAt,
                1_000,
                "gateway",
                CallDirection.INBOUND,
                "agent",
                LegKind.STREAM,
                Arm.observed("acme", TrunkKind.BYOC),
                Parties.UNKNOWN,
                CallOutcome.COMPLETED_BY_CALLER,
                true,
                0,
                0,
                true,
                Usage.NONE,
                MediaQuality.NONE,
                List.of(
                        new TurnTimes(
                                1, 0, TurnTimes.Outcome.HEARD, 1L, 1L, 1L, 1L, 1L, 5L, 3L, 0, 0)),
                List.of(),
                List.of(),
                Map.of(),
                List.of(),
                "");
    }

    private List<TurnTimes> turns() {
        List<TurnTimes> turns = new ArrayList<>();
        for (int number = 1; number <= random.nextInt(4); number++) {
            turns.add(
                    new TurnTimes(
                            number,
                            number * 4_000_000L,
                            any(TurnTimes.Outcome.values()),
                            us(),
                            us(),
                            us(),
                            us(),
                            us(),
                            us(),
                            us(),
                            random.nextInt(3),
                            random.nextInt(2)));
        }
        return turns;
    }

    private List<BargeInTimes> bargeIns() {
        List<BargeInTimes> bargeIns = new ArrayList<>();
        for (int number = 1; number <= random.nextInt(3); number++) {
            bargeIns.add(new BargeInTimes(number, number * 5_000_000L, us(), us(), us()));
        }
        return bargeIns;
    }

    private List<AttemptRecord> attempts(Instant startedAt) {
        List<AttemptRecord> attempts = new ArrayList<>();
        for (int number = 1; number <= random.nextInt(4); number++) {
            attempts.add(
                    new AttemptRecord(
                            number,
                            pick("acme", "native", "Zoë's \"späti\""),
                            any(TrunkKind.values()),
                            pick("", "CA" + number),
                            startedAt.plusMillis(number),
                            any(AttemptOutcome.values()),
                            random.nextBoolean() ? 0 : 503,
                            random.nextBoolean() ? 0 : 13_224,
                            us(),
                            us(),
                            pick("", "human", "machine_start"),
                            count()));
        }
        return attempts;
    }

    private Map<LatencyMetric, LatencyHistogram> latencies() {
        Map<LatencyMetric, LatencyHistogram> latencies = new EnumMap<>(LatencyMetric.class);
        for (LatencyMetric metric : List.of(LatencyMetric.TURN_HEARD, LatencyMetric.LEG_RTT)) {
            LatencyHistogram histogram = new LatencyHistogram();
            for (int i = 0; i <= random.nextInt(5); i++) {
                histogram.record(1_000_000L * random.nextInt(2_000));
            }
            latencies.put(metric, histogram);
        }
        return latencies;
    }

    /** Also negative: the model may decide before the caller has finished. */
    private @Nullable Long us() {
        return random.nextInt(4) == 0 ? null : random.nextInt(-100_000, 2_000_000) + 0L;
    }

    private long count() {
        return random.nextInt(10) == 0 ? Long.MAX_VALUE : random.nextInt(100_000);
    }

    private String pick(String... texts) {
        return texts[random.nextInt(texts.length)];
    }

    private <E> E any(E[] values) {
        return values[random.nextInt(values.length)];
    }
}
