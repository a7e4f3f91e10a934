package dev.trunkline.codecs.rtp;

/**
 * G.711 in RTP (RFC 3551 section 4.5.14): one octet per sample at 8 kHz. G.711 has no concealment
 * of its own, so gaps are filled by repeating the last pitch period with decay.
 */
public final class G711PayloadDecoder implements PayloadDecoder {
    private static final int RATE_HZ = 8_000;
    private static final int MAX_PACKET_SAMPLES = RATE_HZ / 1_000 * 120;

    private final short[] linear;
    private final PitchConcealment concealment = new PitchConcealment(RATE_HZ);

    /**
     * Decodes by table.
     *
     * @param linear the 256 sample values of mu-law or A-law by code; copied
     */
    public G711PayloadDecoder(short[] linear) {
        if (linear.length != 256) {
            throw new IllegalArgumentException(
                    "table of " + linear.length + " values: expected the 256 of a G.711 law");
        }
        this.linear = linear.clone();
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
