package dev.trunkline.loadtest.rtp;

import dev.trunkline.codecs.opus.OpusEncoder;
import dev.trunkline.codecs.opus.OpusEngine;
import dev.trunkline.codecs.opus.OpusEngineChoice;
import dev.trunkline.codecs.opus.OpusSettings;
import dev.trunkline.loadtest.audio.MuLaw;
import dev.trunkline.loadtest.audio.Speech;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The fixture speech as payloads of 20 ms, encoded once and shared by all calls, which repeat it.
 * At the seam an Opus decoder hears a small click; nobody listens. Immutable.
 */
final class EncodedSpeech {
    private final byte[] payloads;
    private final int[] ends;

    private EncodedSpeech(byte[] payloads, int[] ends) {
        this.payloads = payloads;
        this.ends = ends;
    }

    /** Opus is wide band with redundancy for 5 % loss, as a SIP phone sends it. */
    static EncodedSpeech of(RtpCodec codec) {
        byte[] muLaw = Speech.whole();
        int frames = muLaw.length / MuLaw.FRAME_BYTES;
        int[] ends = new int[frames];
        if (codec == RtpCodec.PCMU) {
            Arrays.setAll(ends, frame -> (frame + 1) * MuLaw.FRAME_BYTES);
            return new EncodedSpeech(muLaw, ends);
        }
        ByteBuffer all = ByteBuffer.allocate(frames * OpusEncoder.MAX_PACKET_BYTES);
        byte[] packet = new byte[OpusEncoder.MAX_PACKET_BYTES];
        short[] pcm = new short[2 * MuLaw.FRAME_BYTES];
        try (OpusEncoder encoder =
                OpusEngine.select(OpusEngineChoice.AUTO).encoder(OpusSettings.widebandCall())) {
            for (int frame = 0; frame < frames; frame++) {
                for (int i = 0; i < pcm.length; i++) { // each sample twice: the bandwidth is enough
                    pcm[i] = MuLaw.linear(muLaw[frame * MuLaw.FRAME_BYTES + i / 2]);
                }
                int bytes = encoder.encode(pcm, 0, packet, 0);
                if (bytes <= 0) {
                    throw new IllegalStateException("frame " + frame + " could not be encoded");
                }
                all.put(packet, 0, bytes);
                ends[frame] = all.position();
            }
        }
        return new EncodedSpeech(Arrays.copyOf(all.array(), all.position()), ends);
    }

    int frames() {
        return ends.length;
    }

    /** Appends the payload of this frame. */
    void write(int frame, ByteBuffer out) {
        int from = frame == 0 ? 0 : ends[frame - 1];
        out.put(payloads, from, ends[frame] - from);
    }
}
