package dev.trunkline.loadtest.phone;

import org.jspecify.annotations.Nullable;

/**
 * What lies in front of Twilio in one call: ringing, the caller's RTP, and whether the call is set
 * up at all. The gateway sees no more of it than Twilio lets through.
 *
 * @param setupMs from the TwiML that answers the call to the opening of the stream: the answer's
 *     way through the carrier, and ringing
 * @param rtp the caller's audio on its way to Twilio
 * @param failure how the call fails; null if it does not
 */
public record CarrierSide(long setupMs, RtpPath rtp, @Nullable CarrierFailure failure) {
    /** Set up at once, nothing lost. */
    public static final CarrierSide NONE = new CarrierSide(0, RtpPath.NONE, null);

    public CarrierSide {
        if (setupMs < 0) {
            throw new IllegalArgumentException("setupMs=" + setupMs + ": expected 0 or more");
        }
    }

    boolean failsBeforeWebhook() {
        return failure != null && failure.stage() == CarrierFailure.Stage.BEFORE_WEBHOOK;
    }
}
