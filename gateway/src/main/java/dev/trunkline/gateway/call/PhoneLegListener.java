package dev.trunkline.gateway.call;

/** What a phone leg tells its call, on the call's event loop. */
public interface PhoneLegListener {
    /**
     * One chunk of the caller's voice. Hot path: 50 times a second.
     *
     * @param payload audio in the leg's format. Its message is taken, and has at least two more
     *     bytes behind the payload; its bytes are good until this returns
     * @param timestampMs the leg's own media clock
     * @param arrivalNanos when the message was read
     */
    void onMedia(Base64Payload payload, long timestampMs, long arrivalNanos);

    /**
     * The caller's voice of a leg whose audio is no base64, in any length, in order and with its
     * losses made good by the leg, which also tells how unevenly it arrived. Hot path: 50 times a
     * second.
     *
     * @param audio borrowed: {@code byteCount} bytes from index 0, whole samples in the leg's
     *     format
     * @param timestampMs the leg's own media clock
     * @param arrivalNanos when it was received, or made up
     */
    void onAudio(byte[] audio, int byteCount, long timestampMs, long arrivalNanos);

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
