package dev.trunkline.benchmarks.codecs;

import dev.trunkline.codecs.audio.AudioConverter;
import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.codecs.resample.ResamplerProfile;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.Base64;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * One call between a phone's μ-law and a model's 24 kHz, one frame of 20 ms: with base64, as it
 * travels on both sockets, and without. The budget for both ways is 20 μs, 0.1 % of a core.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class TranscodeBenchmark {
    @Param({"LOW_LATENCY", "HIGH"})
    public ResamplerProfile profile = ResamplerProfile.HIGH;

    private final byte[] ulaw = new byte[160];
    private final byte[] pcm24k = new byte[960];
    private final byte[] ulawBase64;
    private final byte[] pcm24kBase64;
    private final byte[] encoded = new byte[1_280];
    private final byte[] decoded = new byte[960];
    private final ByteBuf out = UnpooledByteBufAllocator.DEFAULT.heapBuffer(1_920);
    private final double[] taps = Naive.taps();
    private final double[] upHistory = new double[taps.length];
    private final double[] downHistory = new double[taps.length];
    private AudioConverter up = converter(AudioFormat.PCMU, AudioFormat.PCM_24K);
    private AudioConverter down = converter(AudioFormat.PCM_24K, AudioFormat.PCMU);

    public TranscodeBenchmark() {
        new Random(1).nextBytes(ulaw);
        new Random(2).nextBytes(pcm24k);
        ulawBase64 = Base64.getEncoder().encode(ulaw);
        pcm24kBase64 = Base64.getEncoder().encode(pcm24k);
    }

    @Setup
    public void buildConverters() {
        up = converter(AudioFormat.PCMU, AudioFormat.PCM_24K);
        down = converter(AudioFormat.PCM_24K, AudioFormat.PCMU);
    }

    @Benchmark
    public ByteBuf ulawToPcm24k20ms() {
        up.convert(ulaw, 0, ulaw.length, out.clear());
        return out;
    }

    @Benchmark
    public ByteBuf pcm24kToUlaw20ms() {
        down.convert(pcm24k, 0, pcm24k.length, out.clear());
        return out;
    }

    @Benchmark
    public int callBothWays20ms() {
        up.convert(ulaw, 0, ulaw.length, out.clear());
        int bytes = out.readableBytes();
        down.convert(pcm24k, 0, pcm24k.length, out.clear());
        return bytes + out.readableBytes();
    }

    @Benchmark
    public byte[] ulawBase64ToPcm24kBase64_20ms() {
        int length = Base64.getDecoder().decode(ulawBase64, decoded);
        up.convert(decoded, 0, length, out.clear());
        out.readBytes(pcm24k);
        Base64.getEncoder().encode(pcm24k, encoded);
        return encoded;
    }

    @Benchmark
    public byte[] pcm24kBase64ToUlawBase64_20ms() {
        int length = Base64.getDecoder().decode(pcm24kBase64, decoded);
        down.convert(decoded, 0, length, out.clear());
        out.readBytes(ulaw);
        Base64.getEncoder().encode(ulaw, encoded);
        return encoded;
    }

    @Benchmark
    public int naiveCallBothWays20ms() {
        short[] wide = Naive.interpolateByThree(Naive.ulawToLinear(ulaw), upHistory, taps);
        byte[] toModel = Naive.littleEndian(wide);
        short[] narrow = Naive.decimateByThree(Naive.linear(pcm24k), downHistory, taps);
        return toModel.length + Naive.linearToUlaw(narrow).length;
    }

    private AudioConverter converter(AudioFormat from, AudioFormat to) {
        return new AudioConverter(from, to, profile);
    }
}
