package dev.trunkline.codecs.g711;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Golden vectors by sox: see {@code vectors/g711/README.md}. */
class G711Test {
    private static final byte[] EVERY_CODE = new byte[256];
    private static final short[] EVERY_SAMPLE = new short[65_536];

    static {
        for (int i = 0; i < EVERY_CODE.length; i++) {
            EVERY_CODE[i] = (byte) i;
        }
        for (int i = 0; i < EVERY_SAMPLE.length; i++) {
            EVERY_SAMPLE[i] = (short) (i - 32_768);
        }
    }

    @Test
    void everyCode_decodesAsInSox() {
        byte[] ulaw = vector("ulaw-to-linear.s16le");
        byte[] alaw = vector("alaw-to-linear.s16le");
        for (int i = 0; i < 256; i++) {
            assertThat(G711.ulawToLinear((byte) i)).as("μ-law 0x%02x", i).isEqualTo(s16(ulaw, i));
            assertThat(G711.alawToLinear((byte) i)).as("A-law 0x%02x", i).isEqualTo(s16(alaw, i));
        }
    }

    @Test
    void everySample_encodesAsInSox() {
        byte[] ulaw = vector("linear-to-ulaw.gz");
        byte[] alaw = vector("linear-to-alaw.gz");
        assertThat(ulaw).hasSize(65_536);
        assertThat(alaw).hasSize(65_536);
        for (int x = -32_768; x <= 32_767; x++) {
            assertThat(G711.linearToUlaw((short) x))
                    .as("μ-law of %d", x)
                    .isEqualTo(ulaw[x + 32_768]);
            assertThat(G711.linearToAlaw((short) x))
                    .as("A-law of %d", x)
                    .isEqualTo(alaw[x + 32_768]);
        }
    }

    @Test
    void everyCode_convertsToTheOtherLawAsInSox() {
        byte[] toAlaw = vector("ulaw-to-alaw.bin");
        byte[] toUlaw = vector("alaw-to-ulaw.bin");
        for (int i = 0; i < 256; i++) {
            assertThat(G711.ulawToAlaw((byte) i)).as("μ-law 0x%02x", i).isEqualTo(toAlaw[i]);
            assertThat(G711.alawToUlaw((byte) i)).as("A-law 0x%02x", i).isEqualTo(toUlaw[i]);
        }
    }

    @Test
    void reencodedCode_isStable_exceptNegativeZero() {
        for (int i = 0; i < 256; i++) {
            byte code = (byte) i;
            byte expected = i == 0x7F ? (byte) 0xFF : code;
            assertThat(G711.linearToUlaw(G711.ulawToLinear(code))).isEqualTo(expected);
            assertThat(G711.linearToAlaw(G711.alawToLinear(code))).isEqualTo(code);
        }
    }

    @Test
    void arrays_atNonZeroOffsets_writeTheirRangeAndNothingElse() {
        short[] linear = new short[256 + 7];
        byte[] shifted = new byte[256 + 3];
        System.arraycopy(EVERY_CODE, 0, shifted, 3, 256);
        G711.ulawToLinear(shifted, 3, linear, 5, 256);
        assertThat(linear[4]).isZero();
        assertThat(linear[5]).isEqualTo(G711.ulawToLinear((byte) 0));
        assertThat(linear[260]).isEqualTo(G711.ulawToLinear((byte) 255));
        G711.alawToLinear(shifted, 3, linear, 5, 256);
        assertThat(linear[5]).isEqualTo(G711.alawToLinear((byte) 0));
        assertThat(linear[261]).isZero();

        byte[] codes = new byte[65_536 + 4];
        G711.linearToUlaw(EVERY_SAMPLE, 0, codes, 2, 65_536);
        assertThat(codes).startsWith(0, 0, 0x00).endsWith((byte) 0x80, (byte) 0, (byte) 0);
        G711.linearToAlaw(EVERY_SAMPLE, 0, codes, 2, 65_536);
        assertThat(codes).startsWith(0, 0, 0x2A).endsWith((byte) 0xAA, (byte) 0, (byte) 0);

        byte[] inPlace = shifted.clone();
        G711.ulawToAlaw(inPlace, 3, inPlace, 3, 256);
        assertThat(inPlace[3 + 0x12]).isEqualTo(G711.ulawToAlaw((byte) 0x12));
        G711.alawToUlaw(shifted, 3, inPlace, 3, 256);
        assertThat(inPlace[3 + 0x12]).isEqualTo(G711.alawToUlaw((byte) 0x12));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void buffers_heapOrDirect_equalArraysAndMoveNoIndex(boolean direct) {
        ByteBuf codes = buffer(direct, 5 + 256).setIndex(1, 2).setBytes(5, EVERY_CODE);
        short[] linear = new short[258];
        G711.ulawToLinear(codes, 5, linear, 1, 256);
        for (int i = 0; i < 256; i++) {
            assertThat(linear[1 + i]).isEqualTo(G711.ulawToLinear((byte) i));
        }
        G711.alawToLinear(codes, 5, linear, 1, 256);
        for (int i = 0; i < 256; i++) {
            assertThat(linear[1 + i]).isEqualTo(G711.alawToLinear((byte) i));
        }
        ByteBuf out = buffer(direct, 3 + 65_536);
        G711.linearToUlaw(EVERY_SAMPLE, 0, out, 3, 65_536);
        assertThat(bytes(out, 3)).isEqualTo(vector("linear-to-ulaw.gz"));
        G711.linearToAlaw(EVERY_SAMPLE, 0, out, 3, 65_536);
        assertThat(bytes(out, 3)).isEqualTo(vector("linear-to-alaw.gz"));
        G711.ulawToAlaw(codes, 5, codes, 5, 256);
        assertThat(bytes(codes, 5)).isEqualTo(vector("ulaw-to-alaw.bin"));
        codes.setBytes(5, EVERY_CODE);
        G711.alawToUlaw(codes, 5, codes, 5, 256);
        assertThat(bytes(codes, 5)).isEqualTo(vector("alaw-to-ulaw.bin"));
        assertThat(codes.readerIndex()).isEqualTo(1);
        assertThat(codes.writerIndex()).isEqualTo(2);
        codes.release();
        out.release();
    }

    @Test
    void sliceWithArrayOffset_isReadFromItsOwnStart() {
        ByteBuf whole = UnpooledByteBufAllocator.DEFAULT.heapBuffer(300).setBytes(10, EVERY_CODE);
        ByteBuf slice = whole.slice(10, 256);
        short[] linear = new short[256];
        G711.ulawToLinear(slice, 0, linear, 0, 256);
        assertThat(linear[0]).isEqualTo((short) -32_124);
        assertThatThrownBy(() -> G711.ulawToLinear(slice, 1, linear, 0, 256))
                .isInstanceOf(IndexOutOfBoundsException.class);
        whole.release();
    }

    @Test
    void rangeOutsideEitherSide_isRefusedBeforeAnythingIsWritten() {
        byte[] codes = new byte[10];
        short[] linear = new short[8];
        assertThatThrownBy(() -> G711.ulawToLinear(codes, 0, linear, 0, 9))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> G711.linearToAlaw(linear, 1, codes, 0, 8))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> G711.ulawToAlaw(codes, -1, codes, 0, 2))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(linear).containsOnly(0);
        assertThat(codes).containsOnly(0);
    }

    private static ByteBuf buffer(boolean direct, int capacity) {
        ByteBufAllocator allocator = UnpooledByteBufAllocator.DEFAULT;
        return direct ? allocator.directBuffer(capacity) : allocator.heapBuffer(capacity);
    }

    private static byte[] bytes(ByteBuf buf, int from) {
        byte[] bytes = new byte[buf.capacity() - from];
        buf.getBytes(from, bytes);
        return bytes;
    }

    private static short s16(byte[] littleEndian, int sample) {
        return (short) ((littleEndian[2 * sample] & 0xFF) | (littleEndian[2 * sample + 1] << 8));
    }

    private static byte[] vector(String name) {
        try (InputStream raw =
                        Objects.requireNonNull(
                                G711Test.class.getResourceAsStream("/vectors/g711/" + name), name);
                InputStream in = name.endsWith(".gz") ? new GZIPInputStream(raw) : raw) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
