package dev.trunkline.codecs.opus;

/**
 * Turns Opus packets into linear audio, mono, and fills in for lost ones. Counts of samples are at
 * {@link #sampleRateHz}; the constants are at 48 kHz, the RTP clock of Opus (RFC 7587 section 4.1).
 * Hot path; one thread at a time. Made by {@link OpusEngine#decoder}.
 *
 * <p>Whatever the bytes, nothing here throws for them: a packet that cannot be decoded gives {@link
 * #CORRUPT} and is counted.
 */
public interface OpusDecoder extends AutoCloseable {
    /** The highest rate, which every engine decodes at. */
    int SAMPLE_RATE_HZ = 48_000;

    /** The longest packet, 120 ms at 48 kHz (RFC 6716 section 3.4, requirement R5). */
    int MAX_PACKET_SAMPLES = 5_760;

    /** Missing audio comes in multiples of 2.5 ms: this many samples at 48 kHz. */
    int CONCEALMENT_STEP_SAMPLES = 120;

    /** The packet is malformed or the engine refused it; no sample was written. */
    int CORRUPT = -1;

    /** The packet holds no redundant copy of the audio before it; no sample was written. */
    int NO_REDUNDANCY = 0;

    /** Rate of the samples that come out: 48000, or a divisor of it. */
    int sampleRateHz();

    /**
     * Decodes one packet.
     *
     * @param packet borrowed
     * @param pcm written from {@code pcmOffset}; needs room for the packet's duration, 120 ms at
     *     most
     * @return samples written, or {@link #CORRUPT}
     * @throws IndexOutOfBoundsException if {@code pcm} has not the room
     */
    int decode(byte[] packet, int offset, int length, short[] pcm, int pcmOffset);

    /**
     * Rebuilds lost audio from the in-band FEC of the packet that follows it; that packet itself is
     * to be decoded with {@link #decode} afterwards. The copy lasts one frame: of a longer gap the
     * first part is concealed, and for a shorter one there is {@link #NO_REDUNDANCY}.
     *
     * @param packet borrowed; the packet right after the gap
     * @param missingSamples the gap, a multiple of 2.5 ms up to 120 ms
     * @return {@code missingSamples}, {@link #NO_REDUNDANCY} or {@link #CORRUPT}
     */
    int decodeFec(
            byte[] packet, int offset, int length, short[] pcm, int pcmOffset, int missingSamples);

    /**
     * Continues the audio for a packet that did not come.
     *
     * @param missingSamples as in {@link #decodeFec}
     * @return {@code missingSamples}, or {@link #CORRUPT} if the engine failed
     */
    int conceal(short[] pcm, int pcmOffset, int missingSamples);

    /** Forgets the audio so far: for a new SSRC. */
    void reset();

    /** Packets that gave {@link #CORRUPT}. */
    long corruptPackets();

    /** Frees what the engine holds outside the heap; the decoder must not be used again. */
    @Override
    void close();
}
