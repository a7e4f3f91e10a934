package dev.trunkline.codecs.audio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.codecs.fixtures.Allocation;
import dev.trunkline.codecs.g711.G711;
import dev.trunkline.codecs.resample.Resampler;
import dev.trunkline.codecs.resample.ResamplerProfile;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AudioConverterTest {
    static List<Arguments> pairs() {
        List<Arguments> pairs = new ArrayList<>();
        for (AudioFormat from : AudioFormat.values()) {
            for (AudioFormat to : AudioFormat.values()) {
                pairs.add(Arguments.of(from, to));
            }
        }
        return pairs;
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void output_isDecodingResamplingAndEncoding(AudioFormat from, AudioFormat to) {
        byte[] in = random(11, 6_000);
        int samples = in.length / from.bytesPerSample();
        short[] linear = new short[samples];
        for (int i = 0; i < samples; i++) {
            linear[i] =
                    switch (from) {
                        case PCMU -> G711.ulawToLinear(in[i]);
                        case PCMA -> G711.alawToLinear(in[i]);
                        default -> (short) ((in[2 * i] & 0xFF) | (in[2 * i + 1] << 8));
                    };
        }
        int delayMs = 0;
        if (from.sampleRateHz() != to.sampleRateHz()) {
            Resampler resampler =
                    new Resampler(from.sampleRateHz(), to.sampleRateHz(), ResamplerProfile.HIGH);
            short[] out = new short[resampler.outputSamples(samples)];
            resampler.process(linear, 0, samples, out, 0);
            linear = out;
            delayMs = (int) (resampler.delayNanos() / 1_000_000);
        }
        byte[] expected = new byte[linear.length * to.bytesPerSample()];
        for (int i = 0; i < linear.length; i++) {
            switch (to) {
                case PCMU -> expected[i] = G711.linearToUlaw(linear[i]);
                case PCMA -> expected[i] = G711.linearToAlaw(linear[i]);
                default -> {
                    expected[2 * i] = (byte) linear[i];
                    expected[2 * i + 1] = (byte) (linear[i] >> 8);
                }
            }
        }
        AudioConverter converter = new AudioConverter(from, to, ResamplerProfile.HIGH);
        byte[] got = convert(converter, in);
        // μ-law to itself is untouched, negative zero included.
        assertThat(got).isEqualTo(from == to ? in : expected);
        assertThat(converter.delayNanos() / 1_000_000).isEqualTo(delayMs);
        assertThat(converter.isIdentity()).isEqualTo(from == to);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void anyChunking_oddOrEmptyOrGiant_givesTheSameBytes(AudioFormat from, AudioFormat to) {
        for (long seed = 1; seed <= 6; seed++) {
            Random random = new Random(seed);
            byte[] in = random(seed, 9_001);
            AudioConverter whole = new AudioConverter(from, to, ResamplerProfile.LOW_LATENCY);
            ByteBuf expected = Unpooled.buffer(10);
            whole.convert(in, 0, in.length, expected);
            whole.flush(expected);
            AudioConverter chunked = new AudioConverter(from, to, ResamplerProfile.LOW_LATENCY);
            ByteBuf got = Unpooled.buffer(10);
            for (int read = 0; read < in.length; ) {
                int chunk = Math.min(random.nextInt(1 << random.nextInt(13)), in.length - read);
                int promised = chunked.outputBytes(chunk);
                int before = got.readableBytes();
                ByteBuf source = Unpooled.wrappedBuffer(in, read, chunk);
                assertThat(chunked.convert(source, got)).isEqualTo(chunk);
                assertThat(got.readableBytes() - before).as("seed %d", seed).isEqualTo(promised);
                read += chunk;
            }
            int promised = chunked.flushBytes();
            assertThat(chunked.flush(got)).isEqualTo(promised);
            assertThat(got).as("seed %d", seed).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void fullDestination_leavesTheRestUnreadAndLosesNothing(AudioFormat from, AudioFormat to) {
        byte[] in = random(5, 3_000);
        byte[] expected = convert(new AudioConverter(from, to, ResamplerProfile.HIGH), in);
        AudioConverter converter = new AudioConverter(from, to, ResamplerProfile.HIGH);
        ByteBuf source = Unpooled.wrappedBuffer(in);
        ByteBuf got = Unpooled.buffer();
        for (int room = 0; source.isReadable(); room = (room + 1) % 101) {
            ByteBuf small = UnpooledByteBufAllocator.DEFAULT.heapBuffer(room, room);
            converter.convert(source, small);
            got.writeBytes(small);
            small.release();
        }
        assertThat(bytes(got)).isEqualTo(expected);
        ByteBuf none = UnpooledByteBufAllocator.DEFAULT.heapBuffer(0, 0);
        assertThat(converter.flush(none)).isZero();
        none.release();
        assertThat(convert(converter, in)).as("a new stream after flush").isEqualTo(expected);
    }

    @Test
    void reset_forgetsHalfSamplesAndHistory() {
        byte[] in = random(8, 2_000);
        AudioConverter converter =
                new AudioConverter(AudioFormat.PCM_24K, AudioFormat.PCMU, ResamplerProfile.HIGH);
        byte[] fresh = convert(converter, in);
        converter.convert(in, 0, 333, Unpooled.buffer());
        converter.reset();
        assertThat(convert(converter, in)).isEqualTo(fresh);
    }

    @Test
    void speechThereAndBack_survivesAtTheQualityOfULaw() {
        byte[] ulaw = Speech.bytes("speech-8k.ulaw");
        AudioConverter up =
                new AudioConverter(AudioFormat.PCMU, AudioFormat.PCM_24K, ResamplerProfile.HIGH);
        AudioConverter down =
                new AudioConverter(AudioFormat.PCM_24K, AudioFormat.PCM_8K, ResamplerProfile.HIGH);
        short[] there = Speech.linear(convert(down, convert(up, ulaw)));
        short[] original = Speech.linearOfUlaw(ulaw);
        int delay = (int) ((up.delayNanos() + down.delayNanos()) * 8 / 1_000_000);
        double signal = 0;
        double error = 0;
        for (int i = 0; i + delay < there.length; i++) {
            double difference = there[i + delay] - original[i];
            signal += (double) original[i] * original[i];
            error += difference * difference;
        }
        // What is lost lies between 3.6 and 4 kHz; μ-law itself has 38 dB.
        assertThat(10 * Math.log10(signal / error)).isGreaterThan(38);
    }

    @Test
    void pureToneInFrames_hasNoLineFromFraming() {
        // 1000 Hz in frames of 20 ms, each with a chunk of its own: framing would show at 50 Hz
        // steps.
        byte[] tone = new byte[2 * 24_000];
        for (int i = 0; i < 24_000; i++) {
            int x = (int) Math.round(16_000 * Math.sin(2 * Math.PI * 1_000 * i / 24_000));
            tone[2 * i] = (byte) x;
            tone[2 * i + 1] = (byte) (x >> 8);
        }
        AudioConverter down =
                new AudioConverter(AudioFormat.PCM_24K, AudioFormat.PCM_8K, ResamplerProfile.HIGH);
        ByteBuf out = Unpooled.buffer();
        for (int read = 0; read < tone.length; read += 960) {
            down.convert(tone, read, 960, out);
        }
        short[] heard = Speech.linear(bytes(out));
        for (int hz = 50; hz < 4_000; hz += 50) {
            double re = 0;
            double im = 0;
            for (int i = 0; i < 4_000; i++) { // whole periods of every line
                re += heard[2_000 + i] * Math.cos(2 * Math.PI * hz * i / 8_000);
                im += heard[2_000 + i] * Math.sin(2 * Math.PI * hz * i / 8_000);
            }
            double db = 20 * Math.log10(Math.hypot(re, im) / 2_000 / 16_000);
            if (hz == 1_000) {
                assertThat(Math.abs(db)).isLessThan(0.01);
            } else {
                assertThat(db).as("%d Hz", hz).isLessThan(-90);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void framesAllocateNothing(AudioFormat from, AudioFormat to) {
        AudioConverter converter = new AudioConverter(from, to, ResamplerProfile.HIGH);
        ByteBuf source = UnpooledByteBufAllocator.DEFAULT.directBuffer(2_048);
        source.writeBytes(random(2, from.bytes(20)));
        ByteBuf destination = UnpooledByteBufAllocator.DEFAULT.directBuffer(4_096);
        double allocated =
                Allocation.bytesPerRun(
                        2_000,
                        10_000,
                        () -> converter.convert(source.readerIndex(0), destination.clear()));
        source.release();
        destination.release();
        assertThat(allocated).as("bytes per frame").isLessThan(1);
    }

    private static byte[] convert(AudioConverter converter, byte[] in) {
        ByteBuf out = Unpooled.buffer(converter.outputBytes(in.length));
        assertThat(converter.convert(in, 0, in.length, out)).isEqualTo(in.length);
        return bytes(out);
    }

    private static byte[] bytes(ByteBuf buf) {
        return Arrays.copyOfRange(buf.array(), 0, buf.writerIndex());
    }

    private static byte[] random(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
