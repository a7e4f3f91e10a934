package dev.trunkline.codecs.opus;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/** Encodes with libopus. State and scratch are one arena; a frame allocates nothing. */
final class LibopusEncoder implements OpusEncoder {
    private final Libopus opus;
    private final Arena arena = Arena.ofShared(); // made by one thread, used by another
    private final MemorySegment state;
    private final MemorySegment input;
    private final MemorySegment output;
    private final int frameSamples;
    private final int lookaheadSamples;
    private long failures;

    LibopusEncoder(Libopus opus, OpusSettings settings) {
        this.opus = opus;
        frameSamples = settings.frameSamples();
        state = opus.newEncoder(arena, settings.sampleRateHz());
        input = arena.allocate(JAVA_SHORT, frameSamples);
        output = arena.allocate(MAX_PACKET_BYTES);
        opus.set(state, Libopus.SET_SIGNAL, Libopus.SIGNAL_VOICE);
        opus.set(state, Libopus.SET_VBR, 1);
        opus.set(state, Libopus.SET_VBR_CONSTRAINT, 1);
        opus.set(state, Libopus.SET_BITRATE, settings.bitrateBps());
        opus.set(state, Libopus.SET_COMPLEXITY, settings.complexity());
        opus.set(state, Libopus.SET_INBAND_FEC, settings.fec() ? 1 : 0);
        opus.set(state, Libopus.SET_PACKET_LOSS_PERC, settings.expectedLossPercent());
        opus.set(state, Libopus.SET_DTX, settings.dtx() ? 1 : 0);
        lookaheadSamples = opus.lookaheadSamples(state);
    }

    @Override
    public int frameSamples() {
        return frameSamples;
    }

    @Override
    public int lookaheadSamples() {
        return lookaheadSamples;
    }

    @Override
    public int encode(short[] pcm, int pcmOffset, byte[] packet, int packetOffset) {
        Objects.checkFromIndexSize(pcmOffset, frameSamples, pcm.length);
        int room = Math.min(MAX_PACKET_BYTES, packet.length - packetOffset);
        MemorySegment.copy(pcm, pcmOffset, input, JAVA_SHORT, 0, frameSamples);
        int bytes = opus.encode(state, input, frameSamples, output, room);
        if (bytes < 0) {
            failures++;
            return FAILED;
        }
        if (bytes <= 2) { // the rule of opus_encode() for DTX
            return NOTHING_TO_SEND;
        }
        MemorySegment.copy(output, JAVA_BYTE, 0, packet, packetOffset, bytes);
        return bytes;
    }

    @Override
    public void expectLoss(int percent) {
        opus.set(state, Libopus.SET_PACKET_LOSS_PERC, Math.clamp(percent, 0, 100));
    }

    @Override
    public void reset() {
        opus.resetEncoder(state);
    }

    @Override
    public long failures() {
        return failures;
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }

    @Override
    public String toString() {
        return "libopus encoder";
    }
}
