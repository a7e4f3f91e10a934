package dev.trunkline.benchmarks.observability;

import dev.trunkline.observability.compare.ComparisonReport;
import dev.trunkline.observability.compare.ComparisonRequest;
import dev.trunkline.observability.compare.Comparisons;
import dev.trunkline.observability.compare.Rates;
import dev.trunkline.observability.latency.BargeInTimes;
import dev.trunkline.observability.latency.TurnTimes;
import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.metrics.LegKind;
import dev.trunkline.observability.metrics.TrunkKind;
import dev.trunkline.observability.record.Arm;
import dev.trunkline.observability.record.CallDirection;
import dev.trunkline.observability.record.CallRecord;
import dev.trunkline.observability.record.CallRecords;
import dev.trunkline.observability.record.MediaQuality;
import dev.trunkline.observability.record.Parties;
import dev.trunkline.observability.record.RecordFilter;
import dev.trunkline.observability.record.Usage;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
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
 * A whole comparison of calls with five turns and two barge-ins each, all latencies; one thread.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 1)
@Measurement(iterations = 3)
@Fork(1)
public class ComparisonBenchmark {
    private static final int TURNS = 5;
    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.ofEpochSecond(1_000_000));

    @Param({"1000", "50000"})
    int calls;

    private final List<CallRecord> kept = new ArrayList<>();

    /** Makes the calls: half of them by each trunk, drawn at random. */
    @Setup
    public void call() {
        Random random = new Random(1);
        for (int call = 0; call < calls; call++) {
            double level = Math.log(700_000) + 0.25 * random.nextGaussian();
            boolean byoc = random.nextBoolean();
            String trunk = byoc ? "own" : "native";
            TrunkKind kind = byoc ? TrunkKind.BYOC : TrunkKind.NATIVE;
            kept.add(
                    new CallRecord(
                            "call-" + call,
                            CallRecord.DEFINITIONS,
                            "",
                            Instant.ofEpochSecond(call),
                            60_000,
                            "gateway-0",
                            CallDirection.OUTBOUND,
                            "agent",
                            LegKind.STREAM,
                            new Arm(trunk, kind, trunk, "experiment", ""),
                            Parties.UNKNOWN,
                            CallOutcome.COMPLETED_BY_CALLER,
                            true,
                            0,
                            0,
                            false,
                            Usage.NONE,
                            MediaQuality.NONE,
                            IntStream.rangeClosed(1, TURNS)
                                    .mapToObj(number -> turn(number, level, random))
                                    .toList(),
                            List.of(bargeIn(1, random), bargeIn(2, random)),
                            List.of(),
                            Map.of(),
                            List.of(),
                            ""));
        }
    }

    private static TurnTimes turn(int number, double level, Random random) {
        long model = (long) Math.exp(level + 0.35 * random.nextGaussian());
        long endpointing = 200_000 + random.nextLong(50_000);
        long delivery = 500 + random.nextLong(900);
        long playout = 100_000 + random.nextLong(30_000);
        long leadSilence = random.nextLong(200_000);
        long response = endpointing + model + delivery;
        return new TurnTimes(
                number,
                number * 10_000_000L,
                TurnTimes.Outcome.HEARD,
                endpointing,
                model,
                delivery,
                playout,
                leadSilence,
                response + playout + leadSilence,
                response,
                0,
                0);
    }

    private static BargeInTimes bargeIn(int number, Random random) {
        long reaction = 20_000 + random.nextLong(100_000);
        return new BargeInTimes(
                number, number * 10_000_000L, reaction, reaction + 90_000, reaction + 70_000);
    }

    /** All of it: collecting, both arms' intervals of every latency, ranks, words. */
    @Benchmark
    public ComparisonReport compare() {
        return new Comparisons(new InMemory(kept), Rates.NONE, CLOCK)
                .compare(ComparisonRequest.ALL);
    }

    private record InMemory(List<CallRecord> calls) implements CallRecords {
        @Override
        public void add(CallRecord call) {
            throw new UnsupportedOperationException("read only");
        }

        @Override
        public List<CallRecord> newest(RecordFilter filter, int offset, int limit) {
            return List.of();
        }

        @Override
        public long count(RecordFilter filter) {
            return calls.size();
        }

        @Override
        public Optional<CallRecord> byId(String callId) {
            return Optional.empty();
        }

        @Override
        public void forEach(RecordFilter filter, Consumer<CallRecord> sink) {
            calls.forEach(sink);
        }
    }
}
