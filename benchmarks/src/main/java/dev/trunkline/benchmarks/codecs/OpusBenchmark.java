package dev.trunkline.benchmarks.codecs;

import dev.trunkline.codecs.opus.OpusDecoder;
import dev.trunkline.codecs.opus.OpusEncoder;
import dev.trunkline.codecs.opus.OpusEngine;
import dev.trunkline.codecs.opus.OpusEngineChoice;
import dev.trunkline.codecs.opus.OpusSettings;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One frame of 20 ms through Opus, the two engines against each other: a narrow-band and a
 * wide-band call (SILK) and a full-band one (hybrid). Decoding is at 48 kHz always. Needs the
 * system's libopus for its half. The input is a voiced sound of two seconds whose pitch and
 * loudness move.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class OpusBenchmark {
    /** What kind of call. */
    public enum Call {
        NARROW_BAND,
        WIDE_BAND,
        HYBRID;

        OpusSettings settings() {
            return switch (this) {
                case NARROW_BAND -> OpusSettings.narrowbandCall();
                case WIDE_BAND -> OpusSettings.widebandCall();
                case HYBRID ->
                        OpusSettings.widebandCall().withSampleRateHz(48_000).withBitrateBps(32_000);
            };
        }
    }

    private static final int FRAMES = 100;

    @Param({"CONCENTUS", "LIBOPUS"})
    public OpusEngineChoice engine = OpusEngineChoice.CONCENTUS;

    @Param public Call call = Call.NARROW_BAND;

    private final short[] heard = new short[OpusDecoder.MAX_PACKET_SAMPLES];
    private final byte[] packet = new byte[OpusEncoder.MAX_PACKET_BYTES];
    private final byte[][] packets = new byte[FRAMES][];
    private OpusEncoder encoder = encoder();
    private OpusDecoder decoder = OpusEngine.select(engine).decoder();
    private short[] voice = new short[0];
    private int frame;

    private OpusEncoder encoder() {
        return OpusEngine.select(engine).encoder(call.settings());
    }

    @Setup
    public void encodeVoice() {
        encoder = encoder();
        decoder = OpusEngine.select(engine).decoder();
        voice = voice(call.settings().sampleRateHz());
        for (int n = 0; n < FRAMES; n++) {
            packets[n] = Arrays.copyOf(packet, encodeFrame(n));
        }
    }

    @TearDown
    public void close() {
        encoder.close();
        decoder.close();
    }

    @Benchmark
    public int encode20ms() {
        return encodeFrame(next());
    }

    @Benchmark
    public int decode20ms() {
        byte[] next = packets[next()];
        return decoder.decode(next, 0, next.length, heard, 0);
    }

    /** Every other packet lost: concealed, then the next one decoded. */
    @Benchmark
    public int concealAndDecode40ms() {
        byte[] next = packets[next()];
        return decoder.conceal(heard, 0, 960) + decoder.decode(next, 0, next.length, heard, 960);
    }

    private int encodeFrame(int n) {
        return encoder.encode(voice, n * encoder.frameSamples(), packet, 0);
    }

    private int next() {
        frame = frame + 1 == FRAMES ? 0 : frame + 1;
        return frame;
    }

    private static short[] voice(int sampleRateHz) {
        Random random = new Random(1);
        short[] pcm = new short[sampleRateHz / 50 * FRAMES];
        double phase = 0;
        for (int i = 0; i < pcm.length; i++) {
            double seconds = (double) i / sampleRateHz;
            phase += (120 + 30 * Math.sin(2 * Math.PI * 0.7 * seconds)) / sampleRateHz;
            double loudness = Math.max(0, Math.sin(2 * Math.PI * 3 * seconds)) * 6_000;
            double sum = 0.05 * random.nextGaussian();
            for (int harmonic = 1; harmonic <= 20; harmonic++) {
                sum += Math.sin(2 * Math.PI * harmonic * phase) / harmonic;
            }
            pcm[i] = (short) Math.clamp(Math.round(loudness * sum), -32_768, 32_767);
        }
        return pcm;
    }
}
