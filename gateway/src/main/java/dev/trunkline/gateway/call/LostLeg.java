package dev.trunkline.gateway.call;

import dev.trunkline.gateway.call.CallClock.Timer;
import org.jspecify.annotations.Nullable;

/**
 * The time after a leg has closed unasked. Only the phone network knows whether the caller hung up
 * or the socket broke, and in the latter case it may bring another leg for the same call. Bounded
 * in time and in how often. Confined to the call's event loop.
 */
final class LostLeg {
    /** As long as a voice webhook's answer and a new socket may take, with room to spare. */
    private static final long PATIENCE_NANOS = 30_000_000_000L;

    private static final int MOST_REOPENINGS = 2;

    private final CallClock clock;
    private final Runnable gaveUp;
    private @Nullable Timer patience;
    private boolean clean;
    private int reopenings;

    LostLeg(CallClock clock, Runnable gaveUp) {
        this.clock = clock;
        this.gaveUp = gaveUp;
    }

    /** Whether there is no leg now. */
    boolean waiting() {
        return patience != null;
    }

    /** Whether the socket was closed properly, as it is when a caller hangs up. */
    boolean clean() {
        return clean;
    }

    void lost(boolean closedCleanly) {
        clean = closedCleanly;
        beginWaiting();
    }

    /** Whether another leg may come; the time for it begins anew. */
    boolean reopen() {
        if (reopenings == MOST_REOPENINGS) {
            return false;
        }
        reopenings++;
        beginWaiting();
        return true;
    }

    /** Another leg is there, or none is wanted any more. */
    void cancel() {
        if (patience != null) {
            patience.cancel();
            patience = null;
        }
    }

    private void beginWaiting() {
        cancel();
        patience =
                clock.schedule(
                        PATIENCE_NANOS,
                        () -> {
                            patience = null;
                            gaveUp.run();
                        });
    }
}
