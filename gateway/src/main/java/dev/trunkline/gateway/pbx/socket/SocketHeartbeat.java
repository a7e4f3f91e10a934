package dev.trunkline.gateway.pbx.socket;

import dev.trunkline.gateway.call.CallClock;
import dev.trunkline.observability.latency.LatencyMetric;
import dev.trunkline.observability.metrics.CallMeters;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Pings on a media socket (RFC 6455 5.5.2): they time the round trip, which a mark cannot, and tell
 * a peer that is gone from one whose caller is silent. Confined to the socket's event loop.
 */
final class SocketHeartbeat {
    private static final long PING_NANOS = 5_000_000_000L;

    /** A peer that has sent nothing at all while so many pings were under way is gone. */
    private static final int MOST_UNANSWERED = 4;

    private final SocketOutput output;
    private final CallClock clock;
    private final CallMeters meters;
    private final Runnable onDead;
    private final CallClock.Timer timer;
    private int unanswered;

    /** Beats from now on; {@code onDead} is told once. */
    SocketHeartbeat(SocketOutput output, CallClock clock, CallMeters meters, Runnable onDead) {
        this.output = output;
        this.clock = clock;
        this.meters = meters;
        this.onDead = onDead;
        timer = clock.every(PING_NANOS, this::ping);
        ping();
    }

    /** Whatever came: the peer lives. */
    static void heard(@Nullable SocketHeartbeat heartbeat) {
        if (heartbeat != null) {
            heartbeat.unanswered = 0;
        }
    }

    /** Borrows {@code payload}: what {@link #ping} sent, unless the peer made it up. */
    void onPong(ByteBuf payload) {
        unanswered = 0;
        if (payload.readableBytes() == Long.BYTES) {
            meters.latency(
                    LatencyMetric.LEG_RTT, clock.nanos() - payload.getLong(payload.readerIndex()));
        }
    }

    void stop() {
        timer.cancel();
    }

    private void ping() {
        if (unanswered == MOST_UNANSWERED) {
            stop();
            onDead.run();
            return;
        }
        unanswered++;
        output.ping(clock.nanos());
        output.flush();
    }
}
