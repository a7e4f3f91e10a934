package dev.trunkline.loadtest.pbx;

import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The queue of {@code chan_websocket}: whatever comes in one go leaves in frames of 20 ms, one a
 * tick; marks and the like lie between the frames and take no tick of their own. With a format of
 * no fixed size (Opus) every message is a frame and nothing can be flushed, paused or marked.
 *
 * <p>As of Asterisk 22.9 an empty queue sends nothing, and a short frame is not filled up. Time is
 * the tick's: {@link #tick} is called every 20 ms.
 */
final class MediaQueue {
    static final int CAPACITY_FRAMES = 1_000;
    static final int XOFF_FRAMES = 900;
    static final int XON_FRAMES = 800;

    private static final byte[] NOTHING = new byte[0];

    private final int frameBytes;
    private final Events events;
    private final ArrayDeque<Item> queue = new ArrayDeque<>();
    private byte[] leftover = NOTHING;
    private int frames;
    private boolean buffering;
    private boolean paused;
    private boolean full;
    private boolean reportDrained;
    private long flushedFrames;
    private long droppedBytes;

    /** What the peer is told. */
    interface Events {
        void xOff();

        void xOn();

        void drained();

        void markProcessed(String correlationId);

        void bufferingCompleted(String correlationId);
    }

    private sealed interface Item {
        @SuppressWarnings("ArrayRecordComponent") // never compared
        record Frame(byte[] audio) implements Item {}

        record Told(Runnable event) implements Item {}
    }

    /**
     * @param frameBytes of 20 ms; 0 for passthrough
     */
    MediaQueue(int frameBytes, Events events) {
        this.frameBytes = frameBytes;
        this.events = events;
    }

    boolean passthrough() {
        return frameBytes == 0;
    }

    /** A binary message; owned by the queue. Too late for a full queue: it is dropped whole. */
    void message(byte[] audio) {
        if (frames >= CAPACITY_FRAMES) {
            droppedBytes += audio.length;
            return;
        }
        if (passthrough()) {
            add(audio);
            return;
        }
        byte[] whole = audio;
        if (buffering && leftover.length > 0) {
            whole = Arrays.copyOf(leftover, leftover.length + audio.length);
            System.arraycopy(audio, 0, whole, leftover.length, audio.length);
        }
        int at = 0;
        for (; at + frameBytes <= whole.length; at += frameBytes) {
            add(Arrays.copyOfRange(whole, at, at + frameBytes));
        }
        if (buffering) {
            leftover = Arrays.copyOfRange(whole, at, whole.length);
        } else {
            droppedBytes += whole.length - at; // no whole frame, and nobody said that more comes
        }
    }

    private void add(byte[] frame) {
        queue.add(new Item.Frame(frame));
        frames++;
        if (!full && frames >= XOFF_FRAMES) {
            full = true;
            events.xOff();
        }
    }

    void startBuffering() {
        buffering = true;
    }

    void stopBuffering(String correlationId) {
        buffering = false;
        if (leftover.length > 0) {
            add(leftover);
            leftover = NOTHING;
        }
        queue.add(new Item.Told(() -> events.bufferingCompleted(correlationId)));
    }

    void mark(String correlationId) {
        queue.add(new Item.Told(() -> events.markProcessed(correlationId)));
    }

    /** Throws out audio and marks; a pause goes on. */
    void flush() {
        flushedFrames += frames;
        queue.clear();
        frames = 0;
        buffering = false;
        leftover = NOTHING;
    }

    void pause(boolean on) {
        paused = on;
    }

    void reportDrained() {
        reportDrained = true;
    }

    /** 20 ms have passed: the frame for the caller, null if there is none. */
    byte @Nullable [] tick() {
        if (paused) {
            return null;
        }
        if (full && frames < XON_FRAMES) {
            full = false;
            events.xOn();
        }
        if (queue.isEmpty() && reportDrained) {
            reportDrained = false;
            events.drained();
        }
        for (Item item = queue.poll(); item != null; item = queue.poll()) {
            switch (item) {
                case Item.Told(Runnable event) -> event.run();
                case Item.Frame(byte[] audio) -> {
                    frames--;
                    return audio;
                }
            }
        }
        return null;
    }

    /** Where the queue stands, as the event {@code STATUS} says it. */
    record Status(int queueLength, boolean queueFull, boolean bulkMedia, boolean mediaPaused) {}

    Status status() {
        return new Status(frames, full, buffering, paused);
    }

    /** Frames that flushes threw out. */
    long flushedFrames() {
        return flushedFrames;
    }

    /** Bytes that never became a frame: the queue was full, or they filled none. */
    long droppedBytes() {
        return droppedBytes;
    }
}
