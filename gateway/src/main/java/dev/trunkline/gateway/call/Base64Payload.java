package dev.trunkline.gateway.call;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.FastThreadLocal;

/**
 * Base64 audio where it lies in a message, and the bytes that it stands for: decoded in the pass
 * that checks it, for all who listen to it or convert it.
 *
 * <p>One for each event loop: the arrays stay in the core's cache, whichever call's frame is next.
 * What was read is good until the next {@link #read} on that loop; {@link #audio} is not to be
 * written. Hot path: allocates only where a payload is longer than all before it. Borrows the
 * message.
 */
public final class Base64Payload {
    /** 20 ms of 24 kHz linear; one of μ-law has 216. */
    private static final int USUAL_CHARACTERS = 1_280;

    /** An array for more is not kept: a whole answer in one delta comes once in a while. */
    private static final int MOST_KEPT_BYTES = 49_152;

    private static final FastThreadLocal<Base64Payload> OF_THREAD =
            new FastThreadLocal<>() {
                @Override
                protected Base64Payload initialValue() {
                    return new Base64Payload();
                }
            };

    private ByteBuf message = Unpooled.EMPTY_BUFFER;
    private int start;
    private int end;
    private byte[] audio = {};
    private int byteCount;

    private Base64Payload() {}

    /** The running event loop's. */
    public static Base64Payload ofThisLoop() {
        return OF_THREAD.get();
    }

    /**
     * Reads the characters in {@code [start, end)}; false if they are not base64 of at least one
     * byte: then nothing of this may be asked for.
     */
    public boolean read(ByteBuf message, int start, int end) {
        int length = end - start;
        return length > 0
                && decode(message, start, MessageBytes.of(message, start, length), 0, length);
    }

    /**
     * The same where the message's bytes are at hand.
     *
     * @param bytes its readable bytes, from the array's beginning
     * @param start offset of the first character
     * @param end offset after the last one
     */
    public boolean read(ByteBuf message, byte[] bytes, int start, int end) {
        return decode(message, message.readerIndex() + start, bytes, start, end - start);
    }

    /**
     * The same where the message is under a WebSocket mask, which its payload loses: it is written
     * back as it reads.
     *
     * @param index where in {@code frame} the message begins
     * @param bytes the message without its mask, from the array's beginning
     */
    public boolean unmask(ByteBuf frame, int index, byte[] bytes, int start, int end) {
        if (!decode(frame, index + start, bytes, start, end - start)) {
            return false;
        }
        frame.setBytes(index + start, bytes, start, end - start);
        return true;
    }

    private boolean decode(ByteBuf from, int index, byte[] text, int offset, int length) {
        if (length <= 0 || (length & 3) != 0) {
            return false;
        }
        if (length > audio.length / 3 * 4 || audio.length > MOST_KEPT_BYTES) {
            audio = new byte[Math.max(length, USUAL_CHARACTERS) / 4 * 3];
        }
        message = from;
        start = index;
        end = index + length;
        byteCount = Base64Audio.decode(text, offset, length, audio);
        return byteCount > 0;
    }

    /** The message that it lies in. */
    public ByteBuf message() {
        return message;
    }

    /** Absolute index of the first base64 character. */
    public int start() {
        return start;
    }

    /** Absolute index after the last one. */
    public int end() {
        return end;
    }

    /** The audio, from the array's beginning. */
    public byte[] audio() {
        return audio;
    }

    /** How many bytes of {@link #audio} count. */
    public int byteCount() {
        return byteCount;
    }
}
