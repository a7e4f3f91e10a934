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
import dev.trunkline.gateway.call.PlayoutSettings;
import dev.trunkline.gateway.call.ToolServices;
import dev.trunkline.gateway.call.UplinkSettings;
import dev.trunkline.gateway.config.GatewayConfig;
import dev.trunkline.gateway.config.MediaConfig;
import dev.trunkline.gateway.trunk.PhoneNumber;
import dev.trunkline.gateway.trunk.Trunk;
import dev.trunkline.gateway.twilio.voice.Admission;
import dev.trunkline.gateway.twilio.voice.AfterStream;
import dev.trunkline.gateway.twilio.voice.CallParty;
import dev.trunkline.gateway.twilio.voice.CallStatusEvent;
import dev.trunkline.gateway.twilio.voice.IncomingCall;
import dev.trunkline.gateway.twilio.voice.IncomingCalls;
import dev.trunkline.gateway.twilio.voice.StreamEvent;
import dev.trunkline.observability.metrics.CallLabels;
import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.metrics.GatewayMeters;
import dev.trunkline.observability.metrics.LegKind;
import dev.trunkline.observability.record.Arm;
import dev.trunkline.observability.record.CallDirection;
import dev.trunkline.observability.record.NumberHash;
import dev.trunkline.observability.record.Parties;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** Joins the voice webhooks to the calls: neither knows the other. Any event loop. */
final class VoiceGate implements IncomingCalls {
    private final Vertx vertx;
    private final GatewayConfig config;
    private final CurrentAgents agents;
    private final Calls calls;
    private final GatewayMeters meters;
    private final ToolServices tools;
    private final NumberHash numbers;
    private final String gatewayName;
    private final InstantSource wallClock;

    VoiceGate(
            Vertx vertx,
            GatewayConfig config,
            CurrentAgents agents,
            Calls calls,
            GatewayMeters meters,
            ToolServices tools,
            InstantSource wallClock) {
        this.vertx = vertx;
        this.config = config;
        this.agents = agents;
        this.calls = calls;
        this.meters = meters;
        this.tools = tools;
        this.wallClock = wallClock;
        numbers = config.records().numberHash();
        gatewayName = config.records().gateway();
    }

    @Override
    public Future<Admission> admit(IncomingCall call) {
        Optional<AgentProfile> selected =
                agents.now()
                        .select(
                                new Agents.Asked(
                                        call.agent(),
                                        call.to().number(),
                                        call.to().sipDomain(),
                                        call.trunk().name()));
        if (selected.isEmpty()) {
            return refused(
                    call, Admission.Reason.UNKNOWN_AGENT, CallOutcome.REJECTED_AGENT, "unknown");
        }
        AgentProfile agent = selected.get();
        EventLoop loop = ((ContextInternal) vertx.getOrCreateContext()).nettyEventLoop();
        return switch (calls.expect(
                call.callSid(), reference -> settings(call, agent, reference), loop)) {
            case Calls.Decision.Expected(ExpectedCall expected) ->
                    Future.succeededFuture(new Admission.Accepted(parameters(expected)));
            case Calls.Decision.Full _ ->
                    refused(call, Admission.Reason.FULL, CallOutcome.REJECTED_FULL, agent.name());
            case Calls.Decision.Draining _ ->
                    refused(
                            call,
                            Admission.Reason.DRAINING,
                            CallOutcome.REJECTED_DRAINING,
                            agent.name());
        };
    }

    @Override
    public void abandoned(String callSid) {
        calls.abandon(callSid);
    }

    @Override
    public Future<AfterStream> afterStream(String callSid) {
        return Future.succeededFuture(
                switch (calls.nextStep(callSid)) {
                    case NextStep.HangUp _ -> new AfterStream.HangUp();
                    case NextStep.Transfer(var to) ->
                            new AfterStream.Transfer(to, Optional.empty());
                    case NextStep.Apologise _ -> new AfterStream.Apologise();
                });
    }

    @Override
    public void statusChanged(CallStatusEvent event) {
        if (event.status().terminal()) {
            calls.mediaEnded(event.callSid(), true);
        }
    }

    @Override
    public void streamEvent(StreamEvent event) {
        if (event.kind() == StreamEvent.Kind.ERROR) {
            calls.mediaEnded(event.callSid(), false);
        }
    }

    private CallSettings settings(IncomingCall call, AgentProfile agent, String reference) {
        CallLabels labels =
                new CallLabels(
                        call.trunk().kind(), call.trunk().name(), LegKind.STREAM, agent.name());
        MediaConfig media = config.media();
        return new CallSettings(
                reference,
                agent,
                identity(call, agent.name()),
                new CallNumbers(call.from().number().orElse(null), call.to().number().orElse(null)),
                config.realtime().formatOf(agent),
                meters.forCall(labels, reference),
                new PlayoutSettings(
                        media.frameMs(),
                        media.playoutLeadMs(),
                        media.markIntervalMs(),
                        media.playoutQueueMs(),
                        media.resampler()),
                new UplinkSettings(
                        media.heldCallerAudioMs(),
                        media.gapFillMs(),
                        media.silenceAfterMs(),
                        media.resampler()),
                tools,
                call.receivedNanos());
    }

    private static Map<String, String> parameters(ExpectedCall expected) {
        return Map.of(
                StreamGate.TOKEN, expected.token(), StreamGate.REFERENCE, expected.reference());
    }

    private CallIdentity identity(IncomingCall call, String agent) {
        Trunk trunk = call.trunk();
        return new CallIdentity(
                call.callSid(),
                wallClock.instant(),
                gatewayName,
                CallDirection.INBOUND,
                agent,
                LegKind.STREAM,
                new Arm(trunk.name(), trunk.kind(), trunk.name(), call.experiment(), ""),
                new Parties(
                        numbers.of(number(call.from())),
                        numbers.of(number(call.to())),
                        call.attestation()));
    }

    private static String number(CallParty party) {
        return party.number().map(PhoneNumber::e164).orElse(party.raw());
    }

    private Future<Admission> refused(
            IncomingCall call, Admission.Reason reason, CallOutcome outcome, String agent) {
        calls.refused(identity(call, agent), outcome);
        return Future.succeededFuture(new Admission.Refused(reason));
    }
}
