package dev.trunkline.loadtest.model;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A server that speaks the OpenAI Realtime protocol over WebSockets on a free port of loopback, at
 * {@code /v1/realtime} and, as Azure, at {@code /openai/v1/realtime}. Plain Netty on Vert.x's event
 * loops; usable from any thread.
 */
public final class SimulatedRealtime {
    private static final int MAX_REQUEST_BYTES = 64 * 1_024;

    /**
     * Above the largest message it sends on purpose, so that only a reader that stopped is slow.
     */
    private static final WriteBufferWaterMark WATER_MARK =
            new WriteBufferWaterMark(16 * 1_024 * 1_024, 32 * 1_024 * 1_024);

    private final Function<ConnectionInfo, ModelBehavior> behaviors;
    private final ChannelGroup sockets = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final List<ModelConnection> connections = new CopyOnWriteArrayList<>();
    private final Map<EventLoop, ModelSocket.Scratch> scratches = new ConcurrentHashMap<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private @Nullable Channel listening;

    private SimulatedRealtime(Function<ConnectionInfo, ModelBehavior> behaviors) {
        this.behaviors = behaviors;
    }

    /**
     * Listens on 127.0.0.1. {@code behaviors} is asked once per request, on an event loop.
     *
     * @return completed once the port is open
     */
    public static Future<SimulatedRealtime> start(
            Vertx vertx, Function<ConnectionInfo, ModelBehavior> behaviors) {
        return start(vertx, 0, behaviors);
    }

    /** The same on a fixed port, so that a gateway that runs already can be pointed at it. */
    public static Future<SimulatedRealtime> start(
            Vertx vertx, int port, Function<ConnectionInfo, ModelBehavior> behaviors) {
        SimulatedRealtime server = new SimulatedRealtime(behaviors);
        VertxInternal internal = (VertxInternal) vertx;
        Promise<SimulatedRealtime> started = internal.getOrCreateContext().promise();
        @SuppressWarnings("unchecked") // a wildcard of the SPI, nothing else
        io.netty.channel.ChannelFactory<ServerChannel> channels =
                (io.netty.channel.ChannelFactory<ServerChannel>)
                        internal.transport().serverChannelFactory(false);
        new ServerBootstrap()
                .group(internal.acceptorEventLoopGroup(), internal.nettyEventLoopGroup())
                .channelFactory(channels)
                .option(ChannelOption.SO_BACKLOG, 4_096)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .childHandler(server.initializer())
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .addListener((io.netty.channel.ChannelFuture bound) -> {
                    if (bound.isSuccess()) {
                        server.listening = bound.channel();
                        started.complete(server);
                    } else {
                        started.fail(bound.cause());
                    }
                });
        return started.future();
    }

    private ChannelInitializer<Channel> initializer() {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                sockets.add(channel);
                channel.pipeline()
                        .addLast(new HttpServerCodec())
                        .addLast(new HttpObjectAggregator(MAX_REQUEST_BYTES))
                        .addLast(new Handshake(SimulatedRealtime.this));
            }
        };
    }

    public int port() {
        Channel channel = listening;
        if (channel == null) {
            throw new IllegalStateException("not listening");
        }
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    /** {@code ws://127.0.0.1:port/v1/realtime}, to which clients add {@code ?model=}. */
    public String url() {
        return "ws://127.0.0.1:" + port() + "/v1/realtime";
    }

    /** Every connection that was accepted, closed ones too, in the order of their upgrade. */
    public List<ModelConnection> connections() {
        return List.copyOf(connections);
    }

    /** Connections that are open now. */
    public int openConnections() {
        return open.get();
    }

    /**
     * Blocks until connection {@code number} (from 0, of those accepted) is there.
     *
     * @throws AssertionError after {@code deadline}
     */
    public ModelConnection awaitConnection(int number, Duration deadline) {
        Deadline.await(
                "connection " + number,
                deadline,
                () -> connections.size() > number,
                () -> connections.size() + " connections");
        return connections.get(number);
    }

    /** Stops listening and closes every socket. */
    public Future<Void> close() {
        Promise<Void> closed = Promise.promise();
        Channel channel = listening;
        if (channel == null) {
            closed.complete();
            return closed.future();
        }
        channel.close().addListener(_ -> sockets.close().addListener(_ -> closed.tryComplete()));
        return closed.future();
    }

    int nextNumber() {
        return requests.getAndIncrement();
    }

    ModelBehavior behaviorFor(ConnectionInfo info) {
        return behaviors.apply(info);
    }

    void connected(ModelConnection connection) {
        open.incrementAndGet();
        connections.add(connection);
    }

    void gone(ModelConnection connection) {
        open.decrementAndGet();
    }

    ModelSocket.Scratch scratch(EventLoop eventLoop) {
        return scratches.computeIfAbsent(eventLoop, _ -> new ModelSocket.Scratch());
    }
}
