package dev.trunkline.gateway.edge;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.spi.transport.Transport;
import java.net.SocketAddress;
import java.util.concurrent.ThreadFactory;

/**
 * The system's own transport, with a guard in front of every server's acceptor. Vert.x tells of a
 * connection only once its TLS handshake is over, which is late for limiting handshakes.
 */
final class GuardedTransport implements Transport {
    private final Transport system;
    private final ChannelHandler guard;

    private GuardedTransport(Transport system, ChannelHandler guard) {
        this.system = system;
        this.guard = guard;
    }

    /**
     * @param guard sees what servers accept, before they do
     */
    static io.vertx.core.transport.Transport with(ChannelHandler guard) {
        var best = io.vertx.core.transport.Transport.nativeTransport();
        var system =
                best != null && best.available() ? best : io.vertx.core.transport.Transport.NIO;
        return new Named(system.name(), new GuardedTransport(system.implementation(), guard));
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
        return system.ioHandlerFactory();
    }

    @Override
    public EventLoopGroup eventLoopGroup(
            int type, int threads, ThreadFactory threadFactory, int ioRatio) {
        return system.eventLoopGroup(type, threads, threadFactory, ioRatio);
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
