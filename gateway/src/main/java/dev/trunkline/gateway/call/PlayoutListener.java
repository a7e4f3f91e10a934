package dev.trunkline.gateway.call;

import dev.trunkline.gateway.call.ModelSessionListener.AudioItem;

/** What {@link Playout} tells the call. */
interface PlayoutListener {
    /** The first frame of an item was handed to the leg's socket. */
    void onFirstFrame(AudioItem item, long nowNanos);

    /**
     * The first frame of a talk spurt was played, by its mark.
     *
     * @param beganNanos when it began to play at the far edge, as far as it is known here
     */
    void onSpurtHeard(long beganNanos);

    /** All that was offered has been heard, and the last item is complete. */
    void onDrained();

    /** A mark of an earlier generation: the clear has reached the far edge. */
    void onCleared();

    /** The round trip of a mark that was sent while nothing was queued. */
    void onIdleMark(long roundTripNanos);

    /** The queue was full: the model's newest audio was dropped. */
    void onOverflow(long droppedMs);
}
