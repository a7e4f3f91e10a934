package dev.trunkline.codecs.opus;

/**
 * Turns Opus packets into linear audio, and fills in for lost ones. Always 48 kHz mono: Concentus
 * 1.0.2 decodes hybrid packets to near silence at any lower rate, and the RTP clock of Opus is 48
 * kHz anyway (RFC 7587 section 4.1). Hot path; one thread at a time. Made by {@link
 * OpusEngine#decoder}.
 *
 * <p>Whatever the bytes, nothing here throws for them: a packet that cannot be decoded gives {@link
 * #CORRUPT} and is counted.
 */
public interface OpusDecoder extends AutoCloseable {
    /** Rate of every sample that comes out. */
    int SAMPLE_RATE_HZ = 48_000;

    /** The longest packet, 120 ms (RFC 6716 section 3.4, requirement R5). */
    int MAX_PACKET_SAMPLES = 5_760;

    /** Missing audio comes in multiples of 2.5 ms. */
    int CONCEALMENT_STEP_SAMPLES = 120;

    /** The packet is malformed or the engine refused it; no sample was written. */
    int CORRUPT = -1;

    /** The packet holds no redundant copy of the audio before it; no sample was written. */
    int NO_REDUNDANCY = 0;

    /**
     * Decodes one packet.
     *
     * @param packet borrowed
     * @param pcm written from {@code pcmOffset}; needs room for the packet's duration ({@link
     *     OpusPacket#samples}), {@link #MAX_PACKET_SAMPLES} at most
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
     * @param missingSamples the gap, a multiple of {@link #CONCEALMENT_STEP_SAMPLES} up to {@link
     *     #MAX_PACKET_SAMPLES}
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
