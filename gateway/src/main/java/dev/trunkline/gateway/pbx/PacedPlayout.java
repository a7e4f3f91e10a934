package dev.trunkline.gateway.pbx;

import dev.trunkline.codecs.audio.AudioFormat;
import java.util.Arrays;

/**
 * Frames and marks of a leg that nobody else paces, until their time comes: what the phone network
 * does for other legs. One frame of 20 ms is taken on every beat; a mark is due once the audio
 * before it was sent and has lasted. Bounded; allocates nothing after it was made. Confined to one
 * event loop.
 */
public final class PacedPlayout {
    private static final int MARKS = 512; // a power of two

    /** Takes marks whose time has come. */
    @FunctionalInterface
    public interface MarkSink {
        void onMark(int generation, int sequence);
    }

    private final byte[] ring;
    private final int frameBytes;
    private final byte silence;

    /** Bytes put in and taken out since the beginning; their difference is what waits. */
    private long offered;

    private long taken;

    /** Audio up to here has been sent and has lasted. */
    private long played;

    private final long[] markPositions = new long[MARKS];
    private final int[] markGenerations = new int[MARKS];
    private final int[] markSequences = new int[MARKS];
    private int firstMark;
    private int nextMark;

    /**
     * A playout that holds nothing yet.
     *
     * @param mostMs how much audio may wait: the lead with which frames are handed over, and a
     *     little more
     */
    public PacedPlayout(AudioFormat format, int mostMs) {
        frameBytes = format.bytes(FramePacer.FRAME_MS);
        int frames = Math.max(2, mostMs / FramePacer.FRAME_MS);
        ring = new byte[frames * frameBytes];
        silence = format.silence();
    }

    /** Bytes of what {@link #take} gives. */
    public int frameBytes() {
        return frameBytes;
    }

    /** Whether another frame of this many bytes has room. */
    public boolean hasRoomFor(int byteCount) {
        return ring.length - (offered - taken) >= byteCount;
    }

    /**
     * Puts audio behind all that waits.
     *
     * @param audio borrowed
     * @return false if it has no room: nothing is taken then
     */
    public boolean offer(byte[] audio) {
        if (!hasRoomFor(audio.length)) {
            return false;
        }
        int at = (int) (offered % ring.length);
        int first = Math.min(audio.length, ring.length - at);
        System.arraycopy(audio, 0, ring, at, first);
        System.arraycopy(audio, first, ring, 0, audio.length - first);
        offered += audio.length;
        return true;
    }

    /** Puts a mark behind all that waits. The oldest is forgotten if there are too many. */
    public void mark(int generation, int sequence) {
        if (nextMark - firstMark == MARKS) {
            firstMark++;
        }
        int slot = nextMark & (MARKS - 1);
        markPositions[slot] = offered;
        markGenerations[slot] = generation;
        markSequences[slot] = sequence;
        nextMark++;
    }

    /**
     * On a beat: tells the marks whose audio has lasted, then gives the next frame.
     *
     * @param frame {@link #frameBytes} long; a part of a frame is filled up with silence
     * @return false if no audio waits: {@code frame} is silence then
     */
    public boolean take(byte[] frame, MarkSink marks) {
        played = taken;
        tellUpTo(played, marks);
        int waiting = (int) Math.min(frameBytes, offered - taken);
        if (waiting == 0) {
            Arrays.fill(frame, 0, frameBytes, silence);
            return false;
        }
        int at = (int) (taken % ring.length);
        int first = Math.min(waiting, ring.length - at);
        System.arraycopy(ring, at, frame, 0, first);
        System.arraycopy(ring, 0, frame, first, waiting - first);
        Arrays.fill(frame, waiting, frameBytes, silence);
        taken += waiting;
        return true;
    }

    /** Drops all audio that waits, and tells all marks at once. */
    public void clear(MarkSink marks) {
        taken = offered;
        played = offered;
        tellUpTo(offered, marks);
    }

    /**
     * Drops all audio that waits. Its marks are told on the next beat: only then the frame that was
     * sent last has lasted.
     */
    public void drop() {
        taken = offered;
    }

    private void tellUpTo(long position, MarkSink marks) {
        while (firstMark != nextMark && markPositions[firstMark & (MARKS - 1)] <= position) {
            int slot = firstMark++ & (MARKS - 1);
            marks.onMark(markGenerations[slot], markSequences[slot]);
        }
    }

    @Override
    public String toString() {
        return "paced(" + (offered - taken) + " bytes wait)";
    }
}
