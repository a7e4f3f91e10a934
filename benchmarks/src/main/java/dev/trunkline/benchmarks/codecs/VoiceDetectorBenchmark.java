package dev.trunkline.benchmarks.codecs;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.codecs.audio.VoiceDetector;
import dev.trunkline.codecs.audio.VoiceListener;
import dev.trunkline.codecs.audio.VoiceSettings;
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
import org.openjdk.jmh.annotations.Warmup;

/** Voice detection on the uplink, one frame of 20 ms. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class VoiceDetectorBenchmark {
    private static final VoiceListener NOBODY =
            new VoiceListener() {
                @Override
                public void onset(long sample) {}

                @Override
                public void end(long sample) {}
            };

    private final byte[] ulaw = new byte[160];
    private final byte[] pcm24k = new byte[960];
    private final VoiceDetector ulawDetector = detector(AudioFormat.PCMU);
    private final VoiceDetector wideDetector = detector(AudioFormat.PCM_24K);

    public VoiceDetectorBenchmark() {
        new Random(1).nextBytes(ulaw);
        new Random(2).nextBytes(pcm24k);
    }

    @Benchmark
    public boolean ulaw20ms() {
        return ulawDetector.offer(ulaw, 0, ulaw.length);
    }

    @Benchmark
    public boolean pcm24k20ms() {
        return wideDetector.offer(pcm24k, 0, pcm24k.length);
    }

    @Benchmark
    public double naiveUlawLevel20ms() {
        return Naive.decibels(Naive.ulawToLinear(ulaw));
    }

    private static VoiceDetector detector(AudioFormat format) {
        return new VoiceDetector(format, VoiceSettings.TELEPHONE, NOBODY);
    }
}
