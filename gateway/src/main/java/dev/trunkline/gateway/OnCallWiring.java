package dev.trunkline.gateway;

import dev.trunkline.gateway.call.Calls;
import dev.trunkline.gateway.call.EventLoopClock;
import dev.trunkline.gateway.call.TextMessages;
import dev.trunkline.gateway.config.GatewayConfig;
import dev.trunkline.gateway.trunk.PhoneNumber;
import dev.trunkline.gateway.trunk.dial.OutboundCalls;
import dev.trunkline.gateway.trunk.oncall.Escalations;
import dev.trunkline.gateway.trunk.oncall.OnCallSurroundings;
import dev.trunkline.observability.metrics.GatewayMeters;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Builds what people are brought to calls with. */
final class OnCallWiring {
    private OnCallWiring() {}

    /** Brings people to calls, by what calls out and text messages there are. */
    static Escalations escalations(
            Vertx vertx,
            GatewayConfig config,
            OutboundCalls outbound,
            @Nullable TextMessages texts,
            Calls calls,
            GatewayMeters meters) {
        ContextInternal context = ((VertxInternal) vertx).createEventLoopContext();
        return new Escalations(
                config.escalations(),
                new OnCallSurroundings(
                        task -> context.runOnContext(_ -> task.run()),
                        new EventLoopClock(context.nettyEventLoop()),
                        outbound,
                        texts == null ? OnCallWiring::noTexts : texts,
                        calls::sendOn,
                        state -> meters.dial().escalationOver(state.label())));
    }

    private static Future<String> noTexts(Optional<PhoneNumber> from, PhoneNumber to, String body) {
        return Future.failedFuture(
                new IllegalStateException("no text messages: twilio has no credentials"));
    }
}
