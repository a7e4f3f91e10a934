package dev.trunkline.loadtest.network;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Stands between a client and a server on loopback, and lets through what its {@link PathState}
 * lets through. Any thread.
 *
 * <p>To either side it is a peer whose kernel acknowledges: what it shows is a peer that has
 * nothing more to say. For one whose machine has gone, and whose acknowledgements stay away, it
 * stands in a {@link NetworkNamespace}.
 */
public final class TcpRelay implements AutoCloseable {
    private final MultiThreadIoEventLoopGroup loop;
    private final List<RelayLink> links = new ArrayList<>(); // on the loop
    private final InetSocketAddress server;
    private final Predicate<String> affected;
    private final SplittableRandom random;
    private final Channel listening;
    private volatile PathState state = PathState.CLEAR;

    /**
     * Listens on a free port.
     *
     * @param serverPort on loopback
     * @param affected by the first line that a client sends, as in {@code GET /path HTTP/1.1}:
     *     whether the states are its connection's; the others are always clear
     * @param seed of all jitter
     */
    public TcpRelay(int serverPort, Predicate<String> affected, long seed) {
        this(
                new DefaultThreadFactory(TcpRelay.class, true),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort),
                affected,
                seed);
    }

    /**
     * Listens on a free port of another network, and connects from there.
     *
     * @param serverPort on every address of this machine's own network
     */
    public TcpRelay(
            NetworkNamespace network, int serverPort, Predicate<String> affected, long seed) {
        this(
                network.threads(),
                new InetSocketAddress(network.inside(), 0),
                new InetSocketAddress(network.outside(), serverPort),
                affected,
                seed);
    }

    private TcpRelay(
            ThreadFactory threads,
            InetSocketAddress listen,
            InetSocketAddress server,
            Predicate<String> affected,
            long seed) {
        this.server = server;
        this.affected = affected;
        loop = new MultiThreadIoEventLoopGroup(1, threads, NioIoHandler.newFactory());
        random = new SplittableRandom(seed);
        // A socket is of the network of the thread that makes it.
        ServerChannel made =
                loop.submit(() -> new NioServerSocketChannel()).syncUninterruptibly().getNow();
        listening =
                new ServerBootstrap()
                        .group(loop)
                        .channelFactory(() -> made)
                        .option(ChannelOption.SO_BACKLOG, 4_096)
                        .childOption(ChannelOption.AUTO_READ, false)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childHandler(
                                new ChannelInitializer<>() {
                                    @Override
                                    protected void initChannel(Channel client) {
                                        connect(client);
                                    }
                                })
                        .bind(listen)
                        .syncUninterruptibly()
                        .channel();
    }

    private void connect(Channel client) {
        ChannelFuture connected =
                new Bootstrap()
                        .group(client.eventLoop())
                        .channel(NioSocketChannel.class)
                        .option(ChannelOption.AUTO_READ, false)
                        .option(ChannelOption.TCP_NODELAY, true)
                        .handler(new ChannelInboundHandlerAdapter())
                        .connect(server);
        connected.addListener(_ -> {
            if (!connected.isSuccess()) {
                var _ = client.close();
                return;
            }
            RelayLink link = new RelayLink(this, client, connected.channel(), random.split());
            links.removeIf(RelayLink::isOver);
            links.add(link);
            link.begin();
        });
    }

    /** Where clients connect to. */
    public int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    /** From now on; comes back once it is so. */
    public void become(PathState next) {
        onLoop(() -> {
            state = next;
            links.forEach(RelayLink::changed);
        });
    }

    /** Resets every affected connection, towards both sides. */
    public void reset() {
        onLoop(() -> links.forEach(RelayLink::reset));
    }

    boolean affects(String firstLine) {
        return affected.test(firstLine);
    }

    PathState state() {
        return state;
    }

    private void onLoop(Runnable task) {
        loop.submit(task).syncUninterruptibly();
    }

    /** Stops listening and closes every connection. */
    @Override
    public void close() {
        listening.close().syncUninterruptibly();
        onLoop(() -> links.forEach(RelayLink::close));
        loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
