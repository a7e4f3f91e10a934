package dev.trunkline.codecs.rtp;

/**
 * What the jitter buffer needs of a codec: duration, decoding and filling in. One per leg, with the
 * state of that leg's stream; hot path; one thread at a time. Bad payloads give a negative result,
 * never an exception.
 *
 * <p>All counts are samples at {@link #sampleRateHz()}; payloads and samples are borrowed.
 */
public interface PayloadDecoder {
    /** Of the RTP timestamps (RFC 3551 section 6, RFC 7587 section 4.1). */
    int clockRateHz();

    /** Of the samples that come out: a multiple or a divisor of {@link #clockRateHz()}. */
    int sampleRateHz();

    /** The longest packet's duration, which bounds what {@link #decode} writes. */
    int maxPacketSamples();

    /** Missing audio is asked for in multiples of this, at most {@link #maxPacketSamples()}. */
    int concealmentStepSamples();

    /** The payload's duration, or a negative number if it is malformed or too long. */
    int packetSamples(byte[] payload, int offset, int length);

    /** Whether {@link #recover} on this payload would give more than concealment. */
    boolean carriesRedundancy(byte[] payload, int offset, int length);

    /**
     * Whether the sender says with this payload that it falls silent (DTX): what follows without
     * packets is no loss.
     */
    default boolean beginsPause(byte[] payload, int offset, int length) {
        return false;
    }

    /** Writes the payload's samples; returns how many, or a negative number if it is corrupt. */
    int decode(byte[] payload, int offset, int length, short[] pcm, int pcmOffset);

    /**
     * Rebuilds the {@code missingSamples} before a payload from its own redundancy.
     *
     * @return {@code missingSamples}; 0 if it holds none; negative if it is corrupt
     */
    int recover(
            byte[] payload, int offset, int length, short[] pcm, int pcmOffset, int missingSamples);

    /** Continues the audio over a gap; returns {@code missingSamples}, or negative on failure. */
    int conceal(short[] pcm, int pcmOffset, int missingSamples);

    /** Forgets the audio so far: the source has changed. */
    void reset();
}
