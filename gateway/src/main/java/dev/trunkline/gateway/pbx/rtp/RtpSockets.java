package dev.trunkline.gateway.pbx.rtp;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringIoHandle;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Opens UDP sockets on a given event loop, in the way that suits the loop's transport. */
final class RtpSockets {
    /** No sane RTP packet is as long; datagrams are cut off here and then refused. */
    static final int MOST_DATAGRAM_BYTES = 2_048;

    /** Datagrams that one system call reads where the transport can (recvmmsg). */
    private static final int BATCH = 4;

    /** Expedited forwarding (RFC 3246), in the upper six bits. */
    private static final int DSCP_EF = 46 << 2;

    private RtpSockets() {}

    static ChannelFuture bind(EventLoop loop, InetAddress host, int port, RtpHandler handler) {
        Bootstrap bootstrap =
                new Bootstrap().group(loop).handler(handler).option(ChannelOption.IP_TOS, DSCP_EF);
        if (loop instanceof IoEventLoop io && io.isCompatible(EpollIoHandle.class)) {
            bootstrap
                    .channel(EpollDatagramChannel.class)
                    .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, MOST_DATAGRAM_BYTES)
                    .option(
                            ChannelOption.RECVBUF_ALLOCATOR,
                            new FixedRecvByteBufAllocator(BATCH * MOST_DATAGRAM_BYTES));
        } else {
            bootstrap
                    .channel(
                            loop instanceof IoEventLoop io && io.isCompatible(IoUringIoHandle.class)
                                    ? IoUringDatagramChannel.class
                                    : NioDatagramChannel.class)
                    .option(
                            ChannelOption.RECVBUF_ALLOCATOR,
                            new FixedRecvByteBufAllocator(MOST_DATAGRAM_BYTES));
        }
        return bootstrap.bind(new InetSocketAddress(host, port));
    }

    /** Closes without waiting; the loop does it. */
    static void close(Channel channel) {
        var _ = channel.close();
    }
}
