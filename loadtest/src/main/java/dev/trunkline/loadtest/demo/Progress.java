package dev.trunkline.loadtest.demo;

import dev.trunkline.loadtest.phone.CallProgress;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The live line: who is speaking in which call. On a terminal one line that changes, elsewhere a
 * line every few seconds.
 */
final class Progress {
    private static final long TERMINAL_EVERY_NANOS = 200_000_000L;
    private static final long ELSEWHERE_EVERY_NANOS = 5_000_000_000L;
    private static final Duration SNAPSHOT_LIMIT = Duration.ofSeconds(1);

    /** More calls than this are counted, not shown one by one. */
    private static final int SHOWN = 12;

    private final PrintStream out;
    private final boolean terminal;
    private final int total;
    private final int totalOut;
    private final long beganNanos = System.nanoTime();
    private long lastNanos = Long.MIN_VALUE;

    Progress(PrintStream out, boolean terminal, int total, int totalOut) {
        this.out = out;
        this.terminal = terminal;
        this.total = total;
        this.totalOut = totalOut;
    }

    /**
     * Prints if it is time to.
     *
     * @param callsOut asked for so far
     */
    void show(List<DemoCall> calls, int callsOut) {
        long now = System.nanoTime();
        long every = terminal ? TERMINAL_EVERY_NANOS : ELSEWHERE_EVERY_NANOS;
        if (lastNanos != Long.MIN_VALUE && now - lastNanos < every) {
            return;
        }
        lastNanos = now;
        long over = calls.stream().filter(DemoCall::isOver).count();
        StringBuilder line = new StringBuilder();
        line.append(
                String.format(
                        Locale.ROOT,
                        "%5.1f s  %d of %d calls begun, %d over; %d of %d calls out",
                        (now - beganNanos) / 1e9,
                        calls.size(),
                        total,
                        over,
                        callsOut,
                        totalOut));
        if (total <= SHOWN) {
            calls.forEach(call ->
                    line.append("  ").append(call.plan().number()).append(' ').append(state(call)));
        }
        if (terminal) {
            out.print("\r\033[K" + line);
        } else {
            out.println(line);
        }
        out.flush();
    }

    /** Leaves the line, so that something else can be printed. */
    void finish() {
        if (terminal) {
            out.print("\r\033[K");
        }
    }

    private static String state(DemoCall call) {
        if (call.isOver()) {
            return "over";
        }
        CompletableFuture<CallProgress> snapshot = call.phone().await(_ -> true, SNAPSHOT_LIMIT);
        try {
            return snapshot.orTimeout(50, TimeUnit.MILLISECONDS).join().agentAudible()
                    ? "agent"
                    : "·····";
        } catch (RuntimeException notNow) { // no stream yet, or over in this moment
            return "·····";
        }
    }
}
