package dev.trunkline.gateway.pbx.rtp;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import org.jspecify.annotations.Nullable;

/**
 * Hands the datagrams of one socket to the leg; drops them while there is none. On the socket's
 * event loop.
 */
final class RtpHandler extends ChannelInboundHandlerAdapter {
    private final boolean rtcpOnly;
    private @Nullable RtpLeg leg;

    RtpHandler(boolean rtcpOnly) {
        this.rtcpOnly = rtcpOnly;
    }

    /** From now on. */
    void deliverTo(RtpLeg to) {
        leg = to;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        DatagramPacket datagram = (DatagramPacket) message;
        RtpLeg to = leg;
        if (to == null) {
            datagram.release();
        } else if (rtcpOnly) {
            to.onRtcp(datagram.content(), datagram.sender());
        } else {
            to.onDatagram(datagram.content(), datagram.sender());
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (leg != null && !rtcpOnly) {
            leg.onReadComplete();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (leg != null) {
            leg.onSocketFailure(cause);
        }
    }
}
