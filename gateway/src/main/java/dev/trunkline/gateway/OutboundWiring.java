package dev.trunkline.gateway;

import dev.trunkline.gateway.agent.CurrentAgents;
import dev.trunkline.gateway.call.CallClock;
import dev.trunkline.gateway.call.Calls;
import dev.trunkline.gateway.call.EventLoopClock;
import dev.trunkline.gateway.call.TextMessages;
import dev.trunkline.gateway.config.GatewayConfig;
import dev.trunkline.gateway.trunk.PhoneNumber;
import dev.trunkline.gateway.trunk.Trunk;
import dev.trunkline.gateway.trunk.choose.TrunkBreakers;
import dev.trunkline.gateway.trunk.choose.TrunkChooser;
import dev.trunkline.gateway.trunk.dial.DialSurroundings;
import dev.trunkline.gateway.trunk.dial.Dialler;
import dev.trunkline.gateway.trunk.dial.OutboundCalls;
import dev.trunkline.gateway.trunk.dial.RequestCheck;
import dev.trunkline.gateway.trunk.limit.CallSlots;
import dev.trunkline.gateway.trunk.limit.IdempotencyKeys;
import dev.trunkline.gateway.trunk.limit.MemoryCallSlots;
import dev.trunkline.gateway.trunk.limit.MemoryIdempotencyKeys;
import dev.trunkline.gateway.trunk.oncall.Escalations;
import dev.trunkline.gateway.trunk.oncall.OnCallSurroundings;
import dev.trunkline.gateway.twilio.rest.CallControl;
import dev.trunkline.gateway.twilio.voice.PublicUrl;
import dev.trunkline.observability.metrics.GatewayMeters;
import dev.trunkline.observability.metrics.TrunkState;
import dev.trunkline.observability.record.CallRecord;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Builds what calls out are made with. */
final class OutboundWiring {
    private static final Logger LOG = LoggerFactory.getLogger(OutboundWiring.class);

    private OutboundWiring() {}

    static Dialler dialler(
            Vertx vertx,
            GatewayConfig config,
            CurrentAgents agents,
            CallControl twilio,
            PublicUrl url,
            GatewayMeters meters,
            Consumer<CallRecord> records) {
        ContextInternal context = ((VertxInternal) vertx).createEventLoopContext();
        CallClock clock = new EventLoopClock(context.nettyEventLoop());
        Clock wallClock = Clock.systemUTC();
        TrunkBreakers breakers =
                new TrunkBreakers(
                        config.outbound().breaker(),
                        config.trunks().values(),
                        wallClock,
                        OutboundWiring::changed);
        breakers.reportTo(meters.trunks());
        CallSlots slots = new MemoryCallSlots(clock::nanos);
        IdempotencyKeys keys = new MemoryIdempotencyKeys(clock::nanos);
        OutboundGate gate =
                new OutboundGate(
                        meters, config.records().numberHash(), config.records().gateway(), records);
        Dialler dialler =
                new Dialler(
                        context,
                        new DialSurroundings(
                                config.outbound(),
                                new TwilioCarrier(twilio, url),
                                breakers,
                                slots,
                                gate,
                                clock,
                                wallClock),
                        new RequestCheck(
                                config.outbound(),
                                config.trunks(),
                                name -> agents.now().named(name),
                                new TrunkChooser(config.trunks(), config.records().gateway()),
                                wallClock),
                        keys);
        meters.dial().waiting(dialler::waitingCalls);
        return dialler;
    }

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
                        texts == null ? OutboundWiring::noTexts : texts,
                        calls::sendOn,
                        state -> meters.dial().escalationOver(state.label())));
    }

    private static Future<String> noTexts(Optional<PhoneNumber> from, PhoneNumber to, String body) {
        return Future.failedFuture(
                new IllegalStateException("no text messages: twilio has no credentials"));
    }

    private static void changed(Trunk trunk, TrunkState before, TrunkState now) {
        LOG.atWarn()
                .setMessage("trunk.state")
                .addKeyValue("trunk", trunk.name())
                .addKeyValue("before", before.label())
                .addKeyValue("now", now.label())
                .log();
    }
}
