package dev.trunkline.benchmarks.codecs;

import dev.trunkline.codecs.g711.G711;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** G.711 alone, 160 samples. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class G711Benchmark {
    private final byte[] codes = new byte[160];
    private final byte[] converted = new byte[160];
    private final short[] linear = new short[160];
    private final ByteBuf direct = UnpooledByteBufAllocator.DEFAULT.directBuffer(160);

    public G711Benchmark() {
        new Random(1).nextBytes(codes);
        direct.writeBytes(codes);
        G711.ulawToLinear(codes, 0, linear, 0, 160);
    }

    @TearDown
    public void release() {
        direct.release();
    }

    @Benchmark
    public short[] ulawToLinear20ms() {
        G711.ulawToLinear(codes, 0, linear, 0, 160);
        return linear;
    }

    @Benchmark
    public short[] ulawToLinear20msDirectBuffer() {
        G711.ulawToLinear(direct, 0, linear, 0, 160);
        return linear;
    }

    @Benchmark
    public byte[] linearToUlaw20ms() {
        G711.linearToUlaw(linear, 0, converted, 0, 160);
        return converted;
    }

    @Benchmark
    public byte[] ulawToAlaw20ms() {
        G711.ulawToAlaw(codes, 0, converted, 0, 160);
        return converted;
    }

    @Benchmark
    public short[] naiveUlawToLinear20ms() {
        return Naive.ulawToLinear(codes);
    }

    @Benchmark
    public byte[] naiveLinearToUlaw20ms() {
        return Naive.linearToUlaw(linear);
    }
}
