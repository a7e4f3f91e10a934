package dev.trunkline.loadtest.phone;

/**
 * Ways in which a call can differ from what Twilio does, to see what the gateway makes of it; those
 * of a relay's messages are {@link dev.trunkline.loadtest.relay.RelayFault}.
 */
public enum Deviation {
    /** The webhook's signature is made with another token. */
    WEBHOOK_WRONG_SIGNATURE,
    /** The webhook has no signature. */
    WEBHOOK_NO_SIGNATURE,
    /** The upgrade's signature is made with another token. */
    STREAM_WRONG_SIGNATURE,
    /** The upgrade has no signature. */
    STREAM_NO_SIGNATURE,
    /** Every custom parameter comes back altered in {@code start} (of a relay: {@code setup}). */
    WRONG_PARAMETERS,
    /** No custom parameter comes back in {@code start} or {@code setup}. */
    NO_PARAMETERS,
    /** {@code start} or {@code setup} names another call. */
    WRONG_CALL_SID,
    /** {@code start} or {@code setup} names another account. */
    WRONG_ACCOUNT_SID,
    /** A {@code media} message is sent before {@code start}. */
    MEDIA_BEFORE_START,
    /** {@code start} is sent twice. */
    TWO_STARTS,
    /** {@code connected} is left out. */
    NO_CONNECTED,
    /** The socket is opened and nothing is ever sent. */
    SILENT_PEER
}
