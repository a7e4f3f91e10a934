package dev.trunkline.gateway.call;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Audio bytes in order, bounded. The ring behind it is taken from the allocator when audio comes
 * and given back when it is empty, so that an agent who is silent holds no memory.
 *
 * <p>Not thread-safe: confined to the call's event loop.
 */
final class AudioFifo {
    private static final int SMALLEST = 4_096;

    private final ByteBufAllocator allocator;
    private final int maxBytes;
    private @Nullable ByteBuf ring;
    private int head;
    private int size;

    AudioFifo(ByteBufAllocator allocator, int maxBytes) {
        this.allocator = allocator;
        this.maxBytes = maxBytes;
    }

    int size() {
        return size;
    }

    /** Appends as much as the bound allows; the newest is refused. Returns the bytes taken. */
    int offer(byte[] audio, int offset, int byteCount) {
        int taken = Math.min(byteCount, maxBytes - size);
        if (taken <= 0) {
            return 0;
        }
        ByteBuf buffer = withRoom(taken);
        int tail = (head + size) & (buffer.capacity() - 1);
        int first = Math.min(taken, buffer.capacity() - tail);
        buffer.setBytes(tail, audio, offset, first);
        buffer.setBytes(0, audio, offset + first, taken - first);
        size += taken;
        return taken;
    }

    /** Fills {@code frame} with the oldest bytes; there must be that many. */
    void poll(byte[] frame) {
        ByteBuf buffer = ring;
        if (buffer == null || size < frame.length) {
            throw new IllegalStateException(
                    "polled " + frame.length + " bytes of " + size + ": ask size() first");
        }
        int first = Math.min(frame.length, buffer.capacity() - head);
        buffer.getBytes(head, frame, 0, first);
        buffer.getBytes(0, frame, first, frame.length - first);
        head = (head + frame.length) & (buffer.capacity() - 1);
        size -= frame.length;
        if (size == 0) {
            clear();
        }
    }

    /** Drops everything and gives the memory back. */
    void clear() {
        if (ring != null) {
            ring.release();
            ring = null;
        }
        head = 0;
        size = 0;
    }

    private ByteBuf withRoom(int more) {
        ByteBuf present = ring;
        int wanted = Math.max(SMALLEST, Integer.highestOneBit(size + more - 1) << 1);
        if (present != null && present.capacity() >= size + more) {
            return present;
        }
        ByteBuf larger = allocator.buffer(wanted, wanted);
        if (present != null) {
            int first = Math.min(size, present.capacity() - head);
            larger.setBytes(0, present, head, first);
            larger.setBytes(first, present, 0, size - first);
            present.release();
        }
        head = 0;
        ring = larger;
        return larger;
    }
}
