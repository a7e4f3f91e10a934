package dev.trunkline.observability.latency;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One turn's ledger: the answer of the agent to one utterance of the caller. Where all parts are
 * known they sum to {@code heardUs}. A part one of whose ends was not seen is null, never zero; it
 * is negative where its end was seen before its begin (the model decided before the caller had
 * finished).
 *
 * @param number from 1 in its call
 * @param atUs when the caller's last voiced frame arrived (where that is unknown: when {@code
 *     speech_stopped} was received), microseconds since the call began
 * @param toolCalls tools that the model called before the answer's first sound
 * @param reconnects model sessions that took over before the answer's first sound
 */
public record TurnTimes(
        int number,
        long atUs,
        Outcome outcome,
        @Nullable Long endpointingUs,
        @Nullable Long modelUs,
        @Nullable Long deliveryUs,
        @Nullable Long playoutUs,
        @Nullable Long leadSilenceUs,
        @Nullable Long heardUs,
        @Nullable Long responseUs,
        int toolCalls,
        int reconnects) {

    /** What became of the answer. */
    public enum Outcome {
        /** It was heard and not interrupted. */
        HEARD,
        /** The caller interrupted it, before or after its beginning was heard. */
        INTERRUPTED,
        /** It began, and the call ended or the next turn began before it was heard. */
        CUT_OFF,
        /** None came. */
        UNANSWERED;

        /** As records and the API carry it. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The figure of one of the turn's latencies, or null; null for any that is not a turn's. */
    public @Nullable Long us(LatencyMetric metric) {
        return switch (metric) {
            case TURN_ENDPOINTING -> endpointingUs;
            case TURN_MODEL -> modelUs;
            case TURN_DELIVERY -> deliveryUs;
            case TURN_PLAYOUT -> playoutUs;
            case TURN_LEAD_SILENCE -> leadSilenceUs;
            case TURN_HEARD -> heardUs;
            case TURN_RESPONSE -> responseUs;
            default -> null;
        };
    }
}
