package dev.trunkline.codecs.rtp;

/**
 * Turns packets that arrive unevenly, out of order or not at all into one even stream of linear
 * audio: packets are offered as they come, a frame is pulled every {@code frameMs} by the leg's own
 * pacing.
 *
 * <ul>
 *   <li>The delay follows the measured jitter ({@link JitterBufferSettings}). In speech it shrinks
 *       and grows by whole pitch periods; a talk spurt begins with just the delay that is wanted.
 *   <li>A missing packet is rebuilt from its successor's FEC if that is there, else concealed by
 *       the decoder; what stays away for 120 ms fades to digital silence.
 *   <li>Consecutive sequence numbers with a timestamp gap are the sender's silence (DTX), not loss.
 *   <li>When it runs dry, late audio is still played, and the delay grows by as much, up to the
 *       most.
 *   <li>Timelines that break off (restart, timestamp jump) are taken up anew where they go on.
 * </ul>
 *
 * <p>Bounded: at most {@link PacketRing#SLOTS} packets and {@code maxDelayMs} (or one packet) of
 * audio wait; beyond that the oldest are dropped. Allocates nothing per packet or frame beyond what
 * the decoder does. Not thread-safe: the leg's thread only. Time is an argument, nanoseconds of one
 * monotonic clock.
 */
public final class JitterBuffer implements AutoCloseable {
    /** Larger payloads are refused: they fit no Ethernet frame and no sane ptime. */
    public static final int MAX_PAYLOAD_BYTES = PacketIntake.MAX_PAYLOAD_BYTES;

    private final PayloadDecoder decoder;
    private final PacketRing ring = new PacketRing();
    private final JitterBufferCounters counters = new JitterBufferCounters();
    private final PacketTimeline timeline;
    private final JitterPlayout playout;
    private final PacketIntake intake;
    private final int clockRateHz;
    private final int frameSamples;

    /**
     * A buffer for one leg.
     *
     * @param decoder used, not closed; with the state of this leg's stream
     */
    public JitterBuffer(PayloadDecoder decoder, JitterBufferSettings settings) {
        this.decoder = decoder;
        clockRateHz = decoder.clockRateHz();
        if (decoder.sampleRateHz() % clockRateHz != 0) {
            throw new IllegalArgumentException(
                    "decoder at "
                            + decoder.sampleRateHz()
                            + " Hz: expected a multiple of its clock's "
                            + clockRateHz);
        }
        frameSamples = decoder.sampleRateHz() / 1_000 * settings.frameMs();
        timeline = new PacketTimeline(settings, clockRateHz, ring, counters);
        intake = new PacketIntake(decoder, timeline, counters, true);
        playout = new JitterPlayout(decoder, settings, ring, timeline, counters);
    }

    /** Samples per {@link #pull}. */
    public int frameSamples() {
        return frameSamples;
    }

    /**
     * Offers an audio packet of the leg's source and payload type.
     *
     * @param packet its buffer is <b>taken</b>: released here when the packet was played or
     *     dropped, on every path. The view itself may be wrapped on the next packet at once.
     * @param arrivalNanos when it arrived
     * @return false if it was dropped; the counters say why
     */
    public boolean offer(RtpPacketView packet, long arrivalNanos) {
        boolean kept = false;
        try {
            kept = intake.accept(packet, arrivalNanos);
            return kept;
        } finally {
            if (!kept) {
                packet.buffer().release();
            }
        }
    }

    /**
     * Notes a packet of the same source that is not audio, such as a telephone event, so that its
     * sequence number is not taken for a loss.
     *
     * @param packet borrowed
     */
    public void skip(RtpPacketView packet) {
        timeline.addOther(packet.sequenceNumber());
    }

    /**
     * Gives the next frame; to be called once per {@code frameMs}, on an even pace.
     *
     * @param pcm {@link #frameSamples()} samples are written at {@code offset}: silence if nothing
     *     came yet
     */
    public Playout pull(short[] pcm, int offset, long nowNanos) {
        return playout.pull(pcm, offset, frameSamples, RtpClock.ticks(nowNanos, clockRateHz));
    }

    /** The delay that the last frame was played with, against the fastest path, in milliseconds. */
    public double delayMs() {
        return playout.delayTicks() * 1_000.0 / clockRateHz;
    }

    /** The delay that the measured jitter asks for. */
    public double targetDelayMs() {
        return timeline.targetTicks() * 1_000.0 / clockRateHz;
    }

    /**
     * Audio waiting in packets, in milliseconds; decoded audio, under two frames, is not counted.
     */
    public double bufferedMs() {
        return ring.audioTicks() * 1_000.0 / clockRateHz;
    }

    public JitterBufferCounters counters() {
        return counters;
    }

    /** For a new source: releases all packets and forgets the stream; counters and pace go on. */
    public void reset() {
        ring.clear();
        timeline.reset();
        playout.reset();
        decoder.reset();
    }

    /** Releases all packets. The buffer can go on to be used, as after {@link #reset}. */
    @Override
    public void close() {
        reset();
    }

    @Override
    public String toString() {
        return "jitter buffer(" + decoder + ")";
    }
}
