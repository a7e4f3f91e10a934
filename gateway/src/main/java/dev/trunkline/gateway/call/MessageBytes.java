package dev.trunkline.gateway.call;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocal;

/**
 * An array for each event loop that the message at hand is copied into, whichever call's it is: one
 * bulk copy of some hundred bytes costs a fraction of asking a buffer for each of them, which
 * checks bounds and life every time. Hot path: allocates only where a message is longer than all
 * before it.
 */
final class MessageBytes {
    /** 20 ms of μ-law are 350 bytes, a delta of 100 ms is 1,300. */
    private static final int USUAL = 2_048;

    /** Arrays for more are not kept: a whole answer in one delta comes once in a while. */
    private static final int MOST_KEPT = 65_536;

    private static final FastThreadLocal<MessageBytes> OF_THREAD =
            new FastThreadLocal<>() {
                @Override
                protected MessageBytes initialValue() {
                    return new MessageBytes();
                }
            };

    private byte[] bytes = new byte[USUAL];

    private MessageBytes() {}

    /**
     * The message's bytes from an index on, from the array's beginning, good until the next call on
     * this thread. Borrows the message.
     */
    static byte[] of(ByteBuf message, int index, int length) {
        return OF_THREAD.get().read(message, index, length);
    }

    private byte[] read(ByteBuf message, int index, int length) {
        if (length > bytes.length || bytes.length > MOST_KEPT) {
            bytes = new byte[Math.max(length, USUAL)];
        }
        message.getBytes(index, bytes, 0, length);
        return bytes;
    }
}
