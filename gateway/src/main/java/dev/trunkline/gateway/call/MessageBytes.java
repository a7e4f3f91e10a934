package dev.trunkline.gateway.call;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocal;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * An array for each event loop that the message at hand is copied into, whichever call's it is: one
 * bulk copy of some hundred bytes costs a fraction of asking a buffer for each of them, which
 * checks bounds and life every time. Hot path: allocates only where a message is longer than all
 * before it.
 */
public final class MessageBytes {
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

    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private byte[] bytes = new byte[USUAL];

    private MessageBytes() {}

    /**
     * The message's bytes from an index on, from the array's beginning, good until the next call on
     * this thread. Borrows the message.
     */
    static byte[] of(ByteBuf message, int index, int length) {
        return OF_THREAD.get().read(message, index, length);
    }

    /**
     * An array of at least so many bytes to write a message into, whatever they are now; the same
     * one, so that what was read before is good no more.
     */
    public static byte[] room(int length) {
        MessageBytes ours = OF_THREAD.get();
        ours.makeRoom(length);
        return ours.bytes;
    }

    /**
     * Takes a WebSocket mask off, or puts it on (RFC 6455 5.3).
     *
     * @param from where the masked bytes begin, and with them the key
     */
    public static void mask(byte[] bytes, int from, int to, int key) {
        long wide = (long) key << 32 | (key & 0xFFFF_FFFFL);
        int index = from;
        for (; index + 8 <= to; index += 8) {
            EIGHT_BYTES.set(bytes, index, (long) EIGHT_BYTES.get(bytes, index) ^ wide);
        }
        for (int shift = 24; index < to; index++, shift = shift == 0 ? 24 : shift - 8) {
            bytes[index] ^= (byte) (key >> shift);
        }
    }

    private byte[] read(ByteBuf message, int index, int length) {
        makeRoom(length);
        message.getBytes(index, bytes, 0, length);
        return bytes;
    }

    private void makeRoom(int length) {
        if (length > bytes.length || bytes.length > MOST_KEPT) {
            bytes = new byte[Math.max(length, USUAL)];
        }
    }
}
