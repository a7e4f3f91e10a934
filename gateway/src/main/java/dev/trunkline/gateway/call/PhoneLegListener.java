package dev.trunkline.gateway.call;

import io.netty.buffer.ByteBuf;

/** What a phone leg tells its call, on the call's event loop. */
public interface PhoneLegListener {
    /**
     * One chunk of the caller's voice. Hot path: 50 times a second.
     *
     * @param message taken: a text message that holds base64 audio in the leg's format
     * @param payloadStart absolute index of the first base64 character, already checked to be valid
     * @param payloadEnd absolute index after the last one; at least two more bytes follow it
     * @param timestampMs the leg's own media clock
     * @param arrivalNanos when the message was read
     */
    void onMedia(
            ByteBuf message, int payloadStart, int payloadEnd, long timestampMs, long arrivalNanos);

    /** A mark came back: played, or cleared if its generation is an old one. */
    void onMark(int generation, int sequence);

    /** A key of the caller's phone: 0-9, *, #, A-D. */
    void onDtmf(char digit);

    /** All messages of one read were delivered: what they caused can be flushed. */
    void onReadComplete();

    /** The phone takes audio again. */
    void onWritable();

    /**
     * The stream is over, whichever of {@code stop} and the socket's close came first. Called once.
     *
     * @param clean whether the phone said so itself, instead of a socket that broke
     */
    void onEnded(boolean clean);
}
