package dev.trunkline.codecs.rtp;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.codecs.rtp.PacketRing.State;

/**
 * The jitter buffer for a listener that does not play: a model takes audio as soon as it is there,
 * but in order, complete and with its silences.
 *
 * <ul>
 *   <li>A packet that is next in order is handed over at once. Only gaps wait, for as long as the
 *       jitter measured so far asks for.
 *   <li>A packet that stays away is rebuilt from its successor's FEC if that is there, else
 *       concealed by the decoder; what stays away for 120 ms fades to digital silence.
 *   <li>Where the sender pauses (DTX, comfort noise, telephone events), silence is handed over in
 *       its place as time goes on, so that voice detection need not wait for the next packet. When
 *       nothing comes and nothing said why, packets may be on their way: they are waited for up to
 *       the most delay before what is missing is made up.
 *   <li>A packet that comes when its time was filled already is still handed over, if it is no more
 *       than the most delay too late and no later one went before it; the next silence is shortened
 *       by as much. Others are dropped.
 *   <li>Timelines that break off (restart, timestamp jump) are taken up anew where they go on.
 * </ul>
 *
 * <p>G.711 passes through byte for byte unless it follows something made up, with which it is
 * joined; Opus comes linear at its decoder's rate. Bounded as {@link JitterBuffer} is. Allocates
 * nothing per packet or tick beyond what the decoder does. Not thread-safe: the leg's thread only.
 * Time is an argument, nanoseconds of one monotonic clock. The sink may {@link #close}.
 */
public final class Resequencer implements AutoCloseable {
    /** More than that is filled in no one go: nobody asked for the time before. */
    private static final int MOST_FILL_MS = 1_000;

    private final PayloadDecoder decoder;
    private final PacketRing ring = new PacketRing();
    private final JitterBufferCounters counters = new JitterBufferCounters();
    private final PacketTimeline timeline;
    private final PacketIntake intake;
    private final ResequencedOutput output;
    private final byte[] payload = new byte[JitterBuffer.MAX_PAYLOAD_BYTES];
    private final int clockRateHz;
    private final int sampleRateHz;
    private final int frameTicks;
    private final int mostDelayTicks;
    private final int mostFillTicks;

    /** Of the sample behind the last one handed over. */
    private long playTimestamp;

    private boolean playing;
    private long lastPlayed = Long.MIN_VALUE;
    private int lastTicks;

    /** The sender said that it pauses, or is known to do so without a word. */
    private boolean pausing;

    /** The sender has left out silence before. */
    private boolean pauses;

    /** Nothing came for so long that it is made up. */
    private boolean hole;

    /** Audio handed over beyond what the timestamps say: packets whose time was filled already. */
    private long aheadTicks;

    /**
     * For one leg.
     *
     * @param decoder of the leg's payload type; used, not closed
     * @param format what is handed over: PCMU or PCMA for a decoder of the same, else linear at the
     *     decoder's rate
     */
    public Resequencer(
            PayloadDecoder decoder,
            AudioFormat format,
            JitterBufferSettings settings,
            ResequencedAudio sink) {
        this.decoder = decoder;
        clockRateHz = decoder.clockRateHz();
        sampleRateHz = decoder.sampleRateHz();
        frameTicks = clockRateHz / 1_000 * settings.frameMs();
        mostDelayTicks = clockRateHz / 1_000 * settings.maxDelayMs();
        mostFillTicks = clockRateHz / 1_000 * MOST_FILL_MS;
        lastTicks = frameTicks;
        timeline = new PacketTimeline(settings, clockRateHz, ring, counters);
        intake = new PacketIntake(decoder, timeline, counters, false);
        GapFiller filler = new GapFiller(decoder, counters);
        output = new ResequencedOutput(decoder, format, filler, samples(frameTicks), sink);
    }

    /**
     * Offers an audio packet of the leg's source and payload type; hands over what it completes.
     *
     * @param packet its buffer is <b>taken</b>: released here when the packet was handed over or
     *     dropped, on every path. The view itself may be wrapped on the next packet at once.
     * @param arrivalNanos when it arrived
     * @return false if it was dropped; the counters say why
     */
    public boolean offer(RtpPacketView packet, long arrivalNanos) {
        boolean kept = false;
        try {
            kept = intake.accept(packet, arrivalNanos);
        } finally {
            if (!kept) {
                packet.buffer().release();
            }
        }
        if (kept) {
            advance(arrivalNanos);
        }
        return kept;
    }

    /**
     * Notes a packet of the same source that is not audio: a telephone event or comfort noise. Its
     * sequence number is not taken for a loss, and until audio follows the sender pauses.
     *
     * @param packet borrowed
     */
    public void skip(RtpPacketView packet, long arrivalNanos) {
        if (timeline.addOther(packet.sequenceNumber())) {
            pausing = true;
            advance(arrivalNanos);
        }
    }

    /** Time has passed: gives up gaps that have waited, and fills pauses. Every 20 ms. */
    public void tick(long nowNanos) {
        advance(nowNanos);
        long nowTicks = RtpClock.ticks(nowNanos, clockRateHz);
        if (!comesNothing(nowTicks)) {
            return;
        }
        for (int filled = 0; filled < mostFillTicks && due(nowTicks); filled += frameTicks) {
            if (pausing) {
                pause(frameTicks, nowNanos);
            } else {
                fillHole(nowNanos);
            }
        }
    }

    /** Whether the sender pauses, or nothing came for so long that it counts as lost. */
    private boolean comesNothing(long nowTicks) {
        if (!playing || ring.audioPackets() > 0 || !timeline.isCurrent(lastPlayed)) {
            return false;
        }
        if (!pausing && !hole && timeline.delayTicks(playTimestamp, nowTicks) >= mostDelayTicks) {
            pausing = pauses;
            hole = !pauses;
            counters.underruns += pauses ? 0 : 1;
        }
        return pausing || hole;
    }

    /** Whether audio that is not there yet has been waited for long enough. */
    private boolean due(long nowTicks) {
        return playing && timeline.delayTicks(playTimestamp, nowTicks) >= timeline.targetTicks();
    }

    /** Hands over all that is there in order, and what is due. */
    private void advance(long nowNanos) {
        boolean more = timeline.started();
        while (more) {
            timeline.passOthers();
            long next = timeline.nextSequence();
            if (ring.state(next) == State.AUDIO) {
                handOver(next, nowNanos);
            } else {
                more = ring.audioPackets() > 0 && bridge(next, timeline.firstWaiting(), nowNanos);
            }
        }
    }

    /** The next packet is there. */
    private void handOver(long next, long nowNanos) {
        long timestamp = ring.timestamp(next);
        if (playing && timeline.isCurrent(lastPlayed) == timeline.isCurrent(next)) {
            long gap = timestamp - playTimestamp;
            if (gap > 0) { // consecutive numbers: the sender paused
                pauses |= gap >= frameTicks;
                pause((int) Math.min(gap, mostFillTicks), nowNanos);
            } else if (aheadTicks - gap > mostDelayTicks) {
                timeline.tooLate();
                return;
            } else {
                aheadTicks -= gap;
            }
        } else {
            aheadTicks = 0;
        }
        if (ring.state(next) == State.AUDIO) { // the sink may have closed
            decode(next, timestamp, nowNanos);
        }
    }

    private void decode(long next, long timestamp, long nowNanos) {
        if (timeline.takeSpliced()) {
            output.spliced();
        }
        int ticks = ring.durationTicks(next);
        long arrivalNanos = ring.arrivalNanos(next);
        int payloadBytes = ring.payload(next, payload);
        int samples = decoder.decode(payload, 0, payloadBytes, output.pcm(), 0);
        lastPlayed = next;
        lastTicks = ticks;
        playing = true;
        hole = false;
        pausing = decoder.beginsPause(payload, 0, payloadBytes);
        playTimestamp = timestamp;
        if (samples <= 0) {
            counters.malformed++;
            timeline.lost();
            fill(samples(ticks), nowNanos);
        } else {
            timeline.played();
            playTimestamp += ticks;
            output.packet(payload, samples, arrivalNanos);
        }
    }

    /**
     * Packets are missing before one that is there: moves on by one of them.
     *
     * @return false if it has to be waited for
     */
    private boolean bridge(long next, long there, long nowNanos) {
        long anchor = timeline.anchorSequence();
        long gap = ring.timestamp(there) - playTimestamp;
        if (!playing || (next <= anchor && there >= anchor) || gap <= 0) {
            timeline.giveUpTo(there); // another timeline, or filled already
            return true;
        }
        if (timeline.isCurrent(lastPlayed) && !due(RtpClock.ticks(nowNanos, clockRateHz))) {
            return false;
        }
        long paused = pausing ? gap - (there - next) * lastTicks : 0;
        if (paused > 0) {
            pause((int) Math.min(paused, mostFillTicks), nowNanos);
            return true;
        }
        int step = decoder.concealmentStepSamples();
        long missing = gap * sampleRateHz / clockRateHz / step * step;
        if (missing == 0) {
            timeline.giveUpTo(there);
        } else if (there - next == 1 && missing <= decoder.maxPacketSamples()) {
            timeline.lost();
            recoverOrFill(there, (int) missing, nowNanos);
        } else {
            timeline.lost();
            fill((int) Math.min(missing, samples(lastTicks)), nowNanos);
        }
        return true;
    }

    private void recoverOrFill(long there, int missing, long nowNanos) {
        int payloadBytes = ring.payload(there, payload);
        if (decoder.recover(payload, 0, payloadBytes, output.pcm(), 0, missing) == missing) {
            counters.recovered++;
            playTimestamp += ticks(missing);
            output.recovered(missing, nowNanos);
        } else {
            fill(missing, nowNanos);
        }
    }

    private void fillHole(long nowNanos) {
        if (aheadTicks >= frameTicks) {
            aheadTicks -= frameTicks;
            playTimestamp += frameTicks;
        } else {
            fill(samples(frameTicks), nowNanos);
        }
    }

    private void fill(int wanted, long nowNanos) {
        playTimestamp += ticks(output.fill(wanted, nowNanos));
    }

    private void pause(int ticks, long nowNanos) {
        int given = (int) Math.min(aheadTicks, ticks);
        aheadTicks -= given;
        playTimestamp += ticks;
        output.pause(samples(ticks - given), nowNanos);
    }

    /** At most {@link #MOST_FILL_MS}, or one packet. */
    private int samples(int ticks) {
        return (int) ((long) ticks * sampleRateHz / clockRateHz);
    }

    private int ticks(int samples) {
        return (int) ((long) samples * clockRateHz / sampleRateHz);
    }

    /** What is handed over. */
    public AudioFormat format() {
        return output.format();
    }

    /** How long gaps wait at present. */
    public double targetDelayMs() {
        return timeline.targetTicks() * 1_000.0 / clockRateHz;
    }

    /** Packets waiting behind a gap, in milliseconds. */
    public double bufferedMs() {
        return ring.audioTicks() * 1_000.0 / clockRateHz;
    }

    public JitterBufferCounters counters() {
        return counters;
    }

    /** For a new source: releases all packets and forgets the stream; counters and time go on. */
    public void reset() {
        ring.clear();
        timeline.reset();
        decoder.reset();
        output.reset();
        playing = false;
        lastPlayed = Long.MIN_VALUE;
        pausing = false;
        pauses = false;
        hole = false;
        aheadTicks = 0;
    }

    /** Releases all packets. It can go on to be used, as after {@link #reset}. */
    @Override
    public void close() {
        reset();
    }

    @Override
    public String toString() {
        return "resequencer(" + decoder + ")";
    }
}
