package dev.trunkline.gateway.edge;

import dev.trunkline.gateway.config.SocketsConfig;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a socket whose request does not end in time, however busily it trickles, and one that lies
 * idle for too long between requests. A response may take its time. Of a socket that became a
 * WebSocket it takes its leave: what comes, or does not come, on that is its leg's affair.
 *
 * <p>Confined to the socket's event loop. Sits right before Vert.x's own handler.
 */
final class RequestDeadline extends ChannelDuplexHandler {
    private final SocketsConfig config;
    private final Runnable late;
    private @Nullable Future<?> timer;

    /**
     * @param late called before a socket is closed for its slow request
     */
    RequestDeadline(SocketsConfig config, Runnable late) {
        this.config = config;
        this.late = late;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        within(context, config.requestTimeout(), late);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        cancel();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof LastHttpContent) { // before HttpRequest: a whole one is both
            cancel();
            SocketGuard.introduced(context.channel());
        } else if (message instanceof HttpRequest) {
            within(context, config.requestTimeout(), late);
        } else if (!(message instanceof HttpObject)) {
            context.pipeline().remove(this); // a WebSocket: no frame shall pass here again
        }
        context.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise written) {
        if (message instanceof LastHttpContent) {
            within(context, config.keepAlive(), () -> {});
        }
        var _ = context.write(message, written);
    }

    private void within(ChannelHandlerContext context, Duration limit, Runnable before) {
        cancel();
        timer =
                context.executor()
                        .schedule(
                                () -> over(context, before),
                                limit.toMillis(),
                                TimeUnit.MILLISECONDS);
    }

    private void over(ChannelHandlerContext context, Runnable before) {
        if (context.pipeline().get(WebSocketFrameDecoder.class) != null) {
            context.pipeline().remove(this);
            return;
        }
        before.run();
        var _ = context.close();
    }

    private void cancel() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}
