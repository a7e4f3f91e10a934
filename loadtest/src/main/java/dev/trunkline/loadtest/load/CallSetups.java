package dev.trunkline.loadtest.load;

import dev.trunkline.loadtest.phone.PhoneCall;
import java.time.Duration;
import java.util.function.LongConsumer;
import org.HdrHistogram.AtomicHistogram;

/** How long calls take to be connected, or to be refused. From any thread. */
final class CallSetups {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long MAX_NANOS = LIMIT.toNanos();

    /**
     * From the stream's start until a call's frames count: what the caller says while the model
     * connects waits for it, as long as that takes.
     */
    private static final long FIRST_NANOS = 2_000_000_000;

    private final AtomicHistogram connected = new AtomicHistogram(1_000, MAX_NANOS, 3);
    private final AtomicHistogram refused = new AtomicHistogram(1_000, MAX_NANOS, 3);

    /**
     * Follows a call's beginning.
     *
     * @param counts is told, before that time, from when on the call's frames count; never, if it
     *     is not connected
     */
    void watch(PhoneCall call, long placedNanos, LongConsumer counts) {
        var _ =
                call.await(_ -> true, LIMIT)
                        .thenRun(() -> {
                            long nowNanos = System.nanoTime();
                            record(connected, nowNanos - placedNanos);
                            counts.accept(nowNanos + FIRST_NANOS);
                        });
        var _ =
                call.report()
                        .thenAccept(report -> {
                            if (CallCounts.refused(report)) {
                                record(refused, System.nanoTime() - placedNanos);
                            }
                        });
    }

    private static void record(AtomicHistogram into, long nanos) {
        into.recordValue(Math.clamp(nanos, 0, MAX_NANOS));
    }

    LoadReport.Setup found() {
        return new LoadReport.Setup(
                LoadResult.Quantiles.of(connected.copy()), LoadResult.Quantiles.of(refused.copy()));
    }
}
