package dev.trunkline.codecs.rtp;

import dev.trunkline.codecs.g711.G711;

/**
 * G.711 in RTP (RFC 3551 section 4.5.14): one octet per sample at 8 kHz. G.711 has no concealment
 * of its own, so gaps are filled by repeating the last pitch period with decay.
 */
public final class G711PayloadDecoder implements PayloadDecoder {
    private static final int RATE_HZ = 8_000;
    private static final int MAX_PACKET_SAMPLES = RATE_HZ / 1_000 * 120;

    private final short[] linear;
    private final PitchConcealment concealment = new PitchConcealment(RATE_HZ);

    private G711PayloadDecoder(short[] linear) {
        this.linear = linear;
    }

    /** For payload type 0, PCMU. */
    public static G711PayloadDecoder ulaw() {
        short[] linear = new short[256];
        for (int code = 0; code < 256; code++) {
            linear[code] = G711.ulawToLinear((byte) code);
        }
        return new G711PayloadDecoder(linear);
    }

    /** For payload type 8, PCMA. */
    public static G711PayloadDecoder alaw() {
        short[] linear = new short[256];
        for (int code = 0; code < 256; code++) {
            linear[code] = G711.alawToLinear((byte) code);
        }
        return new G711PayloadDecoder(linear);
    }

    @Override
    public int clockRateHz() {
        return RATE_HZ;
    }

    @Override
    public int sampleRateHz() {
        return RATE_HZ;
    }

    @Override
    public int maxPacketSamples() {
        return MAX_PACKET_SAMPLES;
    }

    @Override
    public int concealmentStepSamples() {
        return 1;
    }

    @Override
    public int packetSamples(byte[] payload, int offset, int length) {
        return length > 0 && length <= MAX_PACKET_SAMPLES ? length : -1;
    }

    @Override
    public boolean carriesRedundancy(byte[] payload, int offset, int length) {
        return false;
    }

    @Override
    public int decode(byte[] payload, int offset, int length, short[] pcm, int pcmOffset) {
        if (packetSamples(payload, offset, length) < 0) {
            return -1;
        }
        for (int i = 0; i < length; i++) {
            pcm[pcmOffset + i] = linear[payload[offset + i] & 0xFF];
        }
        concealment.heard(pcm, pcmOffset, length);
        return length;
    }

    @Override
    public int recover(
            byte[] payload,
            int offset,
            int length,
            short[] pcm,
            int pcmOffset,
            int missingSamples) {
        return 0; // no redundancy in G.711
    }

    @Override
    public int conceal(short[] pcm, int pcmOffset, int missingSamples) {
        concealment.conceal(pcm, pcmOffset, missingSamples);
        return missingSamples;
    }

    @Override
    public void reset() {
        concealment.reset();
    }

    @Override
    public String toString() {
        return "g711 decoder";
    }
}
