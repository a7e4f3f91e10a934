package dev.trunkline.gateway.call;

import dev.trunkline.gateway.call.ModelSessionListener.AudioItem;

/** What {@link Playout} tells the call. */
interface PlayoutListener {
    /** The first frame of an item was handed to the leg's socket. */
    void onFirstFrame(AudioItem item, long nowNanos);

    /**
     * The first frame of an item was played, by a mark.
     *
     * @param beganNanos when it began to play at the far edge: the mark's time minus the audio
     *     between
     */
    void onItemBegan(AudioItem item, long beganNanos);

    /** A mark came back: the far edge has played on until now. */
    void onPlayed(long nowNanos);

    /** All that was offered has been heard, and the last item is complete. */
    void onDrained();

    /**
     * A mark from before the last clear tells when what that clear cut had begun to play; it had
     * not been known by then. Told before {@link #onCleared}.
     */
    void onCutSpurtBegan(long beganNanos);

    /** The mark before the last clear came back: the far edge plays nothing any more. */
    void onCleared(long nowNanos);

    /** The round trip of a mark that was sent while nothing was queued. */
    void onIdleMark(long roundTripNanos);

    /** The queue was full: the model's newest audio was dropped. */
    void onOverflow(long droppedMs);
}
