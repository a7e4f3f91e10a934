package dev.trunkline.codecs.rtp;

/** Takes the audio of a {@link Resequencer}, in order and without gaps. */
@FunctionalInterface
public interface ResequencedAudio {
    /**
     * A piece of audio, 2.5 to 120 ms. Hot path.
     *
     * @param audio borrowed, good until this returns; the first {@code byteCount} bytes count
     * @param timestampMs where it begins: milliseconds of audio handed over before it, whatever its
     *     source and timestamps were
     * @param arrivalNanos when its packet arrived; of other origins, when it was made
     */
    void onAudio(
            byte[] audio, int byteCount, long timestampMs, long arrivalNanos, AudioOrigin origin);
}
