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

    /**
     * Arrays for more than that are not kept: a whole answer in one delta comes once in a while.
     */
    private static final int MOST_KEPT_CHARACTERS = 65_536;

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
    private byte[] characters = {};
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
        if (length <= 0 || (length & 3) != 0) {
            return false;
        }
        if (length > characters.length || characters.length > MOST_KEPT_CHARACTERS) {
            allocate(Math.max(length, USUAL_CHARACTERS));
        }
        this.message = message;
        this.start = start;
        this.end = end;
        message.getBytes(start, characters, 0, length);
        byteCount = Base64Audio.decode(characters, length, audio);
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

    private void allocate(int mostCharacters) {
        characters = new byte[mostCharacters];
        audio = new byte[mostCharacters / 4 * 3];
    }
}
