package dev.trunkline.codecs.opus;

import java.util.Objects;

/** What both engines ask of a request to fill a gap. */
final class Concealment {
    private Concealment() {}

    /**
     * @param divisor of 48 kHz: the decoder's rate
     */
    static void check(short[] pcm, int pcmOffset, int missingSamples, int divisor) {
        int step = OpusDecoder.CONCEALMENT_STEP_SAMPLES / divisor;
        int most = OpusDecoder.MAX_PACKET_SAMPLES / divisor;
        if (missingSamples <= 0 || missingSamples > most || missingSamples % step != 0) {
            throw new IllegalArgumentException(
                    "missingSamples=%d: expected a multiple of %d (2.5 ms) from %d to %d"
                            .formatted(missingSamples, step, step, most));
        }
        Objects.checkFromIndexSize(pcmOffset, missingSamples, pcm.length);
    }
}
