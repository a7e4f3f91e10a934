package dev.trunkline.gateway.edge;

import dev.trunkline.gateway.config.SocketTransport;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.spi.transport.Transport;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The system's own transport, whose loops coalesce and whose servers may have a guard in front of
 * their acceptor. Vert.x tells of a connection only once its TLS handshake is over, which is late
 * for limiting handshakes.
 */
public final class GuardedTransport implements Transport {
    private static final Logger LOG = LoggerFactory.getLogger(GuardedTransport.class);

    /** A full core has some thousand sockets, of which hundreds have something at once. */
    private static final int RING_ENTRIES = 1_024;

    private static final int RING_COMPLETIONS = 16_384;

    private final Transport system;
    private final boolean ring;
    private final Duration coalescing;
    private final @Nullable ChannelHandler guard;

    private GuardedTransport(
            Transport system, boolean ring, Duration coalescing, @Nullable ChannelHandler guard) {
        this.system = system;
        this.ring = ring;
        this.coalescing = coalescing;
        this.guard = guard;
    }

    /**
     * A transport of the kind that is wanted, or of the best that there is.
     *
     * @param coalescing how often at most a busy loop looks at its sockets; zero: always
     * @param guard sees what servers accept, before they do; null: nothing does
     */
    public static io.vertx.core.transport.Transport with(
            SocketTransport wanted, Duration coalescing, @Nullable ChannelHandler guard) {
        boolean ring = wanted == SocketTransport.IO_URING && ringAllowed();
        var system = ring ? io.vertx.core.transport.Transport.IO_URING : usual();
        return new Named(
                system.name(),
                new GuardedTransport(system.implementation(), ring, coalescing, guard));
    }

    private static boolean ringAllowed() {
        if (IoUring.isAvailable()) {
            return true;
        }
        Throwable why = IoUring.unavailabilityCause();
        LOG.atWarn()
                .setMessage("edge.no_io_uring")
                .addKeyValue("cause", why == null ? "" : why.getMessage())
                .log();
        return false;
    }

    private static io.vertx.core.transport.Transport usual() {
        var best = io.vertx.core.transport.Transport.nativeTransport();
        return best != null && best.available() ? best : io.vertx.core.transport.Transport.NIO;
    }

    private record Named(String name, Transport implementation)
            implements io.vertx.core.transport.Transport {
        @Override
        public boolean available() {
            return implementation.isAvailable();
        }

        @Override
        public Throwable unavailabilityCause() {
            return implementation.unavailabilityCause();
        }
    }

    @Override
    public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
        ChannelFactory<? extends ServerChannel> servers = system.serverChannelFactory(domainSocket);
        if (guard == null) {
            return servers;
        }
        return () -> {
            ServerChannel server = servers.newChannel();
            server.pipeline().addLast(guard); // the acceptor is added behind it
            return server;
        };
    }

    @Override
    public boolean supportsDomainSockets() {
        return system.supportsDomainSockets();
    }

    @Override
    public boolean supportFileRegion() {
        return system.supportFileRegion();
    }

    @Override
    public boolean isAvailable() {
        return system.isAvailable();
    }

    @Override
    public Throwable unavailabilityCause() {
        return system.unavailabilityCause();
    }

    @Override
    public SocketAddress convert(io.vertx.core.net.SocketAddress address) {
        return system.convert(address);
    }

    @Override
    public io.vertx.core.net.SocketAddress convert(SocketAddress address) {
        return system.convert(address);
    }

    @Override
    public IoHandlerFactory ioHandlerFactory() {
        return CoalescingIoHandler.over(
                ring
                        ? IoUringIoHandler.newFactory(
                                new IoUringIoHandlerConfig()
                                        .setRingSize(RING_ENTRIES)
                                        .setCqSize(RING_COMPLETIONS))
                        : system.ioHandlerFactory(),
                coalescing);
    }

    @Override
    public EventLoopGroup eventLoopGroup(
            int type, int threads, ThreadFactory threadFactory, int ioRatio) {
        return new MultiThreadIoEventLoopGroup(threads, threadFactory, ioHandlerFactory());
    }

    @Override
    public DatagramChannel datagramChannel() {
        return system.datagramChannel();
    }

    @Override
    @SuppressWarnings("deprecation") // the interface asks for it
    public DatagramChannel datagramChannel(InternetProtocolFamily family) {
        return system.datagramChannel(family);
    }

    @Override
    public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
        return system.channelFactory(domainSocket);
    }

    @Override
    public void configure(DatagramChannel channel, DatagramSocketOptions options) {
        system.configure(channel, options);
    }

    @Override
    public void configure(
            ClientOptionsBase options, int connectTimeout, boolean domain, Bootstrap bootstrap) {
        system.configure(options, connectTimeout, domain, bootstrap);
    }

    @Override
    public void configure(NetServerOptions options, boolean domain, ServerBootstrap bootstrap) {
        system.configure(options, domain, bootstrap);
    }
}
