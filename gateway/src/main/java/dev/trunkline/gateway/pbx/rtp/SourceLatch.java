package dev.trunkline.gateway.pbx.rtp;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Which address RTP is taken from. A fixed one never changes. Else the address that the peer said
 * is believed at once, and any other after {@value #PROBATION} packets in order; if none was said,
 * the first packet decides. What was latched is held, until it has been silent for {@link
 * #MOVE_AFTER_NANOS} and another passes the probation: a peer whose address translation was
 * renewed. Not thread-safe.
 */
final class SourceLatch {
    static final int PROBATION = 4;
    static final long MOVE_AFTER_NANOS = 2_000_000_000L;

    private final @Nullable InetSocketAddress said;
    private final boolean fixed;
    private @Nullable InetSocketAddress source;
    private @Nullable InetSocketAddress candidate;
    private int candidatePackets;
    private int nextSequence;
    private long lastNanos;

    SourceLatch(@Nullable InetSocketAddress said, boolean fixed) {
        this.said = said;
        this.fixed = fixed;
        source = fixed ? said : null;
    }

    /** Where to send: what was latched, else what was said; null if neither is known. */
    @Nullable InetSocketAddress target() {
        return source == null ? said : source;
    }

    /** What RTP is taken from; null before anything came. */
    @Nullable InetSocketAddress source() {
        return source;
    }

    /** Whether packets from there need not even be looked at. */
    boolean isStranger(InetSocketAddress sender, long nowNanos) {
        return source != null
                && !source.equals(sender)
                && (fixed || nowNanos - lastNanos < MOVE_AFTER_NANOS);
    }

    /** A packet that is well-formed and no stranger's; false if it is not to be used. */
    boolean accept(InetSocketAddress sender, int sequenceNumber, long nowNanos) {
        if (!sender.equals(source) && !passes(sender, sequenceNumber)) {
            return false;
        }
        lastNanos = nowNanos;
        candidate = null;
        return true;
    }

    private boolean passes(InetSocketAddress sender, int sequenceNumber) {
        boolean expected = source == null && (said == null || said.equals(sender));
        boolean follows = sender.equals(candidate) && sequenceNumber == nextSequence;
        candidatePackets = follows ? candidatePackets + 1 : 1;
        candidate = sender;
        nextSequence = (sequenceNumber + 1) & 0xFFFF;
        if (!expected && candidatePackets < PROBATION) {
            return false;
        }
        source = sender;
        return true;
    }
}
