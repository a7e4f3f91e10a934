package dev.trunkline.codecs.audio;

/**
 * Hears of speech as a {@link VoiceDetector} finds it; called within {@link VoiceDetector#offer}.
 * Positions count samples of the detector's format from its construction or last reset.
 */
public interface VoiceListener {
    /** Speech began at {@code sample}. Told once enough of it was heard, so a few frames later. */
    void onset(long sample);

    /** Speech ended before {@code sample}. Told when the hangover has passed without more. */
    void end(long sample);
}
