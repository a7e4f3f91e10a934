package dev.trunkline.gateway.trunk.dial;

import dev.trunkline.gateway.call.CallClock;
import dev.trunkline.gateway.call.CallClock.Timer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Calls that wait for their turn: one line for each set of things that calls need, so that the ones
 * that have to wait for an agent's limit hold up nobody else. In a line the first comes first.
 * Bounded; confined to the dialler's loop.
 */
final class WaitingCalls {
    private final CallClock clock;
    private final int most;
    private final long deadlineNanos;
    private final Map<String, Line> lines = new LinkedHashMap<>();
    private int waiting;
    private @Nullable Timer sweep;

    /** What happens to a call that has waited for too long. */
    @FunctionalInterface
    interface TooLate {
        void tooLate(OutboundCall call);
    }

    private final TooLate tooLate;

    private final class Line {
        private final String name;
        private final Deque<OutboundCall> calls = new ArrayDeque<>();
        private boolean asking;
        private @Nullable Timer retry;

        Line(String name) {
            this.name = name;
        }

        /** Has the first one try, and the next one as soon as it has. */
        void go() {
            dropFinished();
            if (asking || calls.isEmpty()) {
                return;
            }
            if (retry != null) {
                retry.cancel();
                retry = null;
            }
            asking = true;
            OutboundCall first = calls.getFirst();
            first.begin()
                    .onSuccess(turn -> {
                        asking = false;
                        switch (turn) {
                            case Turn.Begun _, Turn.Gone _ -> {
                                remove(first);
                                go();
                            }
                            case Turn.Wait(Duration after) ->
                                    retry = clock.schedule(after.toNanos(), this::go);
                        }
                    });
        }

        private void remove(OutboundCall call) {
            if (calls.remove(call)) {
                waiting--;
            }
            if (calls.isEmpty()) {
                lines.remove(name, this);
            }
        }

        private void dropFinished() {
            while (!calls.isEmpty() && calls.getFirst().isOver() && !asking) {
                remove(calls.getFirst());
            }
        }

        private void dropLate() {
            while (!calls.isEmpty() && calls.getFirst().waitedNanos() >= deadlineNanos) {
                OutboundCall late = calls.getFirst();
                remove(late);
                tooLate.tooLate(late); // while it asks, it finds out when it is answered
            }
        }
    }

    WaitingCalls(CallClock clock, int most, Duration deadline, TooLate tooLate) {
        this.clock = clock;
        this.most = most;
        this.deadlineNanos = deadline.toNanos();
        this.tooLate = tooLate;
    }

    boolean isFull() {
        return waiting >= most;
    }

    int size() {
        return waiting;
    }

    void add(OutboundCall call) {
        waiting++;
        Line line = lines.computeIfAbsent(call.how().line(), Line::new);
        line.calls.add(call);
        line.go();
        if (sweep == null) {
            sweep = clock.every(Math.min(deadlineNanos, 250_000_000L), this::sweep);
        }
    }

    /** Something was given back: whoever waits may ask again. */
    void somethingIsFree() {
        List.copyOf(lines.values()).forEach(Line::go);
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
        waiting = 0;
        return all;
    }

    private void sweep() {
        List.copyOf(lines.values()).forEach(Line::dropLate);
        if (waiting == 0 && sweep != null) {
            sweep.cancel();
            sweep = null;
        }
    }
}
