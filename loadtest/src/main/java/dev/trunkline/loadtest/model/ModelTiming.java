package dev.trunkline.loadtest.model;

/**
 * What a test of measurements fixes to the millisecond.
 *
 * @param endOfSpeechMs from the arrival of the caller's last voiced audio to {@code
 *     speech_stopped}; never before the session's {@code silence_duration_ms} of silence came, so 0
 *     is as soon as it has
 * @param toModelMs one-way delay of everything the client sends after the upgrade, in order
 * @param toClientMs one-way delay of everything sent to the client, in order
 * @param tone whether answers are a tone of 1 kHz at -12 dBFS instead of speech: audible from its
 *     first sample
 */
public record ModelTiming(long endOfSpeechMs, long toModelMs, long toClientMs, boolean tone) {
    /** As soon as possible, and speech. */
    public static final ModelTiming NONE = new ModelTiming(0, 0, 0, false);

    public ModelTiming {
        if (endOfSpeechMs < 0 || toModelMs < 0 || toClientMs < 0) {
            throw new IllegalArgumentException(
                    "endOfSpeechMs="
                            + endOfSpeechMs
                            + " toModelMs="
                            + toModelMs
                            + " toClientMs="
                            + toClientMs
                            + ": expected 0 or more milliseconds each");
        }
    }

    boolean delaysNetwork() {
        return toModelMs > 0 || toClientMs > 0;
    }
}
