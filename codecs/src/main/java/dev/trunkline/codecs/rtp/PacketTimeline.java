package dev.trunkline.codecs.rtp;

import dev.trunkline.codecs.rtp.PacketRing.State;

/**
 * The arriving side of a jitter buffer: puts packets into the ring under extended sequence numbers
 * and timestamps, keeps it bounded, learns the delay and notices when the sender's timeline breaks
 * off.
 */
final class PacketTimeline {
    /** Beats the fastest packet by this much: no network does that, the timestamps jumped. */
    private static final int JUMP_AHEAD_MS = 100;

    /** Later than this: the sender's clock stood still, or the path did. */
    private static final int JUMP_BACK_MS = 1_000;

    /** So many packets in a row beyond the most delay: this is how late they come from now on. */
    private static final int LATE_RUN_PACKETS = 8;

    private static final double LOSS_FORGETTING = 1 / 128.0;
    private static final double LOSSY = 0.01;
    private static final int NONE = -1;

    private final PacketRing ring;
    private final JitterBufferCounters counters;
    private final DelayEstimator delay;
    private final int clockRateHz;
    private final int jumpAheadTicks;
    private final int jumpBackTicks;
    private final int mostTicks;
    private boolean started;
    private long highest;
    private long nextSequence;
    private long lastTimestamp;
    private long anchorSequence;
    private int suspect = NONE;
    private int lateRun;
    private double lossShare;
    private int redundantLately;
    private boolean spliced;
    private boolean untouched;

    PacketTimeline(
            JitterBufferSettings settings,
            int clockRateHz,
            PacketRing ring,
            JitterBufferCounters counters) {
        this.ring = ring;
        this.counters = counters;
        this.clockRateHz = clockRateHz;
        delay = new DelayEstimator(settings, clockRateHz);
        jumpAheadTicks = JUMP_AHEAD_MS * (clockRateHz / 1_000);
        jumpBackTicks = JUMP_BACK_MS * (clockRateHz / 1_000);
        mostTicks = settings.maxDelayMs() * (clockRateHz / 1_000);
    }

    /** Takes the packet's buffer if it returns true. */
    boolean add(RtpPacketView packet, long arrivalNanos, int ticks, boolean redundant) {
        long sequence = extend(packet.sequenceNumber());
        if (sequence == NONE) {
            counters.outliers++;
            return false;
        }
        boolean first = !started;
        if (first) {
            begin(sequence, packet.timestamp());
        }
        State state = ring.state(sequence);
        if (state == State.AUDIO || state == State.OTHER || state == State.PLAYED) {
            counters.duplicates++;
            return false;
        }
        long timestamp = lastTimestamp + (int) (packet.timestamp() - lastTimestamp); // RFC 3550 A.1
        long arrivalTicks = RtpClock.ticks(arrivalNanos, clockRateHz);
        learn(sequence, timestamp, arrivalTicks, ticks, redundant, first);
        if (sequence < nextSequence && untouched) {
            nextSequence = sequence; // before the first one, and still in time
            anchorSequence = Math.min(anchorSequence, sequence);
        }
        if (sequence < nextSequence) {
            counters.late++;
            return false;
        }
        makeRoom(sequence);
        highest = Math.max(highest, sequence);
        lastTimestamp = timestamp;
        ring.put(sequence, timestamp, ticks, arrivalNanos, packet);
        while (ring.audioTicks() > mostTicks && ring.audioPackets() > 1) {
            dropOldest();
        }
        return true;
    }

    /** Notes a packet that is no audio; whether it is the newest of all. */
    boolean addOther(int sequenceNumber) {
        if (!started) {
            return false;
        }
        long sequence = extend(sequenceNumber);
        if (sequence == NONE || sequence < nextSequence || ring.state(sequence) != State.EMPTY) {
            return false;
        }
        makeRoom(sequence);
        highest = Math.max(highest, sequence);
        ring.mark(sequence, State.OTHER);
        return sequence == highest;
    }

    private void begin(long sequence, long timestamp) {
        started = true;
        untouched = true;
        highest = sequence;
        nextSequence = sequence;
        lastTimestamp = timestamp;
    }

    /** RFC 3550 A.1, with cycles in the high bits; {@link #NONE} for a packet far off. */
    private long extend(int sequenceNumber) {
        if (!started) {
            return 0x1_0000L + sequenceNumber; // room below for packets from before the first
        }
        int step = (short) (sequenceNumber - (int) highest);
        if (step < RtpReception.MAX_DROPOUT && step > -RtpReception.MAX_MISORDER) {
            suspect = NONE;
            return highest + step;
        }
        if (sequenceNumber != suspect) {
            suspect = (sequenceNumber + 1) & 0xFFFF;
            return NONE;
        }
        suspect = NONE;
        return restart(sequenceNumber);
    }

    /** The sender began anew: what waits of the old stream is dropped, numbers go on beyond it. */
    private long restart(int sequenceNumber) {
        counters.overflowed += ring.audioPackets();
        ring.clear();
        spliced = true;
        untouched = true;
        long sequence = (((highest >> 16) + 2) << 16) + sequenceNumber;
        nextSequence = sequence;
        highest = sequence;
        anchorSequence = Long.MAX_VALUE; // learn() sets it: nothing of the old timing holds
        return sequence;
    }

    private void learn(
            long sequence,
            long timestamp,
            long arrivalTicks,
            int ticks,
            boolean redundant,
            boolean first) {
        long relative = first ? 0 : delay.relativeDelay(arrivalTicks, timestamp);
        lateRun = relative > mostTicks ? lateRun + 1 : 0;
        boolean restarted = anchorSequence == Long.MAX_VALUE;
        boolean broken =
                relative < -jumpAheadTicks
                        || relative > jumpBackTicks
                        || lateRun >= LATE_RUN_PACKETS;
        if (first || restarted || (broken && sequence >= highest)) {
            counters.resynchronised += first ? 0 : 1;
            delay.anchor(arrivalTicks, timestamp);
            anchorSequence = sequence;
            lateRun = 0;
        } else if (broken) {
            return; // a straggler from before a jump says nothing of the network now
        }
        redundantLately = redundant ? LATE_RUN_PACKETS : Math.max(0, redundantLately - 1);
        // A lost packet can be rebuilt only if its successor is there when its time comes.
        boolean recovering = redundantLately > 0 && lossShare > LOSSY;
        delay.onPacket(arrivalTicks, timestamp, recovering ? ticks : 0);
    }

    /** Keeps the ring's numbers unambiguous: whatever is a ring's length behind is given up. */
    private void makeRoom(long sequence) {
        while (nextSequence <= sequence - PacketRing.SLOTS) {
            if (ring.state(nextSequence) == State.AUDIO) {
                dropOldest();
            } else {
                giveUp();
            }
        }
    }

    /** Drops the oldest packet and gives up what is missing before it. */
    private void dropOldest() {
        while (ring.state(nextSequence) != State.AUDIO) {
            giveUp();
        }
        counters.overflowed++;
        pass(State.LOST);
        spliced = true;
    }

    private void giveUp() {
        if (ring.state(nextSequence) == State.OTHER) {
            pass(State.PLAYED);
        } else {
            lost();
        }
    }

    private void pass(State state) {
        ring.mark(nextSequence++, state);
        untouched = false;
    }

    /** The next packet's time has come and it is not there. */
    void lost() {
        counters.lost++;
        lossShare += (1 - lossShare) * LOSS_FORGETTING;
        pass(State.LOST);
    }

    /** The next packet came, but beyond the most delay. */
    void tooLate() {
        counters.late++;
        pass(State.LOST);
        spliced = true;
    }

    /** The next packet was decoded. */
    void played() {
        counters.played++;
        lossShare -= lossShare * LOSS_FORGETTING;
        pass(State.PLAYED);
    }

    /** Passes over packets that are no audio. */
    void passOthers() {
        while (ring.state(nextSequence) == State.OTHER) {
            pass(State.PLAYED);
        }
    }

    boolean started() {
        return started;
    }

    long nextSequence() {
        return nextSequence;
    }

    /** The first audio packet waiting; only when one is. */
    long firstWaiting() {
        long sequence = nextSequence;
        while (ring.state(sequence) != State.AUDIO) {
            sequence++;
        }
        return sequence;
    }

    boolean allLate() {
        return nextSequence > highest;
    }

    /** Where the present timing begins: packets before it belong to a timeline that broke off. */
    long anchorSequence() {
        return anchorSequence;
    }

    /** Whether the audio after this sequence number belongs to the present timing. */
    boolean isCurrent(long sequence) {
        return sequence >= anchorSequence;
    }

    /** Gives up every packet before this one. */
    void giveUpTo(long sequence) {
        while (nextSequence < sequence) {
            giveUp();
        }
    }

    /** Whether audio was cut out since the last call. */
    boolean takeSpliced() {
        boolean was = spliced;
        spliced = false;
        return was;
    }

    /** The delay of audio of this timestamp if it were played at {@code nowTicks}. */
    long delayTicks(long timestamp, long nowTicks) {
        return delay.relativeDelay(nowTicks, timestamp);
    }

    long targetTicks() {
        return delay.targetTicks();
    }

    void reset() {
        started = false;
        suspect = NONE;
        lateRun = 0;
        spliced = false;
        redundantLately = 0;
        lossShare = 0;
    }
}
