package dev.trunkline.loadtest.phone;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Opens the WebSocket of a stream on a call's event loop.
 *
 * <p>A Netty pipeline of its own rather than Vert.x's WebSocket client: fragments, resets,
 * half-closed connections and hostile bytes are needed here, and 1000 calls' audio must cost less
 * than in the gateway under test.
 */
final class StreamConnector {
    private static final int CONNECT_LIMIT_MS = 5_000;

    /** Some seconds of audio: beyond it the gateway does not read, and frames are dropped. */
    private static final WriteBufferWaterMark WRITE_LIMIT =
            new WriteBufferWaterMark(64 * 1024, 128 * 1024);

    private final ChannelFactory<? extends Channel> channels;
    private final Trust trust;
    private @Nullable SslContext tls;

    StreamConnector(ChannelFactory<? extends Channel> channels, Trust trust) {
        this.channels = channels;
        this.trust = trust;
    }

    /** Where to connect: an address, and the TLS server name when {@code tls}. */
    record Target(String host, int port, boolean tls) {}

    /**
     * Connects and upgrades; the future is completed on the loop, exceptionally with {@link
     * StreamRefused}.
     */
    CompletableFuture<Void> connect(
            PhoneLoop loop,
            Target target,
            URI url,
            Map<String, String> headers,
            StreamSocket socket) {
        CompletableFuture<Void> opened = new CompletableFuture<>();
        new Bootstrap()
                .group(loop.eventLoop)
                .channelFactory(channels)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_LIMIT_MS)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WRITE_LIMIT)
                .handler(
                        new ChannelInitializer<>() {
                            @Override
                            protected void initChannel(Channel channel) throws SSLException {
                                if (target.tls) {
                                    channel.pipeline()
                                            .addLast(
                                                    tls().newHandler(
                                                                    channel.alloc(),
                                                                    url.getHost(),
                                                                    target.port));
                                }
                                channel.pipeline()
                                        .addLast(new HttpClientCodec())
                                        .addLast(new StreamHandshake(url, headers, socket, opened));
                            }
                        })
                .connect(target.host, target.port)
                .addListener(connected -> {
                    Throwable cause = connected.cause();
                    if (cause != null) {
                        opened.completeExceptionally(
                                new StreamRefused(
                                        cause instanceof ConnectTimeoutException
                                                ? Violation.STREAM_NO_ANSWER
                                                : Violation.STREAM_REFUSED,
                                        "no connection: " + cause.getClass().getSimpleName()));
                    }
                });
        return opened;
    }

    /** Made once: a context of its own for each call would cost more than the call. */
    private synchronized SslContext tls() throws SSLException {
        if (tls == null) {
            tls =
                    SslContextBuilder.forClient()
                            .trustManager(trust.managers())
                            .endpointIdentificationAlgorithm(trust.checked() ? "HTTPS" : null)
                            .build();
        }
        return tls;
    }
}
