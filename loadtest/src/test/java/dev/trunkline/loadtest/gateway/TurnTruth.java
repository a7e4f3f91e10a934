package dev.trunkline.loadtest.gateway;

import dev.trunkline.observability.latency.LatencyMetric;
import org.jspecify.annotations.Nullable;

/**
 * One turn as the gateway's neighbours saw it, in nanoseconds of their clock, which is the
 * gateway's; null where it did not come to that.
 *
 * @param voicedSaidNanos the caller's last voiced frame was said, at the phone
 * @param voicedNanos it passed the phone's socket towards the gateway
 * @param stoppedNanos {@code speech_stopped} left towards the gateway
 * @param deltaNanos so did the answer's first audio delta
 * @param frameNanos the answer's first frame came out of the gateway
 * @param beganNanos the echo of the first mark behind that frame passed the socket, minus the audio
 *     in between
 * @param silenceNanos audio before the first audible sample of the answer
 * @param heardNanos that sample began to be heard, at the phone
 */
record TurnTruth(
        long voicedSaidNanos,
        long voicedNanos,
        @Nullable Long stoppedNanos,
        @Nullable Long deltaNanos,
        @Nullable Long frameNanos,
        @Nullable Long beganNanos,
        @Nullable Long silenceNanos,
        @Nullable Long heardNanos) {

    /** A latency of the turn in milliseconds, or null. */
    @Nullable Double ms(LatencyMetric metric) {
        return switch (metric) {
            case TURN_ENDPOINTING -> ms(voicedNanos, stoppedNanos);
            case TURN_MODEL -> ms(stoppedNanos, deltaNanos);
            case TURN_DELIVERY -> ms(deltaNanos, frameNanos);
            case TURN_PLAYOUT -> ms(frameNanos, beganNanos);
            case TURN_LEAD_SILENCE -> ms(0L, silenceNanos);
            case TURN_RESPONSE -> ms(voicedNanos, frameNanos);
            case TURN_HEARD ->
                    beganNanos == null || silenceNanos == null
                            ? null
                            : ms(voicedNanos, beganNanos + silenceNanos);
            default -> throw new IllegalArgumentException(metric + " is not of a turn");
        };
    }

    /**
     * What the caller waits by the phone's own clock, whatever the marks say: their way back takes
     * as long as the voice took before, so that the gateway's figure is the same.
     */
    @Nullable Double waitedMs() {
        return beganNanos == null ? null : ms(voicedSaidNanos, heardNanos);
    }

    private static @Nullable Double ms(@Nullable Long from, @Nullable Long to) {
        return from == null || to == null ? null : Double.valueOf((to - from) / 1e6);
    }
}
