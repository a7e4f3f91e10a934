package dev.trunkline.loadtest.phone;

import java.util.ArrayDeque;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;

/**
 * One direction of a call's network: hands on what it is given after the path's delay, in the order
 * in which it was given. An undelayed path hands on at once. One event loop; bounded by the delay,
 * since the sender's schedule is.
 */
final class DelayLine {
    private final NetworkPath path;
    private final SplittableRandom random;
    private final TimerWheel wheel;
    private final ArrayDeque<Parcel> underWay = new ArrayDeque<>();
    private long lastDueNanos = Long.MIN_VALUE;
    private long messages;
    private final TimerWheel.Timer arrival =
            new TimerWheel.Timer() {
                @Override
                void fire(long nowNanos) {
                    deliver(nowNanos);
                }
            };

    private record Parcel(long dueNanos, LongConsumer delivery) {}

    DelayLine(NetworkPath path, TimerWheel wheel) {
        this.path = path;
        this.wheel = wheel;
        random = path.random();
    }

    /** Whether there is no delay, so that a caller need not copy what it borrows. */
    boolean isDirect() {
        return path.isNone();
    }

    /** Calls {@code delivery}, with the time, when the delay has passed. */
    void send(long nowNanos, LongConsumer delivery) {
        if (path.isNone()) {
            delivery.accept(nowNanos);
            return;
        }
        lastDueNanos = Math.max(lastDueNanos, nowNanos + path.delayNanos(messages++, random));
        underWay.add(new Parcel(lastDueNanos, delivery));
        if (!arrival.isArmed()) {
            wheel.arm(arrival, lastDueNanos);
        }
    }

    private void deliver(long nowNanos) {
        for (Parcel next = underWay.peek(); next != null; next = underWay.peek()) {
            if (next.dueNanos > nowNanos) {
                wheel.arm(arrival, next.dueNanos);
                return;
            }
            underWay.remove();
            next.delivery.accept(nowNanos);
        }
    }
}
