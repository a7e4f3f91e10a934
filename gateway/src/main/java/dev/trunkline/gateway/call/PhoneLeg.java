package dev.trunkline.gateway.call;

import dev.trunkline.codecs.audio.AudioFormat;

/**
 * The phone side of a call: a socket that takes whole audio frames, plays them in order at
 * real-time rate, and says by marks what it has played. Confined to the call's event loop.
 */
public interface PhoneLeg {
    /** What the phone sends and plays. */
    AudioFormat format();

    /**
     * False while the phone reads slower than we write; {@link PhoneLegListener#onWritable}
     * follows.
     */
    boolean writable();

    /**
     * Queues audio to be played after all that was sent before. Nothing leaves before {@link
     * #flush}.
     *
     * @param audio borrowed: one whole frame in {@link #format()}, from index 0
     */
    void sendFrame(byte[] audio);

    /**
     * Asks for an echo once everything sent before has been played. A {@link #sendClear} makes the
     * phone echo it at once, unplayed: that is what the generation tells apart.
     */
    void sendMark(int generation, int sequence);

    /** Makes the phone drop all that it has not played yet. */
    void sendClear();

    /** Writes what was queued, in one burst. */
    void flush();

    /** Closes the socket properly; at most once, later calls do nothing. */
    void close(LegClose cause);
}
