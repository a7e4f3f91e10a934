package dev.trunkline.gateway.pbx.rtp;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where the other side of an RTP session is.
 *
 * @param rtp what it said it receives at, resolved; null if it did not say. RTP goes there until
 *     something came
 * @param fixed whether it sends from exactly there: then nothing else is ever listened to. Else RTP
 *     is sent to where it comes from (symmetric RTP), which is held once it is known
 * @param rtcp how RTCP goes
 * @param rtcpAddress where it said it receives RTCP, with {@link Rtcp#BESIDE}; null for the port
 *     after RTP's
 */
public record RtpPeer(
        @Nullable InetSocketAddress rtp,
        boolean fixed,
        Rtcp rtcp,
        @Nullable InetSocketAddress rtcpAddress) {
    /** How RTCP goes. */
    public enum Rtcp {
        /** The peer knows none. */
        NONE,
        /** On the port of RTP (RFC 5761). */
        MUXED,
        /** On a port of its own. */
        BESIDE
    }

    public RtpPeer {
        if (fixed && rtp == null) {
            throw new IllegalArgumentException("fixed without rtp: expected an address to hold to");
        }
    }

    @Override
    public String toString() {
        return "RtpPeer[" + rtcp + (fixed ? ", fixed]" : "]");
    }
}
