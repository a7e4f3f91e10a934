package dev.trunkline.codecs.audio;

/**
 * What a {@link VoiceDetector} takes for speech.
 *
 * @param onsetDb how far above the noise floor a frame has to be to begin speech, 3 to 30 dB
 * @param sustainDb how far above it a frame has to be to continue speech, 1 dB to {@code onsetDb}
 * @param minimumDbfs no frame below this level is voiced, -80 to -20 dB relative to a full-scale
 *     square wave
 * @param onsetFrames consecutive voiced frames of 20 ms that make an onset, 1 to 50; one alone may
 *     be a click
 * @param hangoverMs silence that ends speech, 20 to 5000 ms; shorter pauses belong to it
 */
public record VoiceSettings(
        double onsetDb, double sustainDb, double minimumDbfs, int onsetFrames, int hangoverMs) {
    /** For telephone speech; the errors stated in the module's README were measured with these. */
    public static final VoiceSettings TELEPHONE = new VoiceSettings(6, 3, -55, 2, 400);

    public VoiceSettings {
        require(onsetDb >= 3 && onsetDb <= 30, "onsetDb", onsetDb, "3 to 30");
        require(sustainDb >= 1 && sustainDb <= onsetDb, "sustainDb", sustainDb, "1 to onsetDb");
        require(minimumDbfs >= -80 && minimumDbfs <= -20, "minimumDbfs", minimumDbfs, "-80 to -20");
        require(onsetFrames >= 1 && onsetFrames <= 50, "onsetFrames", onsetFrames, "1 to 50");
        require(hangoverMs >= 20 && hangoverMs <= 5_000, "hangoverMs", hangoverMs, "20 to 5000");
    }

    private static void require(boolean holds, String name, double value, String range) {
        if (!holds) {
            throw new IllegalArgumentException(name + "=" + value + ": expected " + range);
        }
    }
}
