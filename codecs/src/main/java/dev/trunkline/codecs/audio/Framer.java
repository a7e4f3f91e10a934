package dev.trunkline.codecs.audio;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;

/**
 * Cuts a byte stream into frames of exactly one size, whatever the chunks were: a carrier wants 20
 * ms, a model sends what it likes.
 *
 * <p>Holds less than one frame; each frame leaves as soon as its last byte is there. Allocates
 * nothing after construction. Not thread-safe: confined to the owner of the stream. The sink may
 * call {@link #clear()}, which also drops what that frame's chunk still holds; it must not write.
 */
public final class Framer {
    private final byte[] frame;
    private final ByteBuf view;
    private final FrameSink sink;
    private int filled;
    private boolean cleared;

    /**
     * Builds a framer for frames of {@code durationMs} milliseconds.
     *
     * @throws IllegalArgumentException if the duration is not 1 to 1000 ms
     */
    public Framer(AudioFormat format, int durationMs, FrameSink sink) {
        if (durationMs < 1 || durationMs > 1_000) {
            throw new IllegalArgumentException(
                    "frame of " + durationMs + " ms: expected 1 to 1000 ms, usually 20");
        }
        this.frame = new byte[format.bytes(durationMs)];
        this.view = Unpooled.wrappedBuffer(frame);
        this.sink = sink;
    }

    public int frameBytes() {
        return frame.length;
    }

    /** Bytes that wait for the rest of their frame: 0 to one less than a frame. */
    public int pendingBytes() {
        return filled;
    }

    /**
     * Reads everything readable in {@code chunk} and hands over each frame that it completes.
     *
     * <p>Ownership: borrows {@code chunk}; its reader index moves to its writer index.
     *
     * @return frames handed over
     */
    public int write(ByteBuf chunk) {
        int frames = 0;
        cleared = false;
        while (chunk.isReadable()) {
            int taken = Math.min(chunk.readableBytes(), frame.length - filled);
            chunk.readBytes(frame, filled, taken);
            filled += taken;
            frames += handOver();
            if (cleared) {
                chunk.skipBytes(chunk.readableBytes());
            }
        }
        return frames;
    }

    /** As {@link #write(ByteBuf)}, from an array; {@code chunk} is only read during the call. */
    public int write(byte[] chunk, int offset, int length) {
        int frames = 0;
        int end = offset + length;
        cleared = false;
        for (int read = offset; read < end && !cleared; ) {
            int taken = Math.min(end - read, frame.length - filled);
            System.arraycopy(chunk, read, frame, filled, taken);
            read += taken;
            filled += taken;
            frames += handOver();
        }
        return frames;
    }

    /**
     * Completes a frame that has begun with {@code padding}, usually {@link AudioFormat#silence()},
     * and hands it over.
     *
     * @return bytes of padding; 0 if no frame had begun
     */
    public int flush(byte padding) {
        if (filled == 0) {
            return 0;
        }
        int missing = frame.length - filled;
        Arrays.fill(frame, filled, frame.length, padding);
        filled = frame.length;
        handOver();
        return missing;
    }

    /** Drops the bytes of the frame that has begun: barge-in, hang-up, a new stream. */
    public void clear() {
        filled = 0;
        cleared = true;
    }

    private int handOver() {
        if (filled < frame.length) {
            return 0;
        }
        filled = 0;
        sink.frame(view.setIndex(0, frame.length));
        return 1;
    }
}
