package dev.trunkline.loadtest.phone;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The opening handshake (RFC 6455 section 4.1) as Twilio does it: no subprotocol, no extension.
 * When it succeeds, the HTTP codec and this handler make way for the {@link StreamSocket}.
 */
final class StreamHandshake extends ChannelInboundHandlerAdapter {
    private static final String GUID =
            "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; // RFC 6455 section 1.3

    private final URI url;
    private final Map<String, String> headers;
    private final StreamSocket socket;
    private final CompletableFuture<Void> opened;
    private final String key;
    private @Nullable HttpResponse response;

    /**
     * @param url public URL: its authority is the Host header
     * @param headers besides those of the handshake
     * @param opened completed on the event loop, before anything of the socket is read; fails with
     *     {@link StreamRefused}
     */
    StreamHandshake(
            URI url,
            Map<String, String> headers,
            StreamSocket socket,
            CompletableFuture<Void> opened) {
        this.url = url;
        this.headers = headers;
        this.socket = socket;
        this.opened = opened;
        byte[] nonce = new byte[16];
        ThreadLocalRandom.current().nextBytes(nonce);
        key = Base64.getEncoder().encodeToString(nonce);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        String target = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        if (url.getRawQuery() != null) {
            target += "?" + url.getRawQuery();
        }
        DefaultFullHttpRequest request =
                new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, target);
        request.headers()
                .set(HttpHeaderNames.HOST, url.getRawAuthority())
                .set(HttpHeaderNames.CONNECTION, "Upgrade")
                .set(HttpHeaderNames.UPGRADE, "websocket")
                .set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, "13")
                .set(HttpHeaderNames.SEC_WEBSOCKET_KEY, key);
        headers.forEach(request.headers()::set);
        var _ = context.writeAndFlush(request);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (message instanceof HttpResponse head) {
                response = head;
            }
            if (message instanceof LastHttpContent && response != null) {
                finish(context, response);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void finish(ChannelHandlerContext context, HttpResponse answer) {
        String accept = answer.headers().get(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT);
        if (answer.status().code() != 101 || !accept(key).equals(accept)) {
            String what =
                    answer.status().code() == 101
                            ? "a wrong Sec-WebSocket-Accept"
                            : answer.status().toString();
            opened.completeExceptionally(
                    new StreamRefused(
                            Violation.STREAM_HANDSHAKE,
                            "upgrade answered with " + what + ", not with 101"));
            var _ = context.close();
            return;
        }
        context.pipeline().addLast(socket);
        // the stream's first messages are frames already, while what the codec has read ahead must
        // wait for them
        context.pipeline().get(HttpClientCodec.class).removeOutboundHandler();
        opened.complete(null);
        context.pipeline().remove(this);
        context.pipeline().remove(HttpClientCodec.class); // hands over what it has read ahead
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        opened.completeExceptionally(
                new StreamRefused(
                        Violation.STREAM_NO_ANSWER,
                        "connection closed before the upgrade was answered"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        boolean tls = cause.toString().contains("SSL");
        opened.completeExceptionally(
                new StreamRefused(
                        tls ? Violation.STREAM_TLS : Violation.STREAM_HANDSHAKE,
                        "upgrade failed: " + cause.getClass().getSimpleName()));
        var _ = context.close();
    }

    static String accept(String key) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            return Base64.getEncoder()
                    .encodeToString(sha1.digest((key + GUID).getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-1", e);
        }
    }
}
