package dev.trunkline.gateway.twilio.relay;

import dev.trunkline.gateway.call.TextLeg;
import dev.trunkline.gateway.call.TextLegListener;
import dev.trunkline.observability.metrics.CallMeters;
import io.netty.channel.EventLoop;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Knows which sessions are expected. Called on the socket's event loop. */
public interface RelayAcceptor {
    /**
     * Joins a session to its call.
     *
     * @return null if no such session is expected: wrong, stale or used token, or another call's
     */
    @Nullable Accepted accept(Opening opening);

    /** A socket ended before it was accepted, for want of a setup. */
    void setupTimedOut();

    /**
     * What a session said of itself.
     *
     * @param parameters what our TwiML gave along
     */
    record Opening(
            TextLeg leg,
            String callSid,
            String accountSid,
            Map<String, String> parameters,
            EventLoop loop) {}

    /** The call that a session belongs to. */
    record Accepted(TextLegListener call, CallMeters meters) {}
}
