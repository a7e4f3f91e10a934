package dev.trunkline.gateway.realtime;

import dev.trunkline.gateway.call.CallClock;
import dev.trunkline.gateway.call.CallClock.Timer;
import dev.trunkline.gateway.config.RealtimeConfig;
import dev.trunkline.observability.latency.LatencyMetric;
import dev.trunkline.observability.metrics.CallMeters;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Pings on the model's socket (RFC 6455 5.5.2): they time the round trip, and tell a peer that is
 * gone from one that has nothing to say. Confined to the session's event loop.
 */
final class Heartbeat {
    private final RealtimeConfig config;
    private final CallMeters meters;
    private final Consumer<String> onDead;
    private @Nullable Timer timer;
    private int unanswered;

    /**
     * Does nothing before {@link #start}.
     *
     * @param onDead told once too many pings are unanswered, and why the socket should go
     */
    Heartbeat(RealtimeConfig config, CallMeters meters, Consumer<String> onDead) {
        this.config = config;
        this.meters = meters;
        this.onDead = onDead;
    }

    void start(Channel socket, CallClock clock) {
        stop();
        timer = clock.every(config.pingInterval().toNanos(), () -> ping(socket, clock));
    }

    void stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    /** Borrows {@code payload}: what {@link #ping} wrote, unless the peer made it up. */
    void onPong(ByteBuf payload, long nowNanos) {
        unanswered = 0;
        if (payload.readableBytes() == Long.BYTES) {
            meters.latency(
                    LatencyMetric.MODEL_RTT, nowNanos - payload.getLong(payload.readerIndex()));
        }
    }

    private void ping(Channel socket, CallClock clock) {
        if (!socket.config().isAutoRead()) {
            return; // nobody reads the answers yet
        }
        if (unanswered >= config.maxMissedPongs()) {
            onDead.accept(unanswered + " pings unanswered");
            return;
        }
        unanswered++;
        ByteBuf payload = socket.alloc().buffer(Long.BYTES).writeLong(clock.nanos());
        var _ = socket.writeAndFlush(new PingWebSocketFrame(payload));
    }
}
