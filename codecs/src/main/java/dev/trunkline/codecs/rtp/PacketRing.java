package dev.trunkline.codecs.rtp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * The packets waiting in a jitter buffer, by extended sequence number: a fixed ring, so that
 * nothing is allocated per packet and a hostile sender cannot make it grow. Also remembers what
 * became of the last {@link #SLOTS} sequence numbers, to tell late packets from duplicates.
 *
 * <p>Ownership: {@link #put} takes the buffer; every way out of {@link State#AUDIO} releases it.
 */
final class PacketRing {
    static final int SLOTS = 128;

    enum State {
        EMPTY,
        AUDIO,
        /** Arrived, but is no audio: a telephone event. */
        OTHER,
        PLAYED,
        LOST
    }

    private static final int MASK = SLOTS - 1;

    private final ByteBuf[] buffers = new ByteBuf[SLOTS];
    private final State[] states = new State[SLOTS];
    private final int[] payloadIndex = new int[SLOTS];
    private final int[] payloadBytes = new int[SLOTS];
    private final long[] sequences = new long[SLOTS];
    private final long[] timestamps = new long[SLOTS];
    private final long[] arrivalNanos = new long[SLOTS];
    private final int[] durationTicks = new int[SLOTS];
    private int audioPackets;
    private long audioTicks;

    PacketRing() {
        java.util.Arrays.fill(buffers, Unpooled.EMPTY_BUFFER);
        java.util.Arrays.fill(states, State.EMPTY);
    }

    State state(long sequence) {
        int slot = slot(sequence);
        return sequences[slot] == sequence ? states[slot] : State.EMPTY;
    }

    /** Takes the packet's buffer; whatever held the slot must be gone. */
    void put(long sequence, long timestamp, int ticks, long arrived, RtpPacketView packet) {
        int slot = slot(sequence);
        mark(sequence, State.AUDIO);
        buffers[slot] = packet.buffer();
        payloadIndex[slot] = packet.payloadIndex();
        payloadBytes[slot] = packet.payloadBytes();
        timestamps[slot] = timestamp;
        arrivalNanos[slot] = arrived;
        durationTicks[slot] = ticks;
        audioPackets++;
        audioTicks += ticks;
    }

    /** Notes what became of a sequence number; releases its packet if it has one. */
    void mark(long sequence, State state) {
        int slot = slot(sequence);
        if (states[slot] == State.AUDIO) {
            audioPackets--;
            audioTicks -= durationTicks[slot];
            buffers[slot].release();
            buffers[slot] = Unpooled.EMPTY_BUFFER;
        }
        sequences[slot] = sequence;
        states[slot] = state;
    }

    long timestamp(long sequence) {
        return timestamps[slot(sequence)];
    }

    /** When the packet arrived. */
    long arrivalNanos(long sequence) {
        return arrivalNanos[slot(sequence)];
    }

    int durationTicks(long sequence) {
        return durationTicks[slot(sequence)];
    }

    /** Copies the payload and returns its length. */
    int payload(long sequence, byte[] into) {
        int slot = slot(sequence);
        buffers[slot].getBytes(payloadIndex[slot], into, 0, payloadBytes[slot]);
        return payloadBytes[slot];
    }

    /** Packets of audio waiting. */
    int audioPackets() {
        return audioPackets;
    }

    /** How long they last together. */
    long audioTicks() {
        return audioTicks;
    }

    /** Releases everything and forgets what became of whom. */
    void clear() {
        for (int slot = 0; slot < SLOTS; slot++) {
            mark(sequences[slot], State.EMPTY);
        }
    }

    private static int slot(long sequence) {
        return (int) sequence & MASK;
    }
}
