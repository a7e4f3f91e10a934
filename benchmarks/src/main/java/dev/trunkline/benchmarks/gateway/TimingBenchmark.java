package dev.trunkline.benchmarks.gateway;

import dev.trunkline.gateway.call.Base64Audio;
import dev.trunkline.gateway.call.CallTiming;
import dev.trunkline.observability.metrics.GatewayMeters;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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
 * What timing a call adds to a frame of 20 ms from the caller, and to a delta of 200 ms. A frame
 * that is not timed has to be checked all the same: {@code untimedUplink20ms} is to be subtracted.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class TimingBenchmark {
    private static final int FRAME_BYTES = 160;

    /**
     * That take turns, as the calls of a gateway do: what they keep is then not in the L1 cache.
     */
    @Param({"1", "400"})
    int calls;

    private final GatewayMeters meters = new GatewayMeters();
    private CallTiming[] timings = {};
    private int turn;
    private final ByteBuf voiced = message(new Random(1));
    private final byte[] voicedText = ByteBufUtil.getBytes(voiced);
    private final ByteBuf silent = message(null);
    private final byte[] delta = new byte[10 * FRAME_BYTES];
    private long timestampMs;

    @Setup
    public void begin() {
        timings = new CallTiming[calls];
        Arrays.setAll(timings, _ -> new CallTiming(meters));
    }

    @Benchmark
    public void uplink20msVoiced() {
        uplink(voiced);
    }

    @Benchmark
    public void uplink20msSilent() {
        uplink(silent);
    }

    @Benchmark
    public boolean untimedUplink20ms() {
        return Base64Audio.isValid(voicedText, 0, voicedText.length);
    }

    @Benchmark
    public void downlink200ms() {
        next().downlink(delta, timestampMs++);
    }

    @Benchmark
    public void relaySample() {
        timestampMs += 997;
        next().sample(50_000 + timestampMs % 200_000);
    }

    @TearDown
    public void release() {
        meters.close();
        voiced.release();
        silent.release();
    }

    private void uplink(ByteBuf message) {
        timestampMs += 20;
        next().uplink(
                        message,
                        0,
                        message.writerIndex(),
                        timestampMs,
                        timestampMs * 1_000_000 + 7_000);
    }

    private CallTiming next() {
        turn = turn + 1 < calls ? turn + 1 : 0;
        return timings[turn];
    }

    private static ByteBuf message(@Nullable Random random) {
        byte[] frame = new byte[FRAME_BYTES];
        Arrays.fill(frame, (byte) 0xFF);
        if (random != null) {
            random.nextBytes(frame);
        }
        ByteBuf message = PooledByteBufAllocator.DEFAULT.directBuffer(256);
        message.writeCharSequence(
                Base64.getEncoder().encodeToString(frame), StandardCharsets.US_ASCII);
        return message;
    }
}
