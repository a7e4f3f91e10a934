package dev.trunkline.codecs.rtp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A codec whose payload is a packet's number (four bytes) and whether it carries its predecessor;
 * it decodes to that number, held for 20 ms. So a test sees what was decoded, in which order, and
 * what was made up.
 */
final class NumberedDecoder implements PayloadDecoder {
    /** In place of the redundancy: the sender falls silent. */
    static final byte BEGINS_PAUSE = 2;

    final List<Integer> decoded = new ArrayList<>();
    final List<Integer> recovered = new ArrayList<>();
    int concealedSamples;
    int recoveredSamples;
    private final int clockRateHz;
    private short last;

    NumberedDecoder(int clockRateHz) {
        this.clockRateHz = clockRateHz;
    }

    static byte[] payload(int number, boolean redundant) {
        return new byte[] {
            (byte) (number >> 24),
            (byte) (number >> 16),
            (byte) (number >> 8),
            (byte) number,
            (byte) (redundant ? 1 : 0)
        };
    }

    private static int number(byte[] payload, int at) {
        return (payload[at] & 0xFF) << 24
                | (payload[at + 1] & 0xFF) << 16
                | (payload[at + 2] & 0xFF) << 8
                | (payload[at + 3] & 0xFF);
    }

    @Override
    public int clockRateHz() {
        return clockRateHz;
    }

    @Override
    public int sampleRateHz() {
        return clockRateHz;
    }

    @Override
    public int maxPacketSamples() {
        return clockRateHz / 1_000 * 120;
    }

    @Override
    public int concealmentStepSamples() {
        return clockRateHz / 400;
    }

    @Override
    public int packetSamples(byte[] payload, int offset, int length) {
        return length == 5 ? clockRateHz / 50 : -1;
    }

    @Override
    public boolean carriesRedundancy(byte[] payload, int offset, int length) {
        return payload[offset + 4] == 1;
    }

    @Override
    public boolean beginsPause(byte[] payload, int offset, int length) {
        return payload[offset + 4] == BEGINS_PAUSE;
    }

    @Override
    public int decode(byte[] payload, int offset, int length, short[] pcm, int pcmOffset) {
        int number = number(payload, offset);
        decoded.add(number);
        last = (short) (1 + number % 30_000);
        Arrays.fill(pcm, pcmOffset, pcmOffset + clockRateHz / 50, last);
        return clockRateHz / 50;
    }

    @Override
    public int recover(
            byte[] payload,
            int offset,
            int length,
            short[] pcm,
            int pcmOffset,
            int missingSamples) {
        if (!carriesRedundancy(payload, offset, length) || missingSamples < clockRateHz / 50) {
            return 0;
        }
        recoveredSamples += missingSamples;
        recovered.add(number(payload, offset) - 1);
        last = (short) (number(payload, offset) % 30_000);
        Arrays.fill(pcm, pcmOffset, pcmOffset + missingSamples, last);
        return missingSamples;
    }

    @Override
    public int conceal(short[] pcm, int pcmOffset, int missingSamples) {
        concealedSamples += missingSamples;
        Arrays.fill(pcm, pcmOffset, pcmOffset + missingSamples, last);
        return missingSamples;
    }

    @Override
    public void reset() {}
}
