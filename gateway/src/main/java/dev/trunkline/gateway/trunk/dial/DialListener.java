package dev.trunkline.gateway.trunk.dial;

import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.record.AttemptRecord;

/** Hears what becomes of calls out. On the dialler's loop; must not block. */
public interface DialListener {
    /** It is in another state than before, or over. */
    void changed(CallRequest request, DialView call);

    /**
     * A try is over.
     *
     * @param failedOver whether another trunk is tried after it
     */
    void attemptOver(DialView call, AttemptRecord attempt, boolean failedOver);

    /**
     * It is over and its media never reached this gateway: nobody else keeps a record of it.
     *
     * @param durationMs from the request
     */
    void overWithoutMedia(CallRequest request, DialView call, CallOutcome how, long durationMs);
}
