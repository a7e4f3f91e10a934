package dev.trunkline.codecs.rtp;

import dev.trunkline.codecs.rtp.PacketRing.State;

/**
 * The playing side of a jitter buffer: decodes, fills gaps and steers the delay, so that every pull
 * gets a whole frame. {@code playTimestamp} is the timestamp of the sample after the last one in
 * the queue.
 */
final class JitterPlayout {
    /**
     * On top of a packet: the delay at which packets are needed moves in whole packets, so
     * shrinking from here does not end below the target.
     */
    private static final int SLACK_ABOVE_MS = 5;

    /** At most one change of length in this time, so that the pace of speech stays natural. */
    private static final int REST_MS = 60;

    /** So far above the target that a join which may be heard is better. */
    private static final int FORCE_MS = 80;

    private final PacketRing ring;
    private final PacketTimeline timeline;
    private final JitterBufferCounters counters;
    private final PayloadDecoder decoder;
    private final GapFiller filler;
    private final TimeScaler scaler;
    private final PcmQueue queue;
    private final byte[] payload = new byte[JitterBuffer.MAX_PAYLOAD_BYTES];
    private final int samplesPerTick;
    private final int ticksPerMs;
    private final int mostTicks;
    private final int frameTicks;
    private long playTimestamp;
    private boolean playing;
    private long lastPlayed = Long.MIN_VALUE;
    private int lastTicks;
    private long delayTicks;
    private int restTicks;
    private boolean dry;

    JitterPlayout(
            PayloadDecoder decoder,
            JitterBufferSettings settings,
            PacketRing ring,
            PacketTimeline timeline,
            JitterBufferCounters counters) {
        this.decoder = decoder;
        this.ring = ring;
        this.timeline = timeline;
        this.counters = counters;
        samplesPerTick = decoder.sampleRateHz() / decoder.clockRateHz();
        ticksPerMs = decoder.clockRateHz() / 1_000;
        mostTicks = settings.maxDelayMs() * ticksPerMs;
        filler = new GapFiller(decoder, counters);
        scaler = new TimeScaler(decoder.sampleRateHz());
        frameTicks = settings.frameMs() * ticksPerMs;
        int frameSamples = frameTicks * samplesPerTick;
        queue =
                new PcmQueue(
                        frameSamples
                                + 2 * scaler.wantedSamples()
                                + decoder.maxPacketSamples()
                                + 2 * decoder.concealmentStepSamples());
        lastTicks = 20 * ticksPerMs;
    }

    Playout pull(short[] pcm, int offset, int frameSamples, long nowTicks) {
        filler.beginFrame();
        while (queue.count() < frameSamples) {
            extend(nowTicks, frameSamples);
        }
        if (!filler.filledInFrame() && steady()) {
            steer(nowTicks, frameSamples);
        }
        delayTicks =
                steady() ? timeline.delayTicks(playTimestamp, nowTicks + queueTicks()) : delayTicks;
        queue.take(pcm, offset, frameSamples);
        restTicks -= frameSamples / samplesPerTick;
        return filler.endFrame();
    }

    long delayTicks() {
        return delayTicks;
    }

    void reset() {
        playing = false;
        lastPlayed = Long.MIN_VALUE;
        dry = false;
        filler.fallSilent();
    }

    /** Whether what is playing belongs to the timeline that the delay is measured on. */
    private boolean steady() {
        return playing && timeline.isCurrent(lastPlayed);
    }

    private int queueTicks() {
        return queue.count() / samplesPerTick;
    }

    /** Adds something to the queue, or moves on by a sequence number; so it ends. */
    private void extend(long nowTicks, int frameSamples) {
        int wanted = frameSamples - queue.count();
        if (!timeline.started()) {
            fill(wanted);
            return;
        }
        timeline.passOthers();
        long next = timeline.nextSequence();
        if (ring.state(next) == State.AUDIO) {
            decodeOrWait(next, nowTicks, wanted);
        } else if (ring.audioPackets() > 0) {
            bridge(next, timeline.firstWaiting(), nowTicks, wanted);
        } else if (!timeline.allLate()) {
            timeline.lost(); // only events behind it: they carry no audio to line up with
        } else {
            counters.underruns += dry || !playing ? 0 : 1;
            dry = true;
            fill(wanted);
        }
    }

    /** The next packet is there: play it when it continues the audio or when its spurt is due. */
    private void decodeOrWait(long next, long nowTicks, int wanted) {
        long timestamp = ring.timestamp(next);
        if (next >= timeline.anchorSequence()) {
            long delay = timeline.delayTicks(timestamp, nowTicks);
            boolean spurt =
                    next == timeline.anchorSequence()
                            || !playing
                            || dry
                            || timestamp - playTimestamp >= ring.durationTicks(next);
            if (spurt && !due(delay, ring.durationTicks(next))) {
                fill(wanted);
                return;
            }
            if (delay > mostTicks + lastTicks) {
                timeline.tooLate();
                return;
            }
        }
        decode(next, timestamp);
    }

    private void decode(long next, long timestamp) {
        if (timeline.takeSpliced()) {
            filler.prepareJoin();
        }
        int ticks = ring.durationTicks(next);
        int bytes = ring.payload(next, payload);
        int at = queue.count();
        int samples = decoder.decode(payload, 0, bytes, queue.array(), at);
        dry = false;
        if (samples <= 0) {
            counters.malformed++;
            timeline.lost();
            playTimestamp = timestamp;
            fill(ticks * samplesPerTick);
            return;
        }
        filler.join(queue.array(), at, samples);
        queue.added(samples);
        playing = true;
        lastPlayed = next;
        lastTicks = ticks;
        playTimestamp = timestamp + ticks;
        timeline.played();
    }

    /** Packets are missing before one that is there. */
    private void bridge(long next, long there, long nowTicks, int wanted) {
        long anchor = timeline.anchorSequence();
        long gap = ring.timestamp(there) - playTimestamp;
        boolean otherTimeline = next <= anchor && there >= anchor;
        if (!playing || otherTimeline || gap > mostTicks) {
            long delay = timeline.delayTicks(ring.timestamp(there), nowTicks);
            if (there >= anchor && !due(delay, ring.durationTicks(there))) {
                fill(wanted);
            } else {
                timeline.giveUpTo(there);
            }
            return;
        }
        int step = decoder.concealmentStepSamples();
        long missing = gap * samplesPerTick / step * step;
        if (missing <= 0) {
            timeline.giveUpTo(there); // filled already while the buffer was dry
            return;
        }
        if (there - next == 1 && missing <= decoder.maxPacketSamples()) {
            int samples = (int) missing;
            recoverOrFill(there, samples);
        } else {
            long share = Math.min(missing, (long) lastTicks * samplesPerTick / step * step);
            fill((int) Math.max(step, share));
        }
        timeline.lost();
    }

    private void recoverOrFill(long there, int samples) {
        int bytes = ring.payload(there, payload);
        int at = queue.count();
        int done = decoder.recover(payload, 0, bytes, queue.array(), at, samples);
        if (done != samples) {
            fill(samples);
            return;
        }
        filler.recovered(queue.array(), at, samples);
        counters.recovered++;
        queue.added(samples);
        playTimestamp += samples / samplesPerTick;
    }

    private void fill(int samples) {
        int filled = filler.fill(queue.array(), queue.count(), samples);
        queue.added(filled);
        playTimestamp += filled / samplesPerTick;
    }

    /** Brings the delay nearer to the target by a pitch period. */
    private void steer(long nowTicks, int frameSamples) {
        if (restTicks > 0) {
            return;
        }
        long above = neededDelay(nowTicks, frameSamples) - timeline.targetTicks();
        int before = queue.count();
        if (above > lastTicks + (long) SLACK_ABOVE_MS * ticksPerMs) {
            while (queue.count() < frameSamples + scaler.wantedSamples()) {
                if (!decodeOneMore()) {
                    return; // a whole frame must be left
                }
            }
            before = queue.count();
            int after = scaler.shorten(queue.array(), before, above > (long) FORCE_MS * ticksPerMs);
            counters.removedSamples += before - after;
            queue.count(after);
        } else if (above < 0) {
            int after = scaler.lengthen(queue.array(), before, false);
            counters.insertedSamples += after - before;
            queue.count(after);
        }
        if (queue.count() != before) {
            restTicks = REST_MS * ticksPerMs;
        }
    }

    /** The delay that the next packet will have when a frame cannot be filled without it. */
    private long neededDelay(long nowTicks, int frameSamples) {
        int pulls = queue.count() / frameSamples;
        long delay = timeline.delayTicks(playTimestamp, nowTicks + (long) pulls * frameTicks);
        return delay - shortOfFrame(lastTicks);
    }

    /**
     * Whether a spurt that begins with this packet would go on with enough delay, or enough waits.
     */
    private boolean due(long delay, int packetTicks) {
        return delay - shortOfFrame(packetTicks) >= timeline.targetTicks()
                || ring.audioTicks() >= timeline.targetTicks();
    }

    /**
     * Of packets shorter than a frame, several are needed at once, the later ones with less delay.
     */
    private int shortOfFrame(int packetTicks) {
        return Math.max(0, frameTicks - packetTicks);
    }

    private boolean decodeOneMore() {
        long next = timeline.nextSequence();
        if (ring.state(next) != State.AUDIO
                || ring.timestamp(next) - playTimestamp >= ring.durationTicks(next)
                || next == timeline.anchorSequence()) {
            return false;
        }
        int before = queue.count();
        decode(next, ring.timestamp(next));
        return queue.count() > before;
    }
}
