package dev.trunkline.loadtest.phone;

/** Why a call's first document cannot be had, whatever the gateway would answer. */
public enum WebhookFault {
    /** Nobody listens there. */
    REFUSED,
    /** No answer in time; here without the wait. */
    TIMED_OUT,
    /** A proxy in front of the gateway answers 503. */
    SERVER_ERROR
}
