package dev.trunkline.codecs.opus;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/** Decodes with libopus. State and scratch are one arena; a packet allocates nothing. */
final class LibopusDecoder implements OpusDecoder {
    /** A packet of 48 frames, each as long as a frame can be, with its headers. */
    private static final int MAX_INPUT_BYTES = 48 * (1_275 + 2) + 2 + 255;

    private final Libopus opus;
    private final int sampleRateHz;

    /** Of a sample's time at 48 kHz, in which packets count. */
    private final int divisor;

    private final Arena arena = Arena.ofShared(); // made by one thread, used by another
    private final MemorySegment state;
    private final MemorySegment input = arena.allocate(MAX_INPUT_BYTES);
    private final MemorySegment output = arena.allocate(JAVA_SHORT, MAX_PACKET_SAMPLES);
    private long corruptPackets;

    /**
     * @param sampleRateHz 8000, 12000, 16000, 24000 or 48000
     */
    LibopusDecoder(Libopus opus, int sampleRateHz) {
        this.opus = opus;
        this.sampleRateHz = sampleRateHz;
        divisor = SAMPLE_RATE_HZ / sampleRateHz;
        state = opus.newDecoder(arena, sampleRateHz);
    }

    @Override
    public int sampleRateHz() {
        return sampleRateHz;
    }

    @Override
    public int decode(byte[] packet, int offset, int length, short[] pcm, int pcmOffset) {
        int samples = OpusPacket.samples(packet, offset, length);
        if (samples == OpusPacket.MALFORMED || length > MAX_INPUT_BYTES) {
            return corrupt();
        }
        samples /= divisor;
        Objects.checkFromIndexSize(pcmOffset, samples, pcm.length);
        MemorySegment.copy(packet, offset, input, JAVA_BYTE, 0, length);
        return run(input, length, samples, false, pcm, pcmOffset);
    }

    @Override
    public int decodeFec(
            byte[] packet, int offset, int length, short[] pcm, int pcmOffset, int missingSamples) {
        Concealment.check(pcm, pcmOffset, missingSamples, divisor);
        int samples = OpusPacket.samples(packet, offset, length);
        if (samples == OpusPacket.MALFORMED || length > MAX_INPUT_BYTES) {
            return corrupt();
        }
        if (!OpusPacket.carriesFec(packet, offset, length)) {
            return NO_REDUNDANCY;
        }
        MemorySegment.copy(packet, offset, input, JAVA_BYTE, 0, length);
        // The copy is of one frame, however many the packet holds, and only whole (opus_decode()).
        int rebuilt = OpusPacket.frameSamples(packet[offset]) / divisor;
        int before = missingSamples - rebuilt;
        if (before < 0) {
            return NO_REDUNDANCY;
        }
        if (before > 0 && conceal(pcm, pcmOffset, before) != before) {
            return CORRUPT;
        }
        int done = run(input, length, rebuilt, true, pcm, pcmOffset + before);
        return done == rebuilt ? missingSamples : CORRUPT;
    }

    @Override
    public int conceal(short[] pcm, int pcmOffset, int missingSamples) {
        Concealment.check(pcm, pcmOffset, missingSamples, divisor);
        return run(MemorySegment.NULL, 0, missingSamples, false, pcm, pcmOffset);
    }

    private int run(
            MemorySegment packet,
            int length,
            int samples,
            boolean fec,
            short[] pcm,
            int pcmOffset) {
        if (opus.decode(state, packet, length, output, samples, fec) != samples) {
            return corrupt();
        }
        MemorySegment.copy(output, JAVA_SHORT, 0, pcm, pcmOffset, samples);
        return samples;
    }

    private int corrupt() {
        corruptPackets++;
        return CORRUPT;
    }

    @Override
    public void reset() {
        opus.resetDecoder(state);
    }

    @Override
    public long corruptPackets() {
        return corruptPackets;
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }

    @Override
    public String toString() {
        return "libopus decoder";
    }
}
