package dev.trunkline.codecs.audio;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** 16-bit little-endian samples in byte arrays. */
public final class LinearBytes {
    private static final VarHandle SAMPLE =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

    private LinearBytes() {}

    static short sample(byte[] bytes, int offset) {
        return (short) SAMPLE.get(bytes, offset);
    }

    static void read(byte[] bytes, int offset, short[] linear, int samples) {
        for (int i = 0; i < samples; i++) {
            linear[i] = (short) SAMPLE.get(bytes, offset + 2 * i);
        }
    }

    /** Writes {@code samples} samples to the front of {@code bytes}. */
    public static void write(short[] linear, int samples, byte[] bytes) {
        for (int i = 0; i < samples; i++) {
            SAMPLE.set(bytes, 2 * i, linear[i]);
        }
    }
}
