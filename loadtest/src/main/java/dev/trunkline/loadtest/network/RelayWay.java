package dev.trunkline.loadtest.network;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.ArrayDeque;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One direction of a connection through the relay. The relay's event loop only. */
final class RelayWay extends ChannelInboundHandlerAdapter {
    private static final long NANOS_PER_MS = 1_000_000;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    /** A chunk, owned, or the end of the stream, and when it may go on. */
    private record Due(@Nullable ByteBuf bytes, long atNanos) {}

    private final RelayLink link;
    private final Channel to;
    private final SplittableRandom random;
    private final ArrayDeque<Due> queue = new ArrayDeque<>();
    private @Nullable Channel from;
    private long lastNanos = Long.MIN_VALUE;
    private boolean lost;

    RelayWay(RelayLink link, Channel to, SplittableRandom random) {
        this.link = link;
        this.to = to;
        this.random = random;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        from = context.channel();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        link.seen(this, bytes);
        arrived(bytes, bytes.readableBytes());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        arrived(null, 0);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable reset) {
        var _ = context.close(); // an end like another
    }

    private void arrived(@Nullable ByteBuf bytes, int size) {
        lost |= link.state() instanceof PathState.Lost;
        if (lost) {
            if (bytes != null) {
                bytes.release();
            }
            return;
        }
        queue.add(new Due(bytes, due(size)));
        drain();
    }

    private long due(int size) {
        long now = System.nanoTime();
        if (link.state() instanceof PathState.Slow slow) {
            long jitter = slow.jitterMs() * NANOS_PER_MS;
            long due =
                    now
                            + slow.delayMs() * NANOS_PER_MS
                            + (jitter == 0 ? 0 : random.nextLong(jitter + 1));
            long line =
                    slow.bytesPerSecond() == 0
                            ? 0
                            : size * NANOS_PER_SECOND / slow.bytesPerSecond();
            lastNanos = Math.max(due, Math.max(lastNanos, now) + line);
            return lastNanos;
        }
        return now;
    }

    /** The state is another. */
    void changed() {
        if (link.state() instanceof PathState.Lost) {
            lost = true;
            release();
        }
        if (from != null) {
            from.config().setAutoRead(!(link.state() instanceof PathState.Still));
        }
        drain();
    }

    private void drain() {
        boolean wrote = false;
        while (!queue.isEmpty() && !(link.state() instanceof PathState.Still)) {
            long waitNanos = queue.getFirst().atNanos() - System.nanoTime();
            if (waitNanos > 0) {
                var _ = to.eventLoop().schedule(this::drain, waitNanos, TimeUnit.NANOSECONDS);
                break;
            }
            ByteBuf bytes = queue.removeFirst().bytes();
            if (bytes == null) {
                to.flush();
                var _ = to.close();
                return;
            }
            var _ = to.write(bytes); // which releases it, written or not
            wrote = true;
        }
        if (wrote) {
            to.flush();
        }
    }

    void release() {
        for (Due each : queue) {
            if (each.bytes() != null) {
                each.bytes().release();
            }
        }
        queue.clear();
    }
}
