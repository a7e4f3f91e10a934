package dev.trunkline.codecs.opus;

/**
 * Turns frames of linear audio into Opus packets. Hot path: one call per frame and leg. One thread
 * at a time. Made by {@link OpusEngine#encoder}.
 */
public interface OpusEncoder extends AutoCloseable {
    /**
     * What {@link #encode} returns when DTX left the frame out: send nothing, but let the RTP
     * timestamp advance by the frame (RFC 7587 section 3.1.3).
     */
    int NOTHING_TO_SEND = 0;

    /** What {@link #encode} returns when the engine failed; counted in {@link #failures()}. */
    int FAILED = -1;

    /** Room that {@link #encode} needs at most for one frame (RFC 6716 section 3.2.1). */
    int MAX_PACKET_BYTES = 1_275;

    /** Samples of one frame at the settings' sample rate. */
    int frameSamples();

    /** Algorithmic delay in samples at the settings' sample rate, 6.5 ms for a phone's settings. */
    int lookaheadSamples();

    /**
     * Encodes one frame.
     *
     * @param pcm borrowed; {@link #frameSamples()} samples are read from {@code pcmOffset}
     * @param packet borrowed; written from {@code packetOffset}, at most {@link #MAX_PACKET_BYTES}
     *     and never past its end
     * @return the packet's bytes, {@link #NOTHING_TO_SEND} or {@link #FAILED}
     * @throws IndexOutOfBoundsException if {@code pcm} does not hold a frame there
     */
    int encode(short[] pcm, int pcmOffset, byte[] packet, int packetOffset);

    /**
     * Tells the encoder what the far end loses, 0 to 100 %, as its RTCP reports say; with FEC on,
     * more of the bit rate then goes into the redundant copy, and at 0 none is sent.
     */
    void expectLoss(int percent);

    /** Forgets the audio so far; the settings stay. */
    void reset();

    /** Frames that the engine could not encode. */
    long failures();

    /** Frees what the engine holds outside the heap; the encoder must not be used again. */
    @Override
    void close();
}
