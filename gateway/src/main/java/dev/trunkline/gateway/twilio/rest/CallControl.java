package dev.trunkline.gateway.twilio.rest;

import io.vertx.core.Future;
import java.util.List;

/**
 * Places calls, looks at them, sends them elsewhere and ends them. Safe to call from any thread;
 * futures complete on the caller's context, or fail with a {@link
 * dev.trunkline.gateway.call.CarrierApiException}.
 */
public interface CallControl {
    /**
     * Has a call placed. Done means queued, not yet dialled; what becomes of it the status callback
     * says.
     *
     * <p>Twilio has no key against placing a call twice. If the failure says that it may have been
     * done, wait for its callbacks (tell them apart by their URL) before trying again.
     */
    Future<CallSnapshot> place(NewCall call);

    /** Looks at a call, in progress or over. */
    Future<CallSnapshot> fetch(String callSid);

    /**
     * Looks for calls, the newest first. After a failure to place one that says that it may have
     * been done, this tells: but only a while later, since a call is listed by its start once it
     * was dialled.
     */
    Future<List<CallSnapshot>> list(CallFilter filter);

    /**
     * Has a call in progress follow other instructions from now on; a stream that it is connected
     * to is closed.
     */
    Future<CallUpdate> redirect(String callSid, Instructions.Document to);

    /** Hangs up, whether it was answered yet or not. */
    Future<CallUpdate> end(String callSid);

    /** Gives up a call that was not answered yet; one in progress goes on. */
    Future<CallUpdate> cancel(String callSid);
}
