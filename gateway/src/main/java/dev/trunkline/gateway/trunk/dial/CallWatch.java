package dev.trunkline.gateway.trunk.dial;

import dev.trunkline.gateway.call.CallClock.Timer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Asks the carrier about a try of which it should have told something by now: callbacks get lost.
 * Confined to the dialler's loop.
 */
final class CallWatch {
    /** Beyond the ringing time: the carrier may add some seconds itself. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private static final Duration AFTER_MEDIA = Duration.ofSeconds(15);
    private static final Duration AGAIN = Duration.ofSeconds(30);
    private static final Duration HANG_UP_AGAIN = Duration.ofSeconds(2);

    /** A callback of a try that may have been begun should come well within this. */
    private static final Duration LOST = Duration.ofSeconds(10);

    private static final int MOST_FAILURES = 10;

    private final DialSurroundings around;
    private final OutboundCall call;
    private @Nullable Timer timer;
    private int failures;

    CallWatch(DialSurroundings around, OutboundCall call) {
        this.around = around;
        this.call = call;
    }

    void dialled(Attempt attempt, Duration ringing) {
        failures = 0;
        in(ringing.plus(GRACE), attempt);
    }

    void answered(Attempt attempt, Duration longest) {
        in(longest.plus(GRACE), attempt);
    }

    void mediaOver(Attempt attempt) {
        in(AFTER_MEDIA, attempt);
    }

    void over() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    /** Hangs up, again and again if the carrier cannot be reached. */
    void hangUp(String providerCallId) {
        hangUp(providerCallId, 1);
    }

    private void hangUp(String providerCallId, int tries) {
        around.carrier()
                .hangUp(providerCallId)
                .onFailure(_ -> {
                    if (tries < MOST_FAILURES) {
                        around.clock()
                                .schedule(
                                        HANG_UP_AGAIN.toNanos(),
                                        () -> hangUp(providerCallId, tries + 1));
                    }
                });
    }

    /** The carrier's answer was lost: it may dial, or not. */
    void lost(Attempt attempt, TrunkCarrier.Try wanted, NotDialled why) {
        around.clock()
                .schedule(
                        LOST.toNanos(),
                        () -> {
                            if (!isUnknown(attempt)) {
                                return;
                            }
                            around.carrier()
                                    .find(wanted, attempt.startedAt)
                                    .onSuccess(found -> {
                                        if (found.isEmpty()) {
                                            given(attempt, why);
                                        } else {
                                            call.placed(attempt, found.get());
                                        }
                                    })
                                    // It may ring: nobody is called twice at once.
                                    .onFailure(_ -> given(attempt, NotDialled.UNHEARD_OF));
                        });
    }

    private void given(Attempt attempt, NotDialled why) {
        if (isUnknown(attempt)) {
            call.notDialled(attempt, why);
        }
    }

    private static boolean isUnknown(Attempt attempt) {
        return !attempt.isOver() && attempt.providerCallId().isEmpty();
    }

    private void in(Duration delay, Attempt attempt) {
        over();
        timer = around.clock().schedule(delay.toNanos(), () -> look(attempt));
    }

    private void look(Attempt attempt) {
        timer = null;
        if (attempt.isOver()) {
            return;
        }
        if (attempt.providerCallId().isEmpty()) {
            again(attempt);
            return;
        }
        around.carrier()
                .look(attempt.providerCallId())
                .onSuccess(kind -> {
                    failures = 0;
                    call.onLook(
                            CarrierEvent.unnumbered(
                                    call.id(), attempt.number, attempt.providerCallId(), kind));
                    if (!attempt.isOver() && timer == null) {
                        in(AGAIN, attempt);
                    }
                })
                .onFailure(_ -> again(attempt));
    }

    private void again(Attempt attempt) {
        if (attempt.isOver()) {
            return;
        }
        if (++failures < MOST_FAILURES) {
            in(AGAIN, attempt);
        } else {
            call.notDialled(attempt, NotDialled.UNHEARD_OF);
        }
    }
}
