package dev.trunkline.codecs.opus;

import io.github.jaredmdobson.concentus.OpusException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decodes with Concentus 1.0.2, around three of its faults: always at 48 kHz (below, the SILK part
 * of a hybrid packet is lost), always to offset 0 of an own array (transitions between modes are
 * written there whatever the offset), and FEC only for exactly one packet's duration (the same
 * fault).
 */
final class ConcentusDecoder implements OpusDecoder {
    private final io.github.jaredmdobson.concentus.OpusDecoder decoder;
    private final short[] decoded = new short[MAX_PACKET_SAMPLES];
    private long corruptPackets;

    ConcentusDecoder() {
        try {
            decoder = new io.github.jaredmdobson.concentus.OpusDecoder(SAMPLE_RATE_HZ, 1);
        } catch (OpusException refused) {
            throw new IllegalStateException("Concentus refused a 48 kHz mono decoder", refused);
        }
    }

    @Override
    public int sampleRateHz() {
        return SAMPLE_RATE_HZ;
    }

    @Override
    public int decode(byte[] packet, int offset, int length, short[] pcm, int pcmOffset) {
        int samples = OpusPacket.samples(packet, offset, length);
        if (samples == OpusPacket.MALFORMED) {
            return corrupt();
        }
        Objects.checkFromIndexSize(pcmOffset, samples, pcm.length);
        return run(packet, offset, length, samples, false, pcm, pcmOffset);
    }

    @Override
    public int decodeFec(
            byte[] packet, int offset, int length, short[] pcm, int pcmOffset, int missingSamples) {
        Concealment.check(pcm, pcmOffset, missingSamples, 1);
        int samples = OpusPacket.samples(packet, offset, length);
        if (samples == OpusPacket.MALFORMED) {
            return corrupt();
        }
        if (!OpusPacket.carriesFec(packet, offset, length)) {
            return NO_REDUNDANCY;
        }
        // The copy is of one frame, however many the packet holds, and only whole (opus_decode()).
        int rebuilt = OpusPacket.frameSamples(packet[offset]);
        int before = missingSamples - rebuilt;
        if (before < 0) {
            return NO_REDUNDANCY;
        }
        if (before > 0 && conceal(pcm, pcmOffset, before) != before) {
            return CORRUPT;
        }
        int done = run(packet, offset, length, rebuilt, true, pcm, pcmOffset + before);
        return done == rebuilt ? missingSamples : CORRUPT;
    }

    @Override
    public int conceal(short[] pcm, int pcmOffset, int missingSamples) {
        Concealment.check(pcm, pcmOffset, missingSamples, 1);
        return run(null, 0, 0, missingSamples, false, pcm, pcmOffset);
    }

    private int run(
            byte @Nullable [] packet,
            int offset,
            int length,
            int samples,
            boolean fec,
            short[] pcm,
            int pcmOffset) {
        int done;
        try {
            done = decoder.decode(packet, offset, length, decoded, 0, samples, fec);
        } catch (OpusException refused) {
            return corrupt();
        } catch (RuntimeException | AssertionError broken) {
            decoder.resetState(); // it stopped half-way: its state is not to be trusted
            return corrupt();
        }
        if (done != samples) {
            return corrupt();
        }
        System.arraycopy(decoded, 0, pcm, pcmOffset, samples);
        return samples;
    }

    private int corrupt() {
        corruptPackets++;
        return CORRUPT;
    }

    @Override
    public void reset() {
        decoder.resetState();
    }

    @Override
    public long corruptPackets() {
        return corruptPackets;
    }

    @Override
    public void close() {} // all on the heap

    @Override
    public String toString() {
        return "concentus decoder";
    }
}
