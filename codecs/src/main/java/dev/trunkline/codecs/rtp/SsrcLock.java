package dev.trunkline.codecs.rtp;

/**
 * Decides which source of an RTP flow is listened to. The first SSRC is locked; another one takes
 * over after {@link #TAKEOVER_PACKETS} packets in a row in which the locked one is silent. Two
 * sources that alternate leave the lock where it is, and a late burst of the old source after a
 * change is ignored. Not thread-safe.
 */
public final class SsrcLock {
    /** What to do with a packet. */
    public enum Verdict {
        ACCEPT,
        /** Accept, after resetting reception, decoder and jitter buffer. */
        NEW_SOURCE,
        IGNORE
    }

    /** Consecutive packets of another source before it is believed. */
    public static final int TAKEOVER_PACKETS = 4;

    private static final long NONE = -1;

    private long locked = NONE;
    private long candidate = NONE;
    private int candidatePackets;
    private long ignored;

    /**
     * Judges a packet by its source.
     *
     * @param ssrc unsigned 32-bit
     */
    public Verdict onPacket(long ssrc) {
        if (ssrc == locked) {
            candidate = NONE;
            candidatePackets = 0;
            return Verdict.ACCEPT;
        }
        if (locked == NONE) {
            locked = ssrc;
            return Verdict.NEW_SOURCE;
        }
        candidatePackets = ssrc == candidate ? candidatePackets + 1 : 1;
        candidate = ssrc;
        if (candidatePackets >= TAKEOVER_PACKETS) {
            locked = ssrc;
            candidate = NONE;
            candidatePackets = 0;
            return Verdict.NEW_SOURCE;
        }
        ignored++;
        return Verdict.IGNORE;
    }

    /** Packets that were not of the locked source. */
    public long ignored() {
        return ignored;
    }
}
