package dev.trunkline.codecs.opus;

import java.util.Objects;

/** What both engines ask of a request to fill a gap. */
final class Concealment {
    private Concealment() {}

    static void check(short[] pcm, int pcmOffset, int missingSamples) {
        if (missingSamples <= 0
                || missingSamples > OpusDecoder.MAX_PACKET_SAMPLES
                || missingSamples % OpusDecoder.CONCEALMENT_STEP_SAMPLES != 0) {
            throw new IllegalArgumentException(
                    "missingSamples="
                            + missingSamples
                            + ": expected a multiple of 120 (2.5 ms) from 120 to 5760");
        }
        Objects.checkFromIndexSize(pcmOffset, missingSamples, pcm.length);
    }
}
