package dev.trunkline.gateway;

import dev.trunkline.gateway.admin.DialJson;
import dev.trunkline.gateway.agent.CurrentAgents;
import dev.trunkline.gateway.call.CallClock;
import dev.trunkline.gateway.call.EventLoopClock;
import dev.trunkline.gateway.config.GatewayConfig;
import dev.trunkline.gateway.trunk.Trunk;
import dev.trunkline.gateway.trunk.choose.TrunkBreakers;
import dev.trunkline.gateway.trunk.choose.TrunkChooser;
import dev.trunkline.gateway.trunk.dial.DialSurroundings;
import dev.trunkline.gateway.trunk.dial.Dialler;
import dev.trunkline.gateway.trunk.dial.RequestCheck;
import dev.trunkline.gateway.trunk.dial.callback.StateCallbacks;
import dev.trunkline.gateway.trunk.limit.CallSlots;
import dev.trunkline.gateway.trunk.limit.IdempotencyKeys;
import dev.trunkline.gateway.trunk.limit.LimitStore;
import dev.trunkline.gateway.trunk.limit.MemoryCallSlots;
import dev.trunkline.gateway.trunk.limit.MemoryIdempotencyKeys;
import dev.trunkline.gateway.trunk.limit.SharedCallSlots;
import dev.trunkline.gateway.trunk.limit.SharedIdempotencyKeys;
import dev.trunkline.gateway.twilio.rest.CallControl;
import dev.trunkline.gateway.twilio.voice.PublicUrl;
import dev.trunkline.observability.metrics.GatewayMeters;
import dev.trunkline.observability.metrics.TrunkState;
import dev.trunkline.observability.record.CallRecord;
import dev.trunkline.observability.record.NumberHash;
import dev.trunkline.observability.record.RecordDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.time.Clock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What calls out are made with, built and taken apart.
 *
 * @param callbacks told last of what becomes of calls
 * @param limits closes what the limits are kept in
 */
record OutboundWiring(Dialler dialler, StateCallbacks callbacks, Supplier<Future<Void>> limits) {
    private static final Logger LOG = LoggerFactory.getLogger(OutboundWiring.class);

    static OutboundWiring of(
            Vertx vertx,
            GatewayConfig config,
            CurrentAgents agents,
            CallControl twilio,
            PublicUrl url,
            GatewayMeters meters,
            NumberHash numbers,
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
        Limits limits =
                config.records()
                        .sharedDatabase()
                        .map(database -> Limits.shared(vertx, database, config))
                        .orElseGet(() -> Limits.own(clock));
        OutboundGate gate =
                new OutboundGate(
                        meters, config.records().numberHash(), config.records().gateway(), records);
        StateCallbacks callbacks =
                new StateCallbacks(
                        vertx,
                        context,
                        clock,
                        config.outbound().allowPrivateCallbacks(),
                        call -> DialJson.of(call).toBuffer(),
                        meters.dial(),
                        gate);
        Dialler dialler =
                new Dialler(
                        context,
                        new DialSurroundings(
                                config.outbound(),
                                new TwilioCarrier(twilio, url),
                                breakers,
                                limits.slots(),
                                callbacks,
                                clock,
                                wallClock),
                        new RequestCheck(
                                config.outbound(),
                                config.trunks(),
                                name -> agents.now().named(name),
                                new TrunkChooser(config.trunks(), config.records().gateway()),
                                wallClock),
                        limits.keys());
        config.trunks().values().stream()
                .filter(Trunk::callsOut)
                .forEach(trunk -> meters.dial().trunk(trunk.name()));
        meters.dial().waiting(dialler::waitingCalls);
        return new OutboundWiring(dialler, callbacks, limits.close());
    }

    /** Where limits and keys are kept: by all gateways together, or by this one alone. */
    private record Limits(CallSlots slots, IdempotencyKeys keys, Supplier<Future<Void>> close) {
        static Limits shared(
                Vertx vertx, RecordDatabase.PostgreSql database, GatewayConfig config) {
            LimitStore store = LimitStore.open(vertx, database);
            CallSlots slots =
                    SharedCallSlots.start(
                            store, config.records().gateway(), SharedCallSlots.USUAL_LEASE_TIME);
            return new Limits(
                    slots,
                    new SharedIdempotencyKeys(store),
                    () -> slots.close().eventually(store::close));
        }

        static Limits own(CallClock clock) {
            CallSlots slots = new MemoryCallSlots(clock::nanos);
            return new Limits(slots, new MemoryIdempotencyKeys(clock::nanos), slots::close);
        }
    }

    /** Tells what is still to be told, and gives back what is held. After the last call. */
    Future<Void> close() {
        return callbacks.drain().eventually(limits);
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
