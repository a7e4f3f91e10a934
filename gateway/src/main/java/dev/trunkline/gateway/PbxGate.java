package dev.trunkline.gateway;

import dev.trunkline.gateway.agent.AgentProfile;
import dev.trunkline.gateway.agent.Agents;
import dev.trunkline.gateway.agent.CurrentAgents;
import dev.trunkline.gateway.call.CallIdentity;
import dev.trunkline.gateway.call.CallNumbers;
import dev.trunkline.gateway.call.CallSettings;
import dev.trunkline.gateway.call.Calls;
import dev.trunkline.gateway.call.ExpectedCall;
import dev.trunkline.gateway.call.NextStep;
import dev.trunkline.gateway.call.PhoneLegListener;
import dev.trunkline.gateway.call.ToolServices;
import dev.trunkline.gateway.config.GatewayConfig;
import dev.trunkline.gateway.config.MediaConfig;
import dev.trunkline.gateway.pbx.FramePacer;
import dev.trunkline.gateway.pbx.PbxAdmission;
import dev.trunkline.gateway.pbx.PbxCaller;
import dev.trunkline.gateway.pbx.PbxCalls;
import dev.trunkline.gateway.pbx.PbxLeg;
import dev.trunkline.gateway.trunk.PhoneNumber;
import dev.trunkline.gateway.trunk.Trunk;
import dev.trunkline.observability.metrics.CallLabels;
import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.metrics.GatewayMeters;
import dev.trunkline.observability.metrics.LegKind;
import dev.trunkline.observability.record.Arm;
import dev.trunkline.observability.record.CallDirection;
import dev.trunkline.observability.record.NumberHash;
import dev.trunkline.observability.record.Parties;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Joins what comes from PBXs to the calls: neither knows the other. Any event loop. */
final class PbxGate implements PbxCalls {
    private final GatewayConfig config;
    private final CurrentAgents agents;
    private final Calls calls;
    private final GatewayMeters meters;
    private final ToolServices tools;
    private final InstantSource wallClock;
    private final NumberHash numbers;
    private final Supplier<EventLoop> loops;

    /**
     * @param loops gives one event loop after the other
     */
    PbxGate(
            GatewayConfig config,
            CurrentAgents agents,
            Calls calls,
            GatewayMeters meters,
            ToolServices tools,
            InstantSource wallClock,
            NumberHash numbers,
            Supplier<EventLoop> loops) {
        this.config = config;
        this.agents = agents;
        this.calls = calls;
        this.meters = meters;
        this.tools = tools;
        this.wallClock = wallClock;
        this.numbers = numbers;
        this.loops = loops;
    }

    @Override
    public Future<PbxAdmission> admit(PbxCaller caller, LegKind leg) {
        EventLoop loop = loops.get();
        Promise<PbxAdmission> decided = Promise.promise();
        loop.execute(() -> {
            try {
                decided.complete(admit(caller, leg, loop));
            } catch (RuntimeException broken) { // whoever waits is told, and lets the caller go
                decided.tryFail(broken);
            }
        });
        return decided.future();
    }

    @Override
    public PbxAdmission admit(PbxCaller caller, LegKind leg, EventLoop loop) {
        Trunk trunk = config.trunks().getOrDefault(caller.trunk(), Trunk.UNKNOWN);
        Optional<PhoneNumber> dialled = number(caller.dialledNumber());
        AgentProfile agent =
                agents.now()
                        .select(
                                new Agents.Asked(
                                        Optional.ofNullable(caller.arguments().get("agent")),
                                        dialled,
                                        "",
                                        trunk.name()))
                        .orElse(null);
        if (agent == null) {
            return refused(identity(caller, trunk, "unknown", leg), CallOutcome.REJECTED_AGENT);
        }
        CallIdentity identity = identity(caller, trunk, agent.name(), leg);
        return switch (calls.expect(
                caller.callId(),
                reference ->
                        settings(caller, trunk, agent, identity, dialled.orElse(null), reference),
                loop)) {
            case Calls.Decision.Expected(ExpectedCall expected) -> accepted(expected);
            case Calls.Decision.Full _ -> refused(identity, CallOutcome.REJECTED_FULL);
            case Calls.Decision.Overloaded _ -> refused(identity, CallOutcome.REJECTED_OVERLOADED);
            case Calls.Decision.Draining _ -> refused(identity, CallOutcome.REJECTED_DRAINING);
        };
    }

    @Override
    public Optional<PhoneLegListener> begin(PbxAdmission.Accepted call, PbxLeg leg) {
        ExpectedCall expected = calls.claim(call.callId(), call.token(), call.leg());
        return expected == null
                ? Optional.empty()
                : Optional.of(
                        calls.begin(expected, leg, leg.eventLoop(), ByteBufAllocator.DEFAULT));
    }

    @Override
    public void abandon(PbxAdmission.Accepted call, CallOutcome why) {
        calls.abandon(call.callId(), why);
    }

    @Override
    public NextStep nextStep(PbxAdmission.Accepted call) {
        return calls.nextStep(call.callId());
    }

    private static PbxAdmission.Accepted accepted(ExpectedCall expected) {
        CallSettings settings = expected.settings();
        return new PbxAdmission.Accepted(
                expected.callSid(),
                settings.reference(),
                expected.token(),
                settings.identity().leg(),
                settings.modelFormat(),
                settings.meters(),
                expected.loop());
    }

    private PbxAdmission refused(CallIdentity identity, CallOutcome outcome) {
        calls.refused(identity, outcome);
        return new PbxAdmission.Refused(outcome);
    }

    private CallSettings settings(
            PbxCaller caller,
            Trunk trunk,
            AgentProfile agent,
            CallIdentity identity,
            @Nullable PhoneNumber dialled,
            String reference) {
        MediaConfig media = config.media();
        CallLabels labels =
                new CallLabels(trunk.kind(), trunk.name(), identity.leg(), agent.name());
        return new CallSettings(
                reference,
                agent,
                identity,
                new CallNumbers(number(caller.callerNumber()).orElse(null), dialled),
                config.realtime().formatOf(agent),
                meters.forCall(labels, reference),
                MediaSettings.playout(media, FramePacer.FRAME_MS),
                MediaSettings.uplink(media),
                tools,
                caller.receivedNanos());
    }

    private CallIdentity identity(PbxCaller caller, Trunk trunk, String agent, LegKind leg) {
        return new CallIdentity(
                caller.callId(),
                wallClock.instant(),
                config.records().gateway(),
                CallDirection.INBOUND,
                agent,
                leg,
                new Arm(trunk.name(), trunk.kind(), trunk.name(), experiment(caller), ""),
                new Parties(
                        numbers.of(caller.callerNumber()), numbers.of(caller.dialledNumber()), ""));
    }

    /** Named by whoever placed the call, as in the voice URL; anything else is none. */
    private static String experiment(PbxCaller caller) {
        String name = caller.arguments().getOrDefault("experiment", "");
        return name.matches("[A-Za-z0-9._-]{1,64}") ? name : "";
    }

    private static Optional<PhoneNumber> number(String written) {
        return PhoneNumber.isValid(written)
                ? Optional.of(new PhoneNumber(written))
                : Optional.empty();
    }
}
