package dev.trunkline.gateway.realtime;

import dev.trunkline.gateway.agent.AgentProfile;
import dev.trunkline.gateway.call.Modality;
import dev.trunkline.gateway.call.ModelConnector;
import dev.trunkline.gateway.call.ModelSession;
import dev.trunkline.gateway.call.TakeoverSettings;
import dev.trunkline.gateway.config.MediaConfig.Lane;
import dev.trunkline.gateway.config.RealtimeConfig;
import dev.trunkline.gateway.config.keys.Secret;
import dev.trunkline.observability.metrics.CallMeters;
import dev.trunkline.observability.metrics.SocketSide;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Opens sockets to the model: OpenAI's, Azure's or any server of the protocol. Immutable; any
 * thread.
 */
public final class RealtimeConnector implements ModelConnector {
    /** The vendor's own client sets no limit; a long answer in one event must not end the call. */
    private static final int MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

    private static final int MAX_UPGRADE_RESPONSE_BYTES = 64 * 1024;

    /** Some seconds of audio: beyond, the model does not keep up, and audio waits in the call. */
    private static final WriteBufferWaterMark WATER_MARK =
            new WriteBufferWaterMark(32 * 1024, 64 * 1024);

    private final VertxInternal vertx;
    private final RealtimeConfig config;
    private final Lane lane;
    private final @Nullable SslContext tls;

    public RealtimeConnector(Vertx vertx, RealtimeConfig config, Lane lane) throws SSLException {
        this.vertx = (VertxInternal) vertx;
        this.config = config;
        this.lane = lane;
        tls = config.url().getScheme().equals("wss") ? SslContextBuilder.forClient().build() : null;
    }

    @Override
    public Future<ModelSession> open(
            AgentProfile agent, Modality modality, CallMeters meters, EventLoop loop) {
        return open(agent, modality, true, meters, loop);
    }

    @Override
    public Future<ModelSession> resume(
            AgentProfile agent, Modality modality, CallMeters meters, EventLoop loop) {
        return open(agent, modality, false, meters, loop);
    }

    @Override
    public TakeoverSettings takeover() {
        return new TakeoverSettings(
                config.takeover().attempts(),
                config.takeover().within().toNanos(),
                config.takeover().before().toNanos());
    }

    private Future<ModelSession> open(
            AgentProfile agent,
            Modality modality,
            boolean greets,
            CallMeters meters,
            EventLoop loop) {
        RealtimeSession session =
                new RealtimeSession(
                        agent,
                        modality,
                        greets,
                        config,
                        meters,
                        lane == Lane.FAST ? FastOutput::new : PlainOutput::new,
                        InstantSource.system(),
                        loop);
        String model = agent.model() == null ? config.model() : agent.model();
        URI uri = ModelAddress.of(config.url(), config.query(), model);
        int port = uri.getPort() > 0 ? uri.getPort() : tls == null ? 80 : 443;
        var _ =
                new Bootstrap()
                        .group(loop)
                        .channelFactory(vertx.transport().channelFactory(false))
                        .resolver(vertx.nameResolver().nettyAddressResolverGroup())
                        .option(
                                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                                (int) config.connectTimeout().toMillis())
                        .option(ChannelOption.TCP_NODELAY, true)
                        .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                        .handler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        assemble(channel.pipeline(), uri, port, session);
                                        count(channel, meters);
                                    }
                                })
                        .connect(uri.getHost(), port)
                        .addListener(connected -> {
                            if (!connected.isSuccess()) {
                                session.onConnectFailed(
                                        connected.cause().getClass().getSimpleName());
                            }
                        });
        return session.opened();
    }

    private static void count(Channel channel, CallMeters meters) {
        meters.socketOpened(SocketSide.MODEL);
        channel.closeFuture().addListener(_ -> meters.socketClosed(SocketSide.MODEL));
    }

    /** In the order of the data: socket, TLS, WebSocket, audio lane, the session. */
    private void assemble(ChannelPipeline pipeline, URI uri, int port, RealtimeSession session) {
        if (tls != null) {
            pipeline.addLast(
                    "tls", tls.newHandler(pipeline.channel().alloc(), uri.getHost(), port));
        }
        WebSocketClientProtocolConfig webSocket =
                WebSocketClientProtocolConfig.newBuilder()
                        .webSocketUri(uri)
                        .version(WebSocketVersion.V13)
                        .allowExtensions(false) // the vendor's own client turns compression off
                        .customHeaders(headers())
                        .maxFramePayloadLength(MAX_MESSAGE_BYTES)
                        .handshakeTimeoutMillis(config.connectTimeout().toMillis())
                        .handleCloseFrames(false) // the session wants the code
                        .dropPongFrames(false)
                        .withUTF8Validator(false) // the JSON parser checks what it reads
                        .build();
        pipeline.addLast("http", new HttpClientCodec());
        pipeline.addLast("upgrade", new HttpObjectAggregator(MAX_UPGRADE_RESPONSE_BYTES));
        pipeline.addLast("websocket", new WebSocketClientProtocolHandler(webSocket));
        pipeline.addLast("messages", new WebSocketFrameAggregator(MAX_MESSAGE_BYTES));
        pipeline.addLast("session", new RealtimeSocket(session, this::addLane));
    }

    /** Called once the upgrade is through: only then is there a WebSocket decoder. */
    private void addLane(ChannelPipeline pipeline, RealtimeSession session) {
        String decoder = pipeline.context(WebSocketFrameDecoder.class).name();
        if (lane == Lane.FAST) {
            pipeline.addAfter(decoder, "audio", new DeltaLane(session));
        }
        // Keeps what was decoded in the same read as session.updated, until the phone is there.
        pipeline.addAfter(decoder, "hold", new FlowControlHandler());
    }

    private HttpHeaders headers() {
        HttpHeaders headers = new DefaultHttpHeaders();
        if (config.apiKey() != null) {
            String key = config.apiKey().value();
            switch (config.auth()) {
                case BEARER -> headers.set(HttpHeaderNames.AUTHORIZATION, "Bearer " + key);
                case API_KEY -> headers.set(config.apiKeyHeader(), key);
                case NONE -> {}
            }
        }
        if (config.dialect() == RealtimeConfig.Dialect.BETA) {
            headers.set("OpenAI-Beta", "realtime=v1");
        }
        for (Map.Entry<String, Secret> header : config.headers().entrySet()) {
            headers.set(header.getKey(), header.getValue().value());
        }
        return headers;
    }
}
