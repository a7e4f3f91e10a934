package dev.trunkline.observability.compare;

import dev.trunkline.observability.latency.BargeInTimes;
import dev.trunkline.observability.latency.LatencyMetric;
import dev.trunkline.observability.latency.TurnTimes;
import dev.trunkline.observability.metrics.LegKind;
import dev.trunkline.observability.record.AttemptOutcome;
import dev.trunkline.observability.record.AttemptRecord;
import dev.trunkline.observability.record.CallRecord;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is compared of the calls, in the order of a report: the latency that callers feel, its
 * parts, the rest. Each is a latency of the calls, but for one sum of two parts of a turn.
 */
public enum ComparedLatency {
    TURN_HEARD(LatencyMetric.TURN_HEARD),
    TURN_ENDPOINTING(LatencyMetric.TURN_ENDPOINTING),
    TURN_MODEL(LatencyMetric.TURN_MODEL),
    TURN_DELIVERY(LatencyMetric.TURN_DELIVERY),
    TURN_PLAYOUT(LatencyMetric.TURN_PLAYOUT),
    TURN_LEAD_SILENCE(LatencyMetric.TURN_LEAD_SILENCE),
    TURN_RESPONSE(LatencyMetric.TURN_RESPONSE),
    /** {@code turn_model} plus {@code turn_delivery}: takes no audio, so every leg has it. */
    TURN_MODEL_AND_DELIVERY(
            "What model and gateway take together, once the caller is known to have finished",
            LatencyMetric.TURN_MODEL,
            LatencyMetric.TURN_DELIVERY),
    BARGE_IN_REACTION(LatencyMetric.BARGE_IN_REACTION),
    BARGE_IN_SILENCE(LatencyMetric.BARGE_IN_SILENCE),
    BARGE_IN_LEAKED(LatencyMetric.BARGE_IN_LEAKED),
    /** Of calls out, from the attempt that was answered; after a failover another trunk's. */
    POST_DIAL_DELAY(LatencyMetric.POST_DIAL_DELAY),
    ANSWER_DELAY(LatencyMetric.ANSWER_DELAY);

    private final LatencyMetric first;

    /** The same as {@code first} but for a sum. */
    private final LatencyMetric last;

    private final String meaning;
    private final String label = name().toLowerCase(Locale.ROOT);

    ComparedLatency(LatencyMetric metric) {
        this(metric.meaning(), metric, metric);
    }

    /** A sum of two parts of a turn, the second of which begins where the first ends. */
    ComparedLatency(String meaning, LatencyMetric first, LatencyMetric last) {
        this.first = first;
        this.last = last;
        this.meaning = meaning;
    }

    /** As the API and the report carry it. */
    public String label() {
        return label;
    }

    /** What it is the sum of; one but for a sum. */
    public List<LatencyMetric> parts() {
        return first == last ? List.of(first) : List.of(first, last);
    }

    /** What it tells, in one sentence without a full stop. */
    public String meaning() {
        return meaning;
    }

    /** Where it begins, in words. */
    public String from() {
        return first.from();
    }

    /** Where it ends, in words. */
    public String to() {
        return last.to();
    }

    /** Whether calls that reach the gateway so can have a figure of it at all. */
    public boolean measuredOn(LegKind leg) {
        return leg.measures(first) && leg.measures(last);
    }

    /**
     * Whether it ends at the far edge of a leg, which each kind of leg shows in a way of its own:
     * Twilio by the marks that it returns, a PBX over RTP not at all, so that there the frame's
     * leaving has to do. Figures of two kinds of leg are then not of the same thing.
     */
    boolean endsAtFarEdge() {
        return switch (this) {
            case TURN_HEARD, TURN_PLAYOUT, BARGE_IN_SILENCE, BARGE_IN_LEAKED -> true;
            default -> false;
        };
    }

    /** Microseconds, one for each turn, barge-in or answered attempt that has a figure. */
    Stream<Long> us(CallRecord call) {
        return switch (this) {
            case BARGE_IN_REACTION -> known(call.bargeIns(), BargeInTimes::reactionUs);
            case BARGE_IN_SILENCE -> known(call.bargeIns(), BargeInTimes::silenceUs);
            case BARGE_IN_LEAKED -> known(call.bargeIns(), BargeInTimes::leakedUs);
            case POST_DIAL_DELAY -> known(answered(call), AttemptRecord::postDialUs);
            case ANSWER_DELAY -> known(answered(call), AttemptRecord::answerUs);
            default -> known(call.turns(), this::sum);
        };
    }

    /** At most one. */
    private static List<AttemptRecord> answered(CallRecord call) {
        return call.attempts().stream()
                .filter(attempt -> attempt.outcome() == AttemptOutcome.ANSWERED)
                .limit(1)
                .toList();
    }

    /** Null where a part is not known. */
    private @Nullable Long sum(TurnTimes turn) {
        Long one = turn.us(first);
        if (first == last) {
            return one;
        }
        Long two = turn.us(last);
        return one == null || two == null ? null : Long.valueOf(one + two);
    }

    private static <T> Stream<Long> known(List<T> rows, Function<T, @Nullable Long> latency) {
        return rows.stream().map(latency).filter(Objects::nonNull);
    }
}
