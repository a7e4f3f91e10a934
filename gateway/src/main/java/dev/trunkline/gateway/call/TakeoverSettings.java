package dev.trunkline.gateway.call;

/**
 * How far another session is tried for a call whose own was lost, or nears its limit.
 *
 * @param attempts in a row; 0: none, the call ends
 * @param withinNanos after the loss; then the call ends
 * @param beforeNanos before the model's limit the next session is opened; 0: not before
 */
public record TakeoverSettings(int attempts, long withinNanos, long beforeNanos) {
    /** A call ends with its session. */
    public static final TakeoverSettings NONE = new TakeoverSettings(0, 0, 0);
}
