package dev.trunkline.gateway.edge;

import dev.trunkline.gateway.config.SocketsConfig;
import dev.trunkline.observability.metrics.EdgeMeters;
import dev.trunkline.observability.metrics.SocketRefusal;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AttributeKey;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Stands in front of whatever accepts: counts the sockets of the public port, and closes those
 * beyond the limits before they cost more than their acceptance. Per address there is no limit:
 * behind an ingress all come from one.
 *
 * <p>Sockets are let in on the one loop that accepts, and leave on their own.
 */
@Sharable
final class SocketGuard extends ChannelInboundHandlerAdapter {
    private static final AttributeKey<Visit> VISIT =
            AttributeKey.valueOf(SocketGuard.class, "visit");

    private final SocketsConfig config;
    private final EdgeMeters meters;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger strangers = new AtomicInteger();
    private volatile int port;

    SocketGuard(SocketsConfig config, EdgeMeters meters) {
        this.config = config;
        this.meters = meters;
        meters.sockets(open::get);
    }

    /** Guards the sockets of this port from now on, and no others. */
    void guards(int publicPort) {
        port = publicPort;
    }

    /** On a server's channel: what is read are the sockets that it accepts. */
    @Override
    public void channelRead(ChannelHandlerContext context, Object accepted) {
        if (accepted instanceof Channel socket && isPublic(context.channel())) {
            SocketRefusal refusal = refusal();
            if (refusal != null) {
                meters.refused(refusal);
                socket.unsafe().closeForcibly(); // it has no event loop yet to close it on
                return;
            }
            Visit visit = new Visit();
            socket.attr(VISIT).set(visit);
            socket.closeFuture().addListener(_ -> visit.leave());
        }
        context.fireChannelRead(accepted);
    }

    private boolean isPublic(Channel server) {
        return server.localAddress() instanceof InetSocketAddress bound && bound.getPort() == port;
    }

    private @Nullable SocketRefusal refusal() {
        if (open.get() >= config.most()) {
            return SocketRefusal.FULL;
        }
        return strangers.get() >= config.handshakes() ? SocketRefusal.HANDSHAKES : null;
    }

    /** A socket has brought its first request; on its event loop. */
    static void introduced(Channel socket) {
        Visit visit = socket.attr(VISIT).get();
        if (visit != null) { // accepted before the port was known to be the public one
            visit.introduce();
        }
    }

    /** One socket: a stranger until its first request is whole. Confined to its event loop. */
    private final class Visit {
        private boolean stranger = true;

        Visit() {
            open.incrementAndGet();
            strangers.incrementAndGet();
        }

        void introduce() {
            if (stranger) {
                stranger = false;
                strangers.decrementAndGet();
            }
        }

        void leave() {
            introduce();
            open.decrementAndGet();
        }
    }
}
