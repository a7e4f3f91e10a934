package dev.trunkline.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.gateway.config.SocketTransport;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ServerChannel;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.NetServerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Over epoll and io_uring, where the kernel has both; else over the same one twice. */
class GuardedTransportTest {
    /** More than the sockets' buffers at both ends hold. */
    private static final int BYTES = 8 << 20;

    private static final int SOCKET_BYTES = 64 << 10;
    private static final long BLOCKED_MS = 300;
    private static final long LIMIT_SECONDS = 30;

    private final byte[] sent = new byte[BYTES];

    GuardedTransportTest() {
        new Random(7).nextBytes(sent);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsRead_comesInOrder_whenNobodyGivesBuffersBack(SocketTransport kind) throws Exception {
        Reader reader = new Reader(false);
        try (Server server = new Server(kind, reader);
                SocketChannel client = server.connect()) {
            ByteBuffer rest = ByteBuffer.wrap(sent);
            while (rest.hasRemaining()) {
                client.write(rest);
            }
            assertThat(reader.all.get(LIMIT_SECONDS, TimeUnit.SECONDS)).isEqualTo(sent);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aReaderThatStops_isSentNoMore_andMissesNothing(SocketTransport kind) throws Exception {
        Reader reader = new Reader(true);
        try (Server server = new Server(kind, reader);
                SocketChannel client = server.connect();
                Selector selector = Selector.open()) {
            client.configureBlocking(false);
            client.register(selector, SelectionKey.OP_WRITE);
            ByteBuffer rest = ByteBuffer.wrap(sent);
            while (rest.hasRemaining() && selector.select(BLOCKED_MS) > 0) {
                selector.selectedKeys().clear();
                client.write(rest);
            }
            assertThat(rest.remaining()).as("bytes that wait at the sender").isPositive();
            reader.resume();
            while (rest.hasRemaining()) {
                assertThat(selector.select(TimeUnit.SECONDS.toMillis(LIMIT_SECONDS))).isPositive();
                selector.selectedKeys().clear();
                client.write(rest);
            }
            assertThat(reader.all.get(LIMIT_SECONDS, TimeUnit.SECONDS)).isEqualTo(sent);
        }
    }

    /** Keeps every buffer until all have come. */
    private static final class Reader extends ChannelInboundHandlerAdapter {
        private final CompletableFuture<byte[]> all = new CompletableFuture<>();
        private final CompletableFuture<Channel> channel = new CompletableFuture<>();
        private final List<ByteBuf> held = new ArrayList<>();
        private boolean stops;
        private long bytes;

        private Reader(boolean stops) {
            this.stops = stops;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf read = (ByteBuf) message;
            held.add(read);
            bytes += read.readableBytes();
            if (stops) {
                stops = false;
                ctx.channel().config().setAutoRead(false);
                channel.complete(ctx.channel());
            }
            if (bytes == BYTES) {
                ByteBuf whole = Unpooled.wrappedBuffer(held.toArray(ByteBuf[]::new));
                all.complete(ByteBufUtil.getBytes(whole));
                whole.release();
            }
        }

        private void resume() {
            Channel stopped = channel.join();
            stopped.eventLoop().execute(() -> stopped.config().setAutoRead(true));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            all.completeExceptionally(cause);
        }
    }

    private static final class Server implements AutoCloseable {
        private final Vertx vertx;
        private final Channel listening;

        @SuppressWarnings("unchecked") // a wildcard of the SPI, nothing else
        private Server(SocketTransport kind, Reader reader) throws Exception {
            vertx =
                    Vertx.builder()
                            .with(new VertxOptions().setEventLoopPoolSize(1))
                            .withTransport(GuardedTransport.with(kind, Duration.ZERO, null))
                            .build();
            VertxInternal internal = (VertxInternal) vertx;
            ServerBootstrap bootstrap = new ServerBootstrap();
            internal.transport().configure(new NetServerOptions(), false, bootstrap);
            listening =
                    bootstrap
                            .group(
                                    internal.acceptorEventLoopGroup(),
                                    internal.nettyEventLoopGroup())
                            .channelFactory(
                                    (ChannelFactory<ServerChannel>)
                                            internal.transport().serverChannelFactory(false))
                            .option(ChannelOption.SO_RCVBUF, SOCKET_BYTES)
                            .childHandler(reader)
                            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                            .sync()
                            .channel();
        }

        private SocketChannel connect() throws IOException {
            SocketChannel client = SocketChannel.open();
            client.setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BYTES);
            client.connect(listening.localAddress());
            return client;
        }

        @Override
        public void close() {
            vertx.close()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS)
                    .join();
        }
    }
}
