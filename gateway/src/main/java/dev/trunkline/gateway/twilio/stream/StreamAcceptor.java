package dev.trunkline.gateway.twilio.stream;

import dev.trunkline.gateway.call.PhoneLeg;
import dev.trunkline.gateway.call.PhoneLegListener;
import dev.trunkline.observability.metrics.CallMeters;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Knows which streams are expected. Called on the stream's event loop. */
public interface StreamAcceptor {
    /**
     * Joins a stream to its call.
     *
     * @return null if no such stream is expected: wrong, stale or used token, or another call's
     */
    @Nullable Accepted accept(Opening opening);

    /** A stream ended before it was accepted, for want of a start or of a valid one. */
    void startTimedOut();

    /**
     * What a stream said of itself.
     *
     * @param parameters what our TwiML gave along
     */
    record Opening(
            PhoneLeg leg,
            String callSid,
            String accountSid,
            Map<String, String> parameters,
            EventLoop loop,
            ByteBufAllocator allocator) {}

    /** The call that a stream belongs to. */
    record Accepted(PhoneLegListener call, CallMeters meters) {}
}
