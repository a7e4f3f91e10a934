package dev.trunkline.loadtest.demo;

import java.util.concurrent.TimeUnit;

/**
 * Calls out at even distances, and a carrier that takes none of them for some time in the middle.
 *
 * @param calls how many
 * @param betweenNanos open loop: they do not wait for each other
 * @param failsFrom the first call, from 0, at which the carrier does not work
 * @param failsUntil the first one at which it works again
 */
record CampaignPlan(int calls, long betweenNanos, int failsFrom, int failsUntil) {

    /** A minute of a carrier's bad day, and time before and after it. */
    static CampaignPlan aMinuteDown() {
        return new CampaignPlan(64, TimeUnit.MILLISECONDS.toNanos(1_500), 12, 52);
    }

    long failingSeconds() {
        return (failsUntil - failsFrom) * betweenNanos / 1_000_000_000;
    }

    long seconds() {
        return calls * betweenNanos / 1_000_000_000;
    }
}
