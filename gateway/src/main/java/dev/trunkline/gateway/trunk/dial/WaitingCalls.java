package dev.trunkline.gateway.trunk.dial;

import dev.trunkline.gateway.call.CallClock;
import dev.trunkline.gateway.call.CallClock.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Calls that wait for their turn: one line for each set of things that calls need, so that the ones
 * that have to wait for an agent's limit hold up nobody else. In a line the first comes first, and
 * whichever line has begun a call comes last among the lines. Bounded; confined to the dialler's
 * loop, but for {@link #size}.
 */
final class WaitingCalls {
    private static final long SWEEP_NANOS = 250_000_000L;

    /** Lines that wait for the same moment differ by as much as it takes to ask. */
    private static final long SAME_MOMENT_NANOS = 1_000_000L;

    private final CallClock clock;
    private final int most;
    private final long deadlineNanos;
    private final Consumer<OutboundCall> tooLate;
    private final Map<String, Line> lines = new LinkedHashMap<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private @Nullable Timer sweep;
    private @Nullable Timer next;
    private boolean passing;
    private boolean passAgain;

    /** Those that wait for the same. */
    private final class Line {
        private final String name;
        private final SequencedSet<OutboundCall> calls = new LinkedHashSet<>();
        private boolean asking;
        private long notBeforeNanos = clock.nanos();

        Line(String name) {
            this.name = name;
        }

        boolean mayAsk(long nowNanos) {
            return !asking && !calls.isEmpty() && notBeforeNanos - nowNanos <= SAME_MOMENT_NANOS;
        }

        /** Has the first one try. */
        void ask() {
            asking = true;
            OutboundCall first = calls.getFirst();
            first.begin()
                    .onSuccess(turn -> {
                        asking = false;
                        switch (turn) {
                            case Turn.Begun _, Turn.Gone _ -> {
                                drop(this, first);
                                last();
                                pass();
                            }
                            case Turn.Wait(Duration after) -> {
                                notBeforeNanos = clock.nanos() + after.toNanos();
                                await();
                            }
                        }
                    });
        }

        /** Behind all other lines. */
        private void last() {
            if (lines.remove(name, this)) {
                lines.put(name, this);
            }
        }

        void dropLate() {
            while (!calls.isEmpty() && calls.getFirst().waitedNanos() >= deadlineNanos) {
                OutboundCall late = calls.getFirst();
                drop(this, late);
                tooLate.accept(late); // while it asks, it finds out when it is answered
            }
        }
    }

    /**
     * None yet.
     *
     * @param tooLate takes a call that has waited for {@code deadline}, and waits no longer
     */
    WaitingCalls(CallClock clock, int most, Duration deadline, Consumer<OutboundCall> tooLate) {
        this.clock = clock;
        this.most = most;
        this.deadlineNanos = deadline.toNanos();
        this.tooLate = tooLate;
    }

    boolean isFull() {
        return waiting.get() >= most;
    }

    /** Any thread. */
    int size() {
        return waiting.get();
    }

    void add(OutboundCall call) {
        waiting.incrementAndGet();
        lines.computeIfAbsent(call.how().line(), Line::new).calls.add(call);
        if (sweep == null) {
            sweep = clock.every(Math.min(deadlineNanos, SWEEP_NANOS), this::sweep);
        }
        pass();
    }

    /** It waits no longer, if it did. */
    void remove(OutboundCall call) {
        Line line = lines.get(call.how().line());
        if (line != null) {
            drop(line, call);
        }
    }

    private void drop(Line line, OutboundCall call) {
        if (line.calls.remove(call)) {
            waiting.decrementAndGet();
        }
        if (line.calls.isEmpty()) {
            lines.remove(line.name, line);
        }
    }

    /** Something was given back: whoever waits may ask again. */
    void somethingIsFree() {
        long now = clock.nanos();
        lines.values().forEach(line -> line.notBeforeNanos = now);
        pass();
    }

    /** Has one call of each line try, in the lines' order, as long as any of them begins. */
    private void pass() {
        passAgain = true;
        if (passing) {
            return; // asked for by a call that was answered at once
        }
        passing = true;
        while (passAgain) {
            passAgain = false;
            long now = clock.nanos();
            for (Line line : List.copyOf(lines.values())) {
                if (line.mayAsk(now)) {
                    line.ask();
                }
            }
        }
        passing = false;
        await();
    }

    /** Until the first line may ask again. */
    private void await() {
        if (passing) {
            return;
        }
        if (next != null) {
            next.cancel();
            next = null;
        }
        long now = clock.nanos();
        long soonest = Long.MAX_VALUE;
        for (Line line : lines.values()) {
            if (!line.asking) {
                soonest = Math.min(soonest, line.notBeforeNanos - now);
            }
        }
        if (soonest != Long.MAX_VALUE) {
            next = clock.schedule(soonest, this::pass);
        }
    }

    /** All that wait, which wait no longer. */
    List<OutboundCall> clear() {
        List<OutboundCall> all = new ArrayList<>();
        lines.values()
                .forEach(line -> {
                    all.addAll(line.calls);
                    line.calls.clear();
                });
        lines.clear();
        waiting.set(0);
        return all;
    }

    private void sweep() {
        List.copyOf(lines.values()).forEach(Line::dropLate);
        if (waiting.get() == 0 && sweep != null) {
            sweep.cancel();
            sweep = null;
        }
    }
}
