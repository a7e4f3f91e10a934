package dev.trunkline.loadtest.rest;

/**
 * What becomes of a text message that was taken. Told by status callback, if one was asked for:
 * {@code queued}, {@code sent}, and how it ends.
 *
 * @param sentMs from being taken to being sent
 * @param endMs from being sent to its end
 * @param errorCode why it ends {@code undelivered}; 0 if it is delivered
 */
public record TextDelivery(long sentMs, long endMs, int errorCode) {
    /** Delivered at once. */
    public static final TextDelivery PROMPT = new TextDelivery(0, 0, 0);

    /** Sent, and not delivered. */
    public static TextDelivery undelivered(int errorCode) {
        return new TextDelivery(0, 0, errorCode);
    }
}
