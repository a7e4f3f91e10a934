package dev.trunkline.loadtest.phone;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a server's byte stream into WebSocket frames (RFC 6455 section 5.2) without copying them,
 * and without an object per frame:
 *
 * <pre>
 *  | FIN RSV1-3 opcode | MASK length(7) | 16 or 64 bit length if 126 or 127 | payload |
 * </pre>
 */
final class ServerFrameReader {
    /** More than Twilio could want of a message; a larger frame ends the stream. */
    static final int MAX_PAYLOAD_BYTES = 1 << 20;

    private final Sink sink;
    private @Nullable ByteBuf held;

    /** Gets the frames; the buffer is borrowed. */
    interface Sink {
        /** A whole frame whose payload is {@code bytes} long from the absolute {@code index} on. */
        void frame(int firstByte, ByteBuf buffer, int index, int bytes);

        /** The stream cannot be read any further; code is a WebSocket close code. */
        void unreadable(int code, String detail);
    }

    ServerFrameReader(Sink sink) {
        this.sink = sink;
    }

    /** Takes the buffer; false once the stream has become unreadable. */
    boolean read(ByteBuf received, ByteBufAllocator allocator) {
        boolean continued = held != null;
        ByteBuf buffer = received;
        if (held != null) {
            held.writeBytes(received);
            received.release();
            buffer = held;
            held = null;
        }
        boolean readable = true;
        try {
            readable = frames(buffer);
        } finally {
            if (!readable || !buffer.isReadable()) {
                buffer.release();
            } else if (!continued) {
                held =
                        allocator
                                .buffer(Math.max(512, buffer.readableBytes() * 2))
                                .writeBytes(buffer);
                buffer.release();
            } else {
                held = buffer.discardReadBytes();
            }
        }
        return readable;
    }

    void release() {
        if (held != null) {
            held.release();
            held = null;
        }
    }

    private boolean frames(ByteBuf buffer) {
        while (buffer.readableBytes() >= 2) {
            int at = buffer.readerIndex();
            int available = buffer.readableBytes();
            int first = buffer.getUnsignedByte(at);
            int second = buffer.getUnsignedByte(at + 1);
            if ((second & 0x80) != 0) {
                sink.unreadable(
                        1002, "masked frame: a server's are not masked (RFC 6455 section 5.1)");
                return false;
            }
            int headerBytes = second < 126 ? 2 : second == 126 ? 4 : 10;
            if (available < headerBytes) {
                return true;
            }
            long payloadBytes =
                    second < 126
                            ? second
                            : second == 126
                                    ? buffer.getUnsignedShort(at + 2)
                                    : buffer.getLong(at + 2);
            if (payloadBytes < 0 || payloadBytes > MAX_PAYLOAD_BYTES) {
                sink.unreadable(
                        1009,
                        "frame of "
                                + payloadBytes
                                + " bytes: at most "
                                + MAX_PAYLOAD_BYTES
                                + " are taken");
                return false;
            }
            if (available < headerBytes + payloadBytes) {
                return true;
            }
            buffer.skipBytes(headerBytes + (int) payloadBytes);
            sink.frame(first, buffer, at + headerBytes, (int) payloadBytes);
        }
        return true;
    }
}
