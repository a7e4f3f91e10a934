package dev.trunkline.loadtest.rest;

import io.vertx.core.Vertx;

/**
 * Calls wait here to be dialled: an account places so many a second, and what is more waits instead
 * of being refused. On the API's event loop, but for the rate.
 */
final class DialQueue {
    private static final double STANDARD_RATE = 1;
    private static final double SECOND_NANOS = 1e9;

    private final Vertx vertx;
    private volatile double callsPerSecond = STANDARD_RATE;
    private long freeNanos = System.nanoTime();

    DialQueue(Vertx vertx) {
        this.vertx = vertx;
    }

    void rate(double calls) {
        callsPerSecond = calls;
    }

    void add(OutboundCall call) {
        long nowNanos = System.nanoTime();
        long atNanos = Math.max(nowNanos, freeNanos);
        freeNanos = atNanos + Math.round(SECOND_NANOS / callsPerSecond);
        long waitMs = (atNanos - nowNanos) / 1_000_000;
        // Never at once: the answer to the request leaves first, as it does with Twilio.
        vertx.setTimer(Math.max(1, waitMs), _ -> call.dial());
    }
}
