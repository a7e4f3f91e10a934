package dev.trunkline.gateway;

import dev.trunkline.gateway.agent.AgentProfile;
import dev.trunkline.gateway.agent.Agents;
import dev.trunkline.gateway.agent.CurrentAgents;
import dev.trunkline.gateway.call.CallIdentity;
import dev.trunkline.gateway.call.CallNumbers;
import dev.trunkline.gateway.call.CallSettings;
import dev.trunkline.gateway.call.Calls;
import dev.trunkline.gateway.call.ExpectedCall;
import dev.trunkline.gateway.call.Modality;
import dev.trunkline.gateway.call.NextStep;
import dev.trunkline.gateway.call.ToolServices;
import dev.trunkline.gateway.config.GatewayConfig;
import dev.trunkline.gateway.config.MediaConfig;
import dev.trunkline.gateway.trunk.PhoneNumber;
import dev.trunkline.gateway.trunk.Trunk;
import dev.trunkline.gateway.trunk.dial.CarrierEvent;
import dev.trunkline.gateway.trunk.dial.DialView;
import dev.trunkline.gateway.trunk.dial.Dialler;
import dev.trunkline.gateway.trunk.dial.HandOver;
import dev.trunkline.gateway.trunk.dial.Purpose;
import dev.trunkline.gateway.trunk.oncall.Escalations;
import dev.trunkline.gateway.trunk.oncall.Instruction;
import dev.trunkline.gateway.twilio.voice.Admission;
import dev.trunkline.gateway.twilio.voice.AfterStream;
import dev.trunkline.gateway.twilio.voice.CallParty;
import dev.trunkline.gateway.twilio.voice.CallStatus;
import dev.trunkline.gateway.twilio.voice.CallStatusEvent;
import dev.trunkline.gateway.twilio.voice.IncomingCall;
import dev.trunkline.gateway.twilio.voice.IncomingCalls;
import dev.trunkline.gateway.twilio.voice.PlacedTry;
import dev.trunkline.gateway.twilio.voice.RelayEnd;
import dev.trunkline.gateway.twilio.voice.RelayError;
import dev.trunkline.gateway.twilio.voice.StreamEvent;
import dev.trunkline.observability.latency.LatencyMetric;
import dev.trunkline.observability.metrics.CallCounter;
import dev.trunkline.observability.metrics.CallLabels;
import dev.trunkline.observability.metrics.CallMeters;
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
import org.jspecify.annotations.Nullable;

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
    private final @Nullable Dialler dialler;
    private final Escalations escalations;

    VoiceGate(
            Vertx vertx,
            GatewayConfig config,
            CurrentAgents agents,
            Calls calls,
            GatewayMeters meters,
            ToolServices tools,
            InstantSource wallClock,
            NumberHash numbers,
            @Nullable Dialler dialler,
            Escalations escalations) {
        this.vertx = vertx;
        this.config = config;
        this.agents = agents;
        this.calls = calls;
        this.meters = meters;
        this.tools = tools;
        this.wallClock = wallClock;
        this.dialler = dialler;
        this.escalations = escalations;
        this.numbers = numbers;
        gatewayName = config.records().gateway();
    }

    @Override
    public Future<Admission> admit(IncomingCall call) {
        PlacedTry placed = call.placed().orElse(null);
        if (placed == null || dialler == null) {
            return incoming(call);
        }
        return dialler.answered(placed.callId(), placed.attempt(), call.callSid())
                .compose(answer ->
                        switch (answer) {
                            case HandOver.Taken taken -> placed(call, taken);
                            case HandOver.Gone _ ->
                                    Future.succeededFuture(new Admission.Unwanted());
                            // Another gateway's: the URL names what it takes to go on.
                            case HandOver.Unknown _ -> incoming(call);
                        });
    }

    private Future<Admission> placed(IncomingCall call, HandOver.Taken taken) {
        AgentProfile agent = taken.agent().told(taken.request().parameters());
        LegKind leg = leg(call, agent);
        CallIdentity identity =
                new CallIdentity(
                        call.callSid(),
                        taken.call().createdAt(),
                        gatewayName,
                        CallDirection.OUTBOUND,
                        agent.name(),
                        leg,
                        taken.call().arm(),
                        OutboundGate.parties(numbers, taken.request(), taken.call()));
        String id = taken.call().id();
        EventLoop loop = ((ContextInternal) vertx.getOrCreateContext()).nettyEventLoop();
        return switch (calls.expect(
                call.callSid(),
                _ -> {
                    CallMeters own = meters.forCall(OutboundGate.labels(taken.call(), leg), id);
                    if (taken.postDialNanos() >= 0) {
                        own.latency(LatencyMetric.POST_DIAL_DELAY, taken.postDialNanos());
                    }
                    if (taken.answerNanos() >= 0) {
                        own.latency(LatencyMetric.ANSWER_DELAY, taken.answerNanos());
                    }
                    return settings(
                            id,
                            agent,
                            identity,
                            new CallNumbers(
                                    taken.request().to(),
                                    taken.request().shownBy(taken.call().carriedBy())),
                            own,
                            call.receivedNanos());
                },
                loop)) {
            case Calls.Decision.Expected(ExpectedCall expected) ->
                    Future.succeededFuture(accepted(expected));
            case Calls.Decision.Full _ ->
                    refused(id, Admission.Reason.FULL, CallOutcome.REJECTED_FULL, identity);
            case Calls.Decision.Overloaded _ ->
                    refused(
                            id,
                            Admission.Reason.OVERLOADED,
                            CallOutcome.REJECTED_OVERLOADED,
                            identity);
            case Calls.Decision.Draining _ ->
                    refused(id, Admission.Reason.DRAINING, CallOutcome.REJECTED_DRAINING, identity);
        };
    }

    private Future<Admission> incoming(IncomingCall call) {
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
                    Admission.Reason.UNKNOWN_AGENT,
                    CallOutcome.REJECTED_AGENT,
                    identity(call, "unknown", LegKind.STREAM));
        }
        AgentProfile agent = selected.get();
        EventLoop loop = ((ContextInternal) vertx.getOrCreateContext()).nettyEventLoop();
        return switch (calls.expect(
                call.callSid(), reference -> settings(call, agent, reference), loop)) {
            case Calls.Decision.Expected(ExpectedCall expected) ->
                    Future.succeededFuture(accepted(expected));
            case Calls.Decision.Full _ ->
                    refused(
                            Admission.Reason.FULL,
                            CallOutcome.REJECTED_FULL,
                            identity(call, agent));
            case Calls.Decision.Overloaded _ ->
                    refused(
                            Admission.Reason.OVERLOADED,
                            CallOutcome.REJECTED_OVERLOADED,
                            identity(call, agent));
            case Calls.Decision.Draining _ ->
                    refused(
                            Admission.Reason.DRAINING,
                            CallOutcome.REJECTED_DRAINING,
                            identity(call, agent));
        };
    }

    @Override
    public void abandoned(String callSid) {
        calls.abandon(callSid);
    }

    @Override
    public Future<AfterStream> afterStream(String callSid) {
        return switch (calls.nextStep(callSid)) {
            case NextStep.HangUp _ -> Future.succeededFuture(new AfterStream.HangUp());
            case NextStep.Transfer(var to) ->
                    Future.succeededFuture(new AfterStream.Transfer(to, Optional.empty()));
            case NextStep.OnCall(String call) ->
                    escalations.callerAsks(call).map(AfterStream.OnCall::new);
            case NextStep.Apologise _ -> Future.succeededFuture(new AfterStream.Apologise());
        };
    }

    @Override
    public Future<AfterStream> afterRelay(RelayEnd end) {
        String callSid = end.callSid();
        return switch (end.status()) {
            case ENDED -> afterStream(callSid);
            case COMPLETED -> {
                calls.mediaEnded(callSid, true);
                yield Future.succeededFuture(new AfterStream.HangUp());
            }
            case FAILED -> afterBreak(end);
        };
    }

    private Future<AfterStream> afterBreak(RelayEnd end) {
        String callSid = end.callSid();
        if (end.error() == RelayError.LONGEST_DURATION) {
            return calls.end(
                            callSid,
                            counter(end.error()),
                            CallOutcome.MAX_DURATION,
                            new NextStep.HangUp())
                    .compose(_ -> afterStream(callSid));
        }
        boolean worthAnotherTry = end.callerIsThere() && end.error().worthAnotherTry();
        return calls.reopen(callSid, end.sessionId(), counter(end.error()), worthAnotherTry)
                .compose(reopened -> {
                    if (reopened.isPresent()) {
                        return Future.succeededFuture(
                                new AfterStream.Reopen(accepted(reopened.get())));
                    }
                    if (end.error() == RelayError.TOO_MANY_SESSIONS) {
                        calls.abandon(callSid, CallOutcome.REJECTED_RELAY_FULL);
                    }
                    return afterStream(callSid);
                });
    }

    private static CallCounter counter(RelayError error) {
        return switch (error) {
            case NETWORK -> CallCounter.RELAY_ERROR_39001;
            case UNREACHABLE -> CallCounter.RELAY_ERROR_64102;
            case LONGEST_DURATION -> CallCounter.RELAY_ERROR_64104;
            case CLOSED -> CallCounter.RELAY_ERROR_64105;
            case BAD_ARGUMENT -> CallCounter.RELAY_ERROR_64106;
            case BAD_MESSAGE -> CallCounter.RELAY_ERROR_64107;
            case TOO_MANY_SESSIONS -> CallCounter.RELAY_ERROR_64109;
            case TRANSCRIPTION -> CallCounter.RELAY_ERROR_64114;
            case NONE, OTHER -> CallCounter.RELAY_ERROR_OTHER;
        };
    }

    @Override
    public void statusChanged(CallStatusEvent event) {
        PlacedTry placed = event.placed().orElse(null);
        if (placed != null && dialler != null) {
            dialler.onEvent(
                    new CarrierEvent(
                            placed.callId(),
                            placed.attempt(),
                            event.callSid(),
                            kind(event.status()),
                            event.sequenceNumber().orElse(-1),
                            event.sipResponseCode().orElse(0),
                            event.errorCode().orElse(0)));
        }
        if (event.status().terminal()) {
            calls.mediaEnded(event.callSid(), true);
        }
    }

    private static CarrierEvent.Kind kind(CallStatus status) {
        return switch (status) {
            case QUEUED, INITIATED, UNRECOGNIZED -> CarrierEvent.Kind.UNDER_WAY;
            case RINGING -> CarrierEvent.Kind.RINGING;
            case IN_PROGRESS -> CarrierEvent.Kind.ANSWERED;
            case COMPLETED -> CarrierEvent.Kind.COMPLETED;
            case BUSY -> CarrierEvent.Kind.BUSY;
            case FAILED -> CarrierEvent.Kind.FAILED;
            case NO_ANSWER -> CarrierEvent.Kind.NO_ANSWER;
            case CANCELED -> CarrierEvent.Kind.CANCELED;
        };
    }

    @Override
    public void answererFound(PlacedTry placed, String answeredBy) {
        if (dialler != null) {
            dialler.onAnswerer(
                    new CarrierEvent.Answerer(placed.callId(), placed.attempt(), answeredBy));
        }
    }

    @Override
    public void recorded(PlacedTry placed, String recordingSid, String status, int seconds) {
        if (dialler != null) {
            dialler.onRecording(
                    new CarrierEvent.RecordingEvent(
                            placed.callId(),
                            placed.attempt(),
                            new DialView.Recording(recordingSid, status, seconds)));
        }
    }

    @Override
    public Future<Instruction> personAnswered(PlacedTry placed, String callSid) {
        Future<HandOver> handOver =
                dialler == null
                        ? Future.succeededFuture(new HandOver.Unknown())
                        : dialler.answered(placed.callId(), placed.attempt(), callSid);
        return handOver.compose(answer ->
                answer instanceof HandOver.Taken taken
                                && taken.request().purpose()
                                        instanceof Purpose.OnCall(String call, int leg)
                        ? escalations.answered(call, leg)
                        : Future.succeededFuture(new Instruction.HangUp()));
    }

    @Override
    public Future<Instruction> personPressed(String call, int leg, String key) {
        return escalations.pressed(call, leg, key);
    }

    @Override
    public void messageLeft(String call, String recordingSid, int seconds) {
        escalations.messageLeft(call, recordingSid, seconds);
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
                        call.trunk().kind(), call.trunk().name(), leg(call, agent), agent.name());
        return settings(
                reference,
                agent,
                identity(call, agent),
                new CallNumbers(call.from().number().orElse(null), call.to().number().orElse(null)),
                meters.forCall(labels, reference),
                call.receivedNanos());
    }

    private CallSettings settings(
            String reference,
            AgentProfile agent,
            CallIdentity identity,
            CallNumbers parties,
            CallMeters own,
            long receivedNanos) {
        MediaConfig media = config.media();
        return new CallSettings(
                reference,
                agent,
                identity,
                parties,
                config.realtime().formatOf(agent),
                own,
                MediaSettings.playout(media, media.frameMs()),
                MediaSettings.uplink(media),
                tools,
                receivedNanos);
    }

    /** How the call's media is brought: the signed URL wins over the agent's profile. */
    private static LegKind leg(IncomingCall call, AgentProfile agent) {
        return switch (call.leg().orElse(agent.leg())) {
            case STREAM -> LegKind.STREAM;
            case RELAY -> LegKind.RELAY;
        };
    }

    private static Admission.Accepted accepted(ExpectedCall expected) {
        String greeting = expected.settings().agent().greeting().text();
        return accepted(expected.settings(), expected.token(), greeting == null ? "" : greeting);
    }

    /** The caller was greeted before. */
    private static Admission.Accepted accepted(Calls.Reopened reopened) {
        return accepted(reopened.settings(), reopened.token(), "");
    }

    private static Admission.Accepted accepted(
            CallSettings settings, String token, String greeting) {
        return new Admission.Accepted(
                settings.modality() == Modality.TEXT
                        ? new Admission.Leg.Words(settings.agent().relay(), greeting)
                        : new Admission.Leg.Audio(),
                Map.of(LegClaims.TOKEN, token, LegClaims.REFERENCE, settings.reference()));
    }

    private CallIdentity identity(IncomingCall call, AgentProfile agent) {
        return identity(call, agent.name(), leg(call, agent));
    }

    private CallIdentity identity(IncomingCall call, String agent, LegKind leg) {
        Trunk trunk = call.trunk();
        return new CallIdentity(
                call.callSid(),
                wallClock.instant(),
                gatewayName,
                call.placed().isPresent() ? CallDirection.OUTBOUND : CallDirection.INBOUND,
                agent,
                leg,
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
            String reference, Admission.Reason reason, CallOutcome outcome, CallIdentity identity) {
        calls.refused(reference, identity, outcome);
        return Future.succeededFuture(new Admission.Refused(reason));
    }

    private Future<Admission> refused(
            Admission.Reason reason, CallOutcome outcome, CallIdentity identity) {
        calls.refused(identity, outcome);
        return Future.succeededFuture(new Admission.Refused(reason));
    }
}
