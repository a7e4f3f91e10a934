package dev.trunkline.gateway.call;

/**
 * How far another session is tried for a call whose own was lost.
 *
 * @param attempts in a row; 0: none, the call ends
 * @param withinNanos after the loss; then the call ends
 */
public record TakeoverSettings(int attempts, long withinNanos) {
    /** A call ends with its session. */
    public static final TakeoverSettings NONE = new TakeoverSettings(0, 0);
}
