package dev.trunkline.gateway.trunk.oncall;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.codecs.resample.ResamplerProfile;
import dev.trunkline.gateway.agent.AgentProfile;
import dev.trunkline.gateway.call.CallIdentity;
import dev.trunkline.gateway.call.CallNumbers;
import dev.trunkline.gateway.call.CallSettings;
import dev.trunkline.gateway.call.FakeClock;
import dev.trunkline.gateway.call.NextStep;
import dev.trunkline.gateway.call.PlayoutSettings;
import dev.trunkline.gateway.call.TestAgent;
import dev.trunkline.gateway.call.TextMessages;
import dev.trunkline.gateway.call.ToolService;
import dev.trunkline.gateway.call.ToolServices;
import dev.trunkline.gateway.call.UplinkSettings;
import dev.trunkline.gateway.config.EscalationConfig;
import dev.trunkline.gateway.trunk.PhoneNumber;
import dev.trunkline.gateway.trunk.Trunk;
import dev.trunkline.gateway.trunk.dial.CallRequest;
import dev.trunkline.gateway.trunk.dial.DialState;
import dev.trunkline.gateway.trunk.dial.DialView;
import dev.trunkline.gateway.trunk.dial.OutboundCalls;
import dev.trunkline.gateway.trunk.dial.Placement;
import dev.trunkline.gateway.trunk.dial.Purpose;
import dev.trunkline.observability.metrics.CallLabels;
import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.metrics.GatewayMeters;
import dev.trunkline.observability.metrics.LegKind;
import dev.trunkline.observability.metrics.TrunkKind;
import dev.trunkline.observability.record.Arm;
import dev.trunkline.observability.record.CallDirection;
import dev.trunkline.observability.record.Parties;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Escalations whose neighbours a test plays by hand, on a clock that it moves. */
final class OnCallBench implements OutboundCalls, TextMessages, CallerLine {
    static final String CALL = "c-1";

    final FakeClock clock = new FakeClock();

    /** What was begun, with the milliseconds since the call did: {@code 0 rings +15550100001}. */
    final List<String> begun = new ArrayList<>();

    final List<CallRequest> requests = new ArrayList<>();
    final List<String> ended = new ArrayList<>();
    final List<String> sentOn = new ArrayList<>();
    final List<EscalationView.State> outcomes = new ArrayList<>();
    final Deque<Runnable> turns = new ArrayDeque<>();
    final Escalations escalations;
    private final GatewayMeters meters = new GatewayMeters();
    private final long beganNanos = clock.nanos();

    /** Whether the agent still talks with the caller. */
    boolean callerThere = true;

    /** Null: the carrier takes text messages. */
    @Nullable Exception textsFail;

    /** Null: calls can be placed. */
    @Nullable Placement callsFail;

    /** Tasks wait for {@link #turn} instead of running at once. */
    boolean slow;

    OnCallBench(EscalationConfig plan) {
        escalations =
                new Escalations(
                        Map.of(plan.name(), plan),
                        new OnCallSurroundings(
                                this::execute, clock, this, this, this, outcomes::add));
    }

    private void execute(Runnable task) {
        if (slow) {
            turns.add(task);
        } else {
            task.run();
        }
    }

    /** Runs one task; how many wait after it. */
    int turn() {
        turns.remove().run();
        return turns.size();
    }

    private long ms() {
        return (clock.nanos() - beganNanos) / 1_000_000;
    }

    static AgentProfile agent(TestAgent agent, String escalation) {
        agent.escalation = escalation;
        return agent.profile();
    }

    CallSettings call(AgentProfile agent, CallDirection direction) {
        return new CallSettings(
                CALL,
                agent,
                new CallIdentity(
                        "CA0123456789abcdef0123456789abcdef",
                        Instant.EPOCH,
                        "test-gateway",
                        direction,
                        agent.name(),
                        LegKind.STREAM,
                        Arm.observed("native", TrunkKind.NATIVE),
                        Parties.UNKNOWN),
                new CallNumbers(new PhoneNumber("+447700900123"), null),
                AudioFormat.PCMU,
                meters.forCall(CallLabels.unknown(LegKind.STREAM), CALL),
                new PlayoutSettings(20, 2_000, 400, 300_000, ResamplerProfile.HIGH),
                new UplinkSettings(10_000, 10_000, 750, ResamplerProfile.HIGH),
                new ToolServices(new NoTools(), null, _ -> null),
                0);
    }

    /** What a person hears, or the caller's phone is told. */
    static Instruction heard(Future<Instruction> answer) {
        if (!answer.succeeded()) {
            throw new AssertionError("no answer yet");
        }
        return answer.result();
    }

    @Override
    public Future<Placement> place(CallRequest request, @Nullable String idempotencyKey) {
        requests.add(request);
        begun.add(ms() + " rings " + request.to().e164());
        if (callsFail != null) {
            return Future.succeededFuture(callsFail);
        }
        Purpose.OnCall purpose = (Purpose.OnCall) request.purpose();
        return Future.succeededFuture(new Placement.Taken(view("leg-" + purpose.leg())));
    }

    private static DialView view(String id) {
        return new DialView(
                id,
                "front-desk",
                Trunk.UNKNOWN,
                Trunk.UNKNOWN,
                "",
                "",
                DialState.WAITING,
                Instant.EPOCH,
                0,
                List.of(),
                null,
                DialView.Recording.NONE);
    }

    @Override
    public Optional<DialView> find(String id) {
        return Optional.empty();
    }

    @Override
    public Future<Boolean> end(String id) {
        ended.add(id);
        return Future.succeededFuture(true);
    }

    @Override
    public Future<String> send(Optional<PhoneNumber> from, PhoneNumber to, String body) {
        begun.add(ms() + " texts " + to.e164() + ": " + body);
        return textsFail == null ? Future.succeededFuture("SM1") : Future.failedFuture(textsFail);
    }

    @Override
    public Future<Boolean> sendOn(String callSid, CallOutcome outcome, NextStep next) {
        sentOn.add(outcome.label() + " " + next.getClass().getSimpleName());
        boolean there = callerThere;
        callerThere = false;
        Promise<Boolean> sent = Promise.promise();
        sent.complete(there);
        return sent.future();
    }

    private static final class NoTools implements ToolService {
        @Override
        public Running run(Request request, EventLoop loop) {
            throw new AssertionError("no tool is used here");
        }
    }
}
