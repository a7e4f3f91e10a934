package dev.trunkline.loadtest.model;

import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_LENGTH;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_TYPE;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The HTTP request of one client: accepted as a WebSocket without extensions, or refused. */
final class Handshake extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Set<String> PATHS = Set.of("/v1/realtime", "/openai/v1/realtime");
    private static final int MAX_FRAME_BYTES = 32 * 1_024 * 1_024;

    private final SimulatedRealtime server;
    private final long connectedNanos = System.nanoTime();

    Handshake(SimulatedRealtime server) {
        this.server = server;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
        QueryStringDecoder uri = new QueryStringDecoder(request.uri());
        Map<String, String> query = new HashMap<>();
        uri.parameters().forEach((name, values) -> query.put(name, values.getLast()));
        Map<String, String> headers = new HashMap<>();
        request.headers()
                .forEach(header ->
                        headers.put(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
        ConnectionInfo info = new ConnectionInfo(server.nextNumber(), uri.path(), query, headers);
        ModelBehavior behavior = server.behaviorFor(info);
        Refusal.Http refusal = refusal(info, behavior);
        if (refusal != null) {
            refuse(ctx, refusal);
        } else {
            int delayMs = behavior.load() == null ? 0 : behavior.load().upgradeDelayMs();
            if (delayMs == 0) {
                accept(ctx, request, info, behavior);
            } else {
                acceptLater(ctx, request.retain(), info, behavior, delayMs);
            }
        }
    }

    /** Takes {@code request}. */
    private void acceptLater(
            ChannelHandlerContext ctx,
            FullHttpRequest request,
            ConnectionInfo info,
            ModelBehavior behavior,
            int delayMs) {
        var _ =
                ctx.executor()
                        .schedule(
                                () -> {
                                    try {
                                        if (ctx.channel().isActive()) {
                                            accept(ctx, request, info, behavior);
                                        }
                                    } finally {
                                        request.release();
                                    }
                                },
                                delayMs,
                                TimeUnit.MILLISECONDS);
    }

    private static Refusal.@Nullable Http refusal(ConnectionInfo info, ModelBehavior behavior) {
        String key = info.apiKey();
        if (behavior.refusal() instanceof Refusal.Http http) {
            return http;
        }
        if (!PATHS.contains(info.path())) {
            return new Refusal.Http(404, "unknown_url", "Invalid URL: " + info.path());
        }
        if (key == null
                || key.isEmpty()
                || (behavior.apiKey() != null && !behavior.apiKey().equals(key))) {
            return Refusal.Http.UNAUTHORIZED;
        }
        String model = info.model();
        if (model == null || model.isEmpty()) {
            return new Refusal.Http(400, "missing_model", "You must provide a model parameter.");
        }
        if (!"websocket".equalsIgnoreCase(info.headers().get("upgrade"))) {
            return new Refusal.Http(426, "upgrade_required", "Connect with a WebSocket.");
        }
        return null;
    }

    private static void refuse(ChannelHandlerContext ctx, Refusal.Http refusal) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putObject("error")
                .put("message", refusal.message())
                .put("type", "invalid_request_error")
                .putNull("param")
                .put("code", refusal.code());
        byte[] utf8 = NoiseMaker.utf8(body.toString());
        FullHttpResponse response =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1,
                        HttpResponseStatus.valueOf(refusal.status()),
                        Unpooled.wrappedBuffer(utf8));
        response.headers().set(CONTENT_TYPE, "application/json").set(CONTENT_LENGTH, utf8.length);
        ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    private void accept(
            ChannelHandlerContext ctx,
            FullHttpRequest request,
            ConnectionInfo info,
            ModelBehavior behavior) {
        WebSocketDecoderConfig decoder =
                WebSocketDecoderConfig.newBuilder()
                        .maxFramePayloadLength(MAX_FRAME_BYTES)
                        .allowExtensions(false)
                        .withUTF8Validator(false)
                        .closeOnProtocolViolation(false) // ModelSocket records it first
                        .build();
        ConnectionRecord record = new ConnectionRecord();
        record.happened(ConnectionRecord.CONNECTED, connectedNanos);
        new WebSocketServerHandshaker13(info.path(), null, decoder)
                .handshake(ctx.channel(), request)
                .addListener(done -> {
                    if (!done.isSuccess()) {
                        var _ = ctx.close();
                        return;
                    }
                    ModelSocket.Scratch scratch = server.scratch(ctx.channel().eventLoop());
                    ModelSocket socket =
                            new ModelSocket(
                                    info,
                                    behavior,
                                    record,
                                    scratch,
                                    protocol -> begin(ctx, info, record, protocol));
                    ctx.pipeline().remove(WebSocketFrameEncoder.class);
                    if (behavior.timing().delaysNetwork()) {
                        ctx.pipeline()
                                .addBefore(
                                        ctx.name(),
                                        "network",
                                        new LinkDelay(behavior.timing(), record));
                    } else {
                        ctx.pipeline().addFirst("appends", new AppendLane(socket, scratch));
                    }
                    ctx.pipeline().replace(this, "model", socket);
                });
    }

    private void begin(
            ChannelHandlerContext ctx,
            ConnectionInfo info,
            ConnectionRecord record,
            RealtimeProtocol protocol) {
        ModelConnection connection =
                new ModelConnection(info, record, protocol, ctx.channel().eventLoop());
        ctx.channel().closeFuture().addListener(_ -> server.gone(connection));
        server.connected(connection);
        if (protocol.behavior().refusal() instanceof Refusal.ErrorThenClose refusal) {
            protocol.events()
                    .error(refusal.errorType(), refusal.code(), refusal.message(), null, null);
            protocol.close(refusal.closeCode(), refusal.code());
        } else {
            protocol.begin();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        var _ = ctx.close();
    }
}
