package dev.trunkline.gateway.call;

import static dev.trunkline.observability.latency.LatencySink.UNKNOWN_NANOS;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.codecs.g711.G711;
import org.jspecify.annotations.Nullable;

/**
 * How much silence a response begins with: models send some before they speak, and a figure of the
 * first byte hides it. The first 5 ms whose level is above -50 dB of full scale are audible.
 * Listens only until then. Allocates nothing; confined to the call's event loop.
 */
final class LeadSilence {
    private static final int BLOCK_MS = 5;

    /** -50 dB relative to full scale. */
    private static final double AUDIBLE_MEAN_SQUARE = 32_768.0 * 32_768 * 1e-5;

    private final AudioFormat format;
    private final int blockBytes;
    private final int bytesPerSample;

    private @Nullable String responseId;
    private boolean found;
    private long offered;
    private int inBlock;
    private int lowByte;
    private long squares;

    LeadSilence(AudioFormat format) {
        this.format = format;
        blockBytes = format.bytes(BLOCK_MS);
        bytesPerSample = format.isLinear() ? 2 : 1;
    }

    /**
     * Listens to a response's audio.
     *
     * @param audio borrowed, in the leg's format
     * @return how much silence the response began with, if that is known just now; else unknown
     */
    long offer(String ofResponse, byte[] audio, int offset, int byteCount) {
        if (!ofResponse.equals(responseId)) {
            responseId = ofResponse;
            found = false;
            offered = 0;
            inBlock = 0;
            squares = 0;
        }
        for (int i = offset; i < offset + byteCount && !found; i++) {
            add(audio[i]);
            if (++inBlock == blockBytes) {
                double meanSquare = (double) squares * bytesPerSample / blockBytes;
                inBlock = 0;
                squares = 0;
                if (meanSquare > AUDIBLE_MEAN_SQUARE) {
                    found = true;
                    return offered * 1_000_000L / format.bytesPerMs();
                }
                offered += blockBytes;
            }
        }
        return UNKNOWN_NANOS;
    }

    private void add(byte value) {
        int sample;
        if (bytesPerSample == 1) {
            sample =
                    format == AudioFormat.PCMU
                            ? G711.ulawToLinear(value)
                            : G711.alawToLinear(value);
        } else if ((inBlock & 1) == 0) {
            lowByte = value & 0xFF;
            return;
        } else {
            sample = value << 8 | lowByte;
        }
        squares += (long) sample * sample;
    }
}
