package dev.trunkline.codecs.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trunkline.codecs.fixtures.Allocation;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FramerTest {
    private final List<byte[]> frames = new ArrayList<>();
    private final FrameSink keep =
            frame -> {
                byte[] copy = new byte[frame.readableBytes()];
                frame.readBytes(copy);
                frames.add(copy);
            };

    @Test
    void anyChunking_givesTheSameExactFrames() {
        for (long seed = 1; seed <= 50; seed++) {
            Random random = new Random(seed);
            byte[] stream = new byte[random.nextInt(20_000)];
            random.nextBytes(stream);
            frames.clear();
            Framer framer = new Framer(AudioFormat.PCMU, 20, keep);
            int counted = 0;
            for (int read = 0; read < stream.length; ) {
                int chunk = Math.min(random.nextInt(1 << random.nextInt(15)), stream.length - read);
                if (random.nextBoolean()) {
                    counted += framer.write(stream, read, chunk);
                } else {
                    ByteBuf buf = buffer(random.nextBoolean(), stream, read, chunk);
                    counted += framer.write(buf);
                    assertThat(buf.isReadable()).isFalse();
                    buf.release();
                }
                read += chunk;
            }
            assertThat(framer.pendingBytes()).as("seed %d", seed).isEqualTo(stream.length % 160);
            int padding = framer.flush((byte) 0xFF);
            assertThat(padding).isEqualTo((160 - stream.length % 160) % 160);
            byte[] expected = Arrays.copyOf(stream, stream.length + padding);
            Arrays.fill(expected, stream.length, expected.length, (byte) 0xFF);
            assertThat(joined()).as("seed %d", seed).isEqualTo(expected);
            assertThat(frames).allSatisfy(frame -> assertThat(frame).hasSize(160));
            assertThat(counted).isEqualTo(stream.length / 160);
        }
    }

    @Test
    void emptyChunk_andFlushWithNothingBegun_giveNoFrame() {
        Framer framer = new Framer(AudioFormat.PCM_24K, 20, keep);
        assertThat(framer.frameBytes()).isEqualTo(960);
        assertThat(framer.write(Unpooled.EMPTY_BUFFER)).isZero();
        assertThat(framer.write(new byte[0], 0, 0)).isZero();
        assertThat(framer.flush((byte) 0)).isZero();
        assertThat(frames).isEmpty();
    }

    @Test
    void clear_dropsTheBegunFrame() {
        Framer framer = new Framer(AudioFormat.PCMU, 20, keep);
        framer.write(new byte[159], 0, 159);
        framer.clear();
        assertThat(framer.write(new byte[159], 0, 159)).isZero();
        assertThat(framer.write(new byte[1], 0, 1)).isEqualTo(1);
    }

    @Test
    void clearFromTheSink_dropsTheRestOfTheChunk() {
        Framer[] self = new Framer[1];
        self[0] = new Framer(AudioFormat.PCMU, 20, frame -> self[0].clear());
        ByteBuf chunk = Unpooled.wrappedBuffer(new byte[500]);
        assertThat(self[0].write(chunk)).isEqualTo(1);
        assertThat(chunk.isReadable()).isFalse();
        assertThat(self[0].write(new byte[500], 0, 500)).isEqualTo(1);
        assertThat(self[0].pendingBytes()).isZero();
    }

    @Test
    void sinkThatReadsNothing_getsTheNextFrameWholeAllTheSame() {
        List<Integer> readable = new ArrayList<>();
        Framer framer =
                new Framer(AudioFormat.PCMU, 20, frame -> readable.add(frame.readableBytes()));
        framer.write(new byte[480], 0, 480);
        assertThat(readable).containsExactly(160, 160, 160);
    }

    @Test
    void durationOutOfRange_isRefused() {
        assertThatThrownBy(() -> new Framer(AudioFormat.PCMU, 0, keep))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0 ms")
                .hasMessageContaining("1 to 1000 ms");
    }

    @Test
    void framesAllocateNothing() {
        long[] bytes = new long[1];
        Framer framer =
                new Framer(AudioFormat.PCMU, 20, frame -> bytes[0] += frame.readableBytes());
        ByteBuf chunk = UnpooledByteBufAllocator.DEFAULT.directBuffer(200).writeZero(200);
        double allocated =
                Allocation.bytesPerRun(2_000, 10_000, () -> framer.write(chunk.readerIndex(0)));
        chunk.release();
        assertThat(bytes[0]).isEqualTo(32_000L * 200);
        assertThat(allocated).as("bytes per chunk").isLessThan(1);
    }

    private byte[] joined() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        frames.forEach(all::writeBytes);
        return all.toByteArray();
    }

    private static ByteBuf buffer(boolean direct, byte[] bytes, int offset, int length) {
        ByteBufAllocator allocator = UnpooledByteBufAllocator.DEFAULT;
        ByteBuf buf =
                direct ? allocator.directBuffer(length + 3) : allocator.heapBuffer(length + 3);
        return buf.writeZero(3).skipBytes(3).writeBytes(bytes, offset, length);
    }
}
