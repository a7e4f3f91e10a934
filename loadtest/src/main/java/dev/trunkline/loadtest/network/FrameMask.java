package dev.trunkline.loadtest.network;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The mask of a client's WebSocket frames (RFC 6455 section 5.3), eight bytes at a time. */
public final class FrameMask {
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private FrameMask() {}

    /**
     * Masks or unmasks the first {@code bytes} of {@code from} into {@code to}, which may be the
     * same array; both are borrowed.
     */
    public static void apply(byte[] from, byte[] to, int bytes, int key) {
        long key64 = (long) key << 32 | (key & 0xFFFF_FFFFL);
        int i = 0;
        for (; i + 8 <= bytes; i += 8) {
            LONG.set(to, i, (long) LONG.get(from, i) ^ key64);
        }
        for (; i < bytes; i++) {
            to[i] = (byte) (from[i] ^ (key >> (8 * (3 - (i & 3)))));
        }
    }
}
