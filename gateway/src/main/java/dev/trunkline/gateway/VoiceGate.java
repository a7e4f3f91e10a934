package dev.trunkline.gateway;

import dev.trunkline.gateway.agent.AgentProfile;
import dev.trunkline.gateway.call.CallSettings;
import dev.trunkline.gateway.call.Calls;
import dev.trunkline.gateway.call.ExpectedCall;
import dev.trunkline.gateway.call.NextStep;
import dev.trunkline.gateway.call.PlayoutSettings;
import dev.trunkline.gateway.call.UplinkSettings;
import dev.trunkline.gateway.config.GatewayConfig;
import dev.trunkline.gateway.config.MediaConfig;
import dev.trunkline.gateway.twilio.voice.Admission;
import dev.trunkline.gateway.twilio.voice.AfterStream;
import dev.trunkline.gateway.twilio.voice.CallStatusEvent;
import dev.trunkline.gateway.twilio.voice.IncomingCall;
import dev.trunkline.gateway.twilio.voice.IncomingCalls;
import dev.trunkline.gateway.twilio.voice.StreamEvent;
import dev.trunkline.observability.metrics.CallLabels;
import dev.trunkline.observability.metrics.GatewayMeters;
import dev.trunkline.observability.metrics.LegKind;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.util.Map;
import java.util.Optional;

/** Joins the voice webhooks to the calls: neither knows the other. Any event loop. */
final class VoiceGate implements IncomingCalls {
    private final Vertx vertx;
    private final GatewayConfig config;
    private final Calls calls;
    private final GatewayMeters meters;

    VoiceGate(Vertx vertx, GatewayConfig config, Calls calls, GatewayMeters meters) {
        this.vertx = vertx;
        this.config = config;
        this.calls = calls;
        this.meters = meters;
    }

    @Override
    public Future<Admission> admit(IncomingCall call) {
        AgentProfile agent = config.agents().get(call.agent());
        if (agent == null) {
            return refused(Admission.Reason.UNKNOWN_AGENT);
        }
        EventLoop loop = ((ContextInternal) vertx.getOrCreateContext()).nettyEventLoop();
        return switch (calls.expect(
                call.callSid(), reference -> settings(call, agent, reference), loop)) {
            case Calls.Decision.Expected(ExpectedCall expected) ->
                    Future.succeededFuture(new Admission.Accepted(parameters(expected)));
            case Calls.Decision.Full _ -> refused(Admission.Reason.FULL);
            case Calls.Decision.Draining _ -> refused(Admission.Reason.DRAINING);
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
                call.trunk().name(),
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
                call.receivedNanos());
    }

    private static Map<String, String> parameters(ExpectedCall expected) {
        return Map.of(
                StreamGate.TOKEN, expected.token(), StreamGate.REFERENCE, expected.reference());
    }

    private static Future<Admission> refused(Admission.Reason reason) {
        return Future.succeededFuture(new Admission.Refused(reason));
    }
}
