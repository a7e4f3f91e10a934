package dev.trunkline.loadtest.model;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The network between a client and the model: every frame is passed on after a constant delay, in
 * order, each way. What is under way when the connection ends is lost. Confined to the event loop.
 */
final class LinkDelay extends ChannelDuplexHandler {
    private final long toModelNanos;
    private final long toClientNanos;
    private final ConnectionRecord record;
    private final ArrayDeque<Parcel> toModel = new ArrayDeque<>();
    private final ArrayDeque<Parcel> toClient = new ArrayDeque<>();

    private record Parcel(long dueNanos, Object message, @Nullable ChannelPromise promise) {}

    LinkDelay(ModelTiming timing, ConnectionRecord record) {
        this.record = record;
        toModelNanos = timing.toModelMs() * 1_000_000;
        toClientNanos = timing.toClientMs() * 1_000_000;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        long nowNanos = System.nanoTime();
        if (message instanceof PingWebSocketFrame) {
            record.happened(ConnectionRecord.PING, nowNanos);
        }
        toModel.add(new Parcel(nowNanos + toModelNanos, message, null));
        if (toModel.size() == 1) {
            later(ctx, toModelNanos, () -> deliver(ctx));
        }
    }

    private void deliver(ChannelHandlerContext ctx) {
        long nowNanos = System.nanoTime();
        Parcel next = toModel.peek();
        while (next != null && next.dueNanos <= nowNanos) {
            toModel.remove();
            ctx.fireChannelRead(next.message);
            next = toModel.peek();
        }
        ctx.fireChannelReadComplete();
        if (next != null) {
            later(ctx, next.dueNanos - nowNanos, () -> deliver(ctx));
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        // Told when something has been delivered.
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        toClient.add(new Parcel(System.nanoTime() + toClientNanos, message, promise));
        if (toClient.size() == 1) {
            later(ctx, toClientNanos, () -> send(ctx));
        }
    }

    private void send(ChannelHandlerContext ctx) {
        long nowNanos = System.nanoTime();
        Parcel next = toClient.peek();
        while (next != null && next.dueNanos <= nowNanos) {
            toClient.remove();
            var _ = ctx.write(next.message, next.promise);
            next = toClient.peek();
        }
        ctx.flush();
        if (next != null) {
            later(ctx, next.dueNanos - nowNanos, () -> send(ctx));
        }
    }

    private static void later(ChannelHandlerContext ctx, long delayNanos, Runnable step) {
        var _ = ctx.executor().schedule(step, delayNanos, NANOSECONDS);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        lose();
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        lose();
    }

    private void lose() {
        for (Parcel lost = toModel.poll(); lost != null; lost = toModel.poll()) {
            ReferenceCountUtil.release(lost.message);
        }
        for (Parcel lost = toClient.poll(); lost != null; lost = toClient.poll()) {
            ReferenceCountUtil.release(lost.message);
            if (lost.promise != null) {
                lost.promise.tryFailure(new ClosedChannelException());
            }
        }
    }
}
