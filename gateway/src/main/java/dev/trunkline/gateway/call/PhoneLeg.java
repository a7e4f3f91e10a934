package dev.trunkline.gateway.call;

import dev.trunkline.codecs.audio.AudioFormat;

/**
 * The phone side of a call: a socket that takes whole audio frames, plays them in order at
 * real-time rate, and says by marks what it has played. Confined to the call's event loop.
 */
public interface PhoneLeg {
    /**
     * The most audio that a leg with a pacing of its own is given ahead of time: it is here and not
     * behind a network that may stall.
     */
    int MOST_PACED_LEAD_MS = 200;

    /** What the caller's voice comes in. */
    AudioFormat callerFormat();

    /** What the phone plays: frames are in this. A leg's two ways may differ. */
    AudioFormat agentFormat();

    /**
     * Whether marks come back from the far edge, so that one which followed nothing tells the leg's
     * round trip. Else the leg reckons marks by its own pacing, and measures the round trip by
     * other means.
     */
    boolean echoesMarks();

    /** Whether a mark that followed nothing comes back at once, and so times the round trip. */
    default boolean marksTellRoundTrip() {
        return echoesMarks();
    }

    /**
     * False while the phone reads slower than we write; {@link PhoneLegListener#onWritable}
     * follows.
     */
    boolean writable();

    /**
     * Queues audio to be played after all that was sent before. Nothing leaves before {@link
     * #flush}.
     *
     * @param audio borrowed: one whole frame in {@link #agentFormat()}, from index 0
     */
    void sendFrame(byte[] audio);

    /**
     * Asks for an echo once everything sent before has been played. A {@link #sendClear} makes the
     * phone echo it at once, unplayed: that is what the generation tells apart.
     */
    void sendMark(int generation, int sequence);

    /** Makes the phone drop all that it has not played yet. */
    void sendClear();

    /**
     * Sends keys as such, behind the audio that the leg still has; what is sent afterwards is
     * played behind them.
     *
     * @param digits 0-9, *, #, A-D, and {@code w} for a pause, which is no event
     * @return false if the leg cannot, and nothing of it was sent: they are to be played as tones
     */
    default boolean sendKeys(String digits) {
        return false;
    }

    /** Writes what was queued, in one burst. */
    void flush();

    /** Closes the socket properly; at most once, later calls do nothing. */
    void close(LegClose cause);
}
