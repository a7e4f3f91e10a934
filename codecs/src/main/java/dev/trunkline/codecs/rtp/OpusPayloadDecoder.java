package dev.trunkline.codecs.rtp;

import dev.trunkline.codecs.opus.OpusDecoder;
import dev.trunkline.codecs.opus.OpusPacket;

/**
 * Opus in RTP: one payload is one packet, the clock is 48 kHz whatever the bandwidth (RFC 7587
 * section 4). Uses the decoder, does not close it.
 */
public final class OpusPayloadDecoder implements PayloadDecoder {
    private final OpusDecoder decoder;
    private final int divisor;

    public OpusPayloadDecoder(OpusDecoder decoder) {
        this.decoder = decoder;
        divisor = OpusDecoder.SAMPLE_RATE_HZ / decoder.sampleRateHz();
    }

    @Override
    public int clockRateHz() {
        return OpusDecoder.SAMPLE_RATE_HZ;
    }

    @Override
    public int sampleRateHz() {
        return decoder.sampleRateHz();
    }

    @Override
    public int maxPacketSamples() {
        return OpusDecoder.MAX_PACKET_SAMPLES / divisor;
    }

    @Override
    public int concealmentStepSamples() {
        return OpusDecoder.CONCEALMENT_STEP_SAMPLES / divisor;
    }

    @Override
    public int packetSamples(byte[] payload, int offset, int length) {
        int samples = OpusPacket.samples(payload, offset, length);
        return samples == OpusPacket.MALFORMED ? samples : samples / divisor;
    }

    @Override
    public boolean carriesRedundancy(byte[] payload, int offset, int length) {
        return OpusPacket.carriesFec(payload, offset, length);
    }

    /** libopus: a packet of one or two octets need not be sent; some that are end a talk spurt. */
    @Override
    public boolean beginsPause(byte[] payload, int offset, int length) {
        return length <= 2;
    }

    @Override
    public int decode(byte[] payload, int offset, int length, short[] pcm, int pcmOffset) {
        return decoder.decode(payload, offset, length, pcm, pcmOffset);
    }

    @Override
    public int recover(
            byte[] payload,
            int offset,
            int length,
            short[] pcm,
            int pcmOffset,
            int missingSamples) {
        return decoder.decodeFec(payload, offset, length, pcm, pcmOffset, missingSamples);
    }

    @Override
    public int conceal(short[] pcm, int pcmOffset, int missingSamples) {
        return decoder.conceal(pcm, pcmOffset, missingSamples);
    }

    @Override
    public void reset() {
        decoder.reset();
    }

    @Override
    public String toString() {
        return decoder.toString();
    }
}
