package dev.trunkline.loadtest.phone;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Collects {@link WireTimes}. What is sent is numbered when it is handed over and stamped by that
 * number when it leaves, which a delay line may do much later. Does nothing unless recording. One
 * event loop.
 */
final class WireLog {
    private final boolean recording;
    private final ArrayDeque<MarkCame> unechoed = new ArrayDeque<>();
    private final List<Frame> frames = new ArrayList<>();
    private final List<WireTimes.MediaReceived> media = new ArrayList<>();
    private final List<Mark> marks = new ArrayList<>();
    private final List<WireTimes.ClearReceived> clears = new ArrayList<>();
    private long[] leftNanos = new long[1_024];
    private int handed;
    private int left;
    private int start = -1;

    private record MarkCame(long cameNanos, long atByte) {}

    private record Frame(long mediaMs, long saidNanos, int message) {}

    private record Mark(
            String name,
            long cameNanos,
            long atByte,
            long playedNanos,
            boolean cleared,
            int message) {}

    WireLog(boolean recording) {
        this.recording = recording;
    }

    boolean recording() {
        return recording;
    }

    /** The next message has left towards the gateway. */
    void left(long nowNanos) {
        if (!recording) {
            return;
        }
        if (left == leftNanos.length) {
            leftNanos = Arrays.copyOf(leftNanos, left * 2);
        }
        leftNanos[left++] = nowNanos;
    }

    /** A message is handed over that is not listed. Each message is told once, here or below. */
    void message() {
        handed++;
    }

    void start() {
        start = start < 0 ? handed : start;
        handed++;
    }

    void frame(long mediaMs, long saidNanos) {
        int message = handed++;
        if (recording) {
            frames.add(new Frame(mediaMs, saidNanos, message));
        }
    }

    /** A mark came; marks are echoed in the order of coming. */
    void markCame(long cameNanos, long atByte) {
        if (recording) {
            unechoed.add(new MarkCame(cameNanos, atByte));
        }
    }

    /** The oldest mark that came is echoed. */
    void markEchoed(byte[] name, long playedNanos, boolean cleared) {
        int message = handed++;
        MarkCame came = unechoed.poll();
        if (came != null) {
            String text = new String(name, StandardCharsets.UTF_8);
            marks.add(new Mark(text, came.cameNanos, came.atByte, playedNanos, cleared, message));
        }
    }

    void media(long cameNanos, long reachedNanos, long playsFromSample, int bytes) {
        if (recording) {
            media.add(new WireTimes.MediaReceived(cameNanos, reachedNanos, playsFromSample, bytes));
        }
    }

    void clear(long cameNanos, long silentNanos) {
        if (recording) {
            clears.add(new WireTimes.ClearReceived(cameNanos, silentNanos));
        }
    }

    WireTimes times() {
        return new WireTimes(
                leftNanos(start),
                frames.stream()
                        .map(frame ->
                                new WireTimes.FrameSent(
                                        frame.mediaMs, frame.saidNanos, leftNanos(frame.message)))
                        .toList(),
                media,
                marks.stream()
                        .map(mark ->
                                new WireTimes.MarkReturned(
                                        mark.name,
                                        mark.cameNanos,
                                        mark.atByte,
                                        mark.playedNanos,
                                        mark.cleared,
                                        leftNanos(mark.message)))
                        .toList(),
                clears);
    }

    private long leftNanos(int message) {
        return message < 0 || message >= left ? -1 : leftNanos[message];
    }
}
