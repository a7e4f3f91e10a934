package dev.trunkline.gateway.pbx.rtp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;

/**
 * Where a leg's packets go: to where RTP comes from, or to where the peer said as long as nothing
 * came. Packets leave with {@link #flush}. Confined to the leg's event loop.
 */
final class RtpWire {
    private final RtpEnd end;
    private final RtpPeer peer;
    private final SourceLatch latch;
    private boolean wrote;

    RtpWire(RtpEnd end, RtpPeer peer, SourceLatch latch) {
        this.end = end;
        this.peer = peer;
        this.latch = latch;
    }

    /** Takes the packet. */
    void sendRtp(ByteBuf packet) {
        InetSocketAddress to = latch.target();
        if (to == null) {
            packet.release(); // nobody knows where the peer is; its time passes all the same
        } else {
            wrote = true;
            Channel rtp = end.rtp();
            var _ = rtp.write(new DatagramPacket(packet, to), rtp.voidPromise());
        }
    }

    /** Takes the packet. */
    void sendRtcp(ByteBuf packet) {
        InetSocketAddress rtp = latch.target();
        Channel channel = peer.rtcp() == RtpPeer.Rtcp.MUXED ? end.rtp() : end.rtcp();
        if (rtp == null || channel == null) {
            packet.release();
            return;
        }
        InetSocketAddress to = rtp;
        if (peer.rtcp() == RtpPeer.Rtcp.BESIDE) {
            InetSocketAddress said = peer.rtcpAddress();
            boolean there = said != null && rtp.equals(peer.rtp());
            to = there ? said : new InetSocketAddress(rtp.getAddress(), rtp.getPort() + 1);
        }
        var _ = channel.writeAndFlush(new DatagramPacket(packet, to), channel.voidPromise());
    }

    /** Writes what was sent, in one burst. */
    void flush() {
        if (wrote) {
            wrote = false;
            end.rtp().flush();
        }
    }

    /** Whether RTCP from there can be the peer's. */
    boolean isPeer(InetSocketAddress sender) {
        InetSocketAddress rtp = latch.target();
        return rtp != null && rtp.getAddress().equals(sender.getAddress());
    }
}
