package dev.trunkline.gateway.twilio.voice;

/**
 * Why a request to a webhook or media socket was turned away; the closed set behind one counter's
 * tag.
 */
public enum Rejection {
    /** No {@code X-Twilio-Signature}. */
    MISSING,
    /** A signature that no candidate URL and token produces. */
    MISMATCH,
    /** {@code AccountSid} is not one of the configured accounts. */
    UNKNOWN_ACCOUNT,
    /** Not the form that the route expects: content type, encoding or a parameter. */
    MALFORMED,
    /** More than 64 KiB of body. */
    OVERSIZE,
    /** The body did not arrive in time. */
    SLOW_BODY
}
