package dev.trunkline.gateway.twilio.voice;

/**
 * One try of a call that this gateway had placed, as the signed URL names it.
 *
 * @param callId the call's reference
 * @param attempt number of the try, from 1
 */
public record PlacedTry(String callId, int attempt) {
    /** Query parameter with the call's reference. */
    public static final String CALL = "call";

    /** Query parameter with the number of the try. */
    public static final String ATTEMPT = "attempt";
}
