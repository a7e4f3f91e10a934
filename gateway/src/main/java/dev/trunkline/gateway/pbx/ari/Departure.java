package dev.trunkline.gateway.pbx.ari;

import dev.trunkline.gateway.call.CallClock.Timer;
import dev.trunkline.gateway.call.NextStep;
import dev.trunkline.gateway.trunk.CallQueue;
import dev.trunkline.gateway.trunk.Destination;
import dev.trunkline.gateway.trunk.PhoneNumber;
import dev.trunkline.gateway.trunk.SipUri;
import dev.trunkline.gateway.trunk.TaskWorkflow;
import io.vertx.core.Future;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a caller leaves us who is still there: hung up, sent on, or given back to the dialplan, which
 * finds in {@code TRUNKLINE_NEXT} what is wanted. A way that fails gives place to the next one
 * below, the last of which is to hang up: nobody is left in silence.
 *
 * <pre>
 *   SIP URI:       redirect (REFER); still there after a while ▼
 *   number, queue: transferContext, at the number or the queue's name; none, or refused ▼
 *   anything else: behind Stasis(); refused ▼
 *   hang up
 * </pre>
 *
 * Confined to the Asterisk's event loop.
 */
final class Departure {
    private static final Logger LOG = LoggerFactory.getLogger(Departure.class);

    static final String NEXT = "TRUNKLINE_NEXT";
    static final String TRANSFER_TO = "TRUNKLINE_TRANSFER_TO";

    /** A far end that follows a REFER hangs up once the other call stands. */
    private static final Duration REFER_LIMIT = Duration.ofSeconds(10);

    private final AsteriskSurroundings around;
    private final String reference;
    private final String callerId;
    private final OnGone onGone;
    private @Nullable Timer timer;
    private boolean over;

    /** Who is told, once, that no more can be done; not after {@link #over}. */
    interface OnGone {
        /**
         * Nothing is left to be tried.
         *
         * @param surely whether Asterisk says that the caller has left
         */
        void gone(boolean surely);
    }

    /**
     * @param reference of the call, for logs
     */
    Departure(AsteriskSurroundings around, String reference, String callerId, OnGone onGone) {
        this.around = around;
        this.reference = reference;
        this.callerId = callerId;
        this.onGone = onGone;
    }

    void begin(NextStep next) {
        switch (next) {
            case NextStep.HangUp _ -> afterVariable("hang_up", this::hangUp);
            case NextStep.Transfer(Destination to) -> transfer(to);
            case NextStep.OnCall _ -> afterVariable("on_call", this::proceed);
            case NextStep.Apologise _ -> afterVariable("apologise", this::proceed);
        }
    }

    /** No more is done: the caller has left, or the time is over. */
    void over() {
        over = true;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void transfer(Destination to) {
        String context = around.config().transferContext();
        switch (to) {
            case PhoneNumber number -> transferTo(context, number.e164());
            case CallQueue queue -> transferTo(context, queue.name());
            case SipUri uri -> afterTransferVariables(uri.uri(), () -> redirect(uri));
            case TaskWorkflow _ -> {
                // A workflow of Twilio's: this caller has never been there.
                told("no such destination on a PBX");
                afterVariable("apologise", this::proceed);
            }
        }
    }

    private void transferTo(@Nullable String context, String extension) {
        afterTransferVariables(
                extension, context == null ? this::proceed : () -> proceedAt(context, extension));
    }

    private void afterTransferVariables(String to, Runnable then) {
        afterVariable(
                "transfer",
                () ->
                        next(
                                around.control().setVariable(callerId, TRANSFER_TO, to),
                                "variable",
                                then,
                                then));
    }

    /** The dialplan can do without the variable; the caller cannot wait for it. */
    private void afterVariable(String value, Runnable then) {
        next(around.control().setVariable(callerId, NEXT, value), "variable", then, then);
    }

    /** Only a channel of SIP can be; what is answered otherwise says little of the caller. */
    private void redirect(SipUri to) {
        around.control()
                .redirect(callerId, "PJSIP/" + to.uri())
                .onSuccess(_ -> {
                    if (!over) {
                        timer = around.clock().schedule(REFER_LIMIT.toNanos(), this::notFollowed);
                    }
                })
                .onFailure(cause -> {
                    if (!over) {
                        told("redirect: " + cause.getMessage());
                        proceed();
                    }
                });
    }

    private void notFollowed() {
        told("redirect was not followed");
        proceed();
    }

    private void proceedAt(String context, String extension) {
        next(
                around.control().proceedAt(callerId, context, extension),
                "transfer",
                this::gone,
                this::proceed);
    }

    private void proceed() {
        next(around.control().proceed(callerId), "continue", this::gone, this::hangUp);
    }

    private void hangUp() {
        next(around.control().hangUp(callerId), "hang up", this::gone, () -> finish(false));
    }

    private void gone() {
        finish(true);
    }

    private void finish(boolean surely) {
        over();
        onGone.gone(surely);
    }

    private void next(Future<Void> asked, String what, Runnable done, Runnable failed) {
        asked.onComplete(answered -> {
            if (over) {
                return;
            }
            if (answered.succeeded()) {
                done.run();
            } else if (AriException.hasLeft(answered.cause())) {
                gone();
            } else {
                told(what + ": " + answered.cause().getMessage());
                failed.run();
            }
        });
    }

    private void told(String why) {
        LOG.atWarn()
                .setMessage("pbx.departure_failed")
                .addKeyValue("pbx", around.config().name())
                .addKeyValue("call", reference)
                .addKeyValue("why", why)
                .log();
    }
}
