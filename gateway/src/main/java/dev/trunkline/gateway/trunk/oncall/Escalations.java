package dev.trunkline.gateway.trunk.oncall;

import dev.trunkline.gateway.agent.AgentProfile;
import dev.trunkline.gateway.agent.EscalateOn;
import dev.trunkline.gateway.call.CallSettings;
import dev.trunkline.gateway.call.OnCall;
import dev.trunkline.gateway.config.EscalationConfig;
import dev.trunkline.observability.record.CallDirection;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** All calls that people are brought to. Any thread. */
public final class Escalations implements OnCall {
    /** A message's recording, or a person who presses a key, may come so long after the call. */
    private static final long REMEMBERED_NANOS = TimeUnit.HOURS.toNanos(1);

    private static final int MOST_REMEMBERED = 10_000;

    private final Map<String, EscalationConfig> plans;
    private final OnCallSurroundings around;
    private final Map<String, Escalation> byCall = new ConcurrentHashMap<>();
    private final Deque<Ended> ended = new ArrayDeque<>();

    private record Ended(String call, long atNanos) {}

    /**
     * None yet.
     *
     * @param plans by the names that agents refer to them by
     */
    public Escalations(Map<String, EscalationConfig> plans, OnCallSurroundings around) {
        this.plans = plans;
        this.around = around;
    }

    /** Calls out are not this one's: whoever is called there did not ask for anybody. */
    @Override
    public void began(CallSettings call) {
        AgentProfile agent = call.agent();
        if (agent.escalateOn() == EscalateOn.START
                && call.identity().direction() == CallDirection.INBOUND) {
            begin(call, agent);
        }
    }

    @Override
    public void asked(CallSettings call, AgentProfile agent) {
        begin(call, agent);
    }

    private void begin(CallSettings settings, AgentProfile agent) {
        String name = agent.escalation();
        EscalationConfig plan = name == null ? null : plans.get(name);
        if (plan == null) {
            return; // nobody, or an agent that was reloaded with a name that is new
        }
        EscalatedCall call = EscalatedCall.of(settings, agent);
        around.loop()
                .execute(() -> {
                    Escalation known = byCall.get(call.reference());
                    if (known == null) {
                        Escalation first = new Escalation(plan, call, around);
                        byCall.put(call.reference(), first);
                        first.advance();
                    } else if (known.canBeginAgain()) {
                        known.beginAgain();
                    }
                });
    }

    @Override
    public void ended(CallSettings call) {
        around.loop()
                .execute(() -> {
                    Escalation over = byCall.get(call.reference());
                    if (over != null) {
                        over.callEnded();
                        forgetOld(call.reference());
                    }
                });
    }

    private void forgetOld(String newest) {
        long now = around.clock().nanos();
        ended.add(new Ended(newest, now));
        while (ended.size() > MOST_REMEMBERED
                || now - ended.getFirst().atNanos() > REMEMBERED_NANOS) {
            byCall.remove(ended.removeFirst().call());
        }
    }

    /**
     * A person who was rung has picked up.
     *
     * @param call reference of the call that it is about
     * @param leg number of the person
     */
    public Future<Instruction> answered(String call, int leg) {
        return of(call, escalation -> escalation.answered(leg));
    }

    /** A person has pressed a key. */
    public Future<Instruction> pressed(String call, int leg, String key) {
        return of(call, escalation -> escalation.pressed(leg, key));
    }

    /** The phone of a caller whose agent has left asks what comes. */
    public Future<Instruction> callerAsks(String call) {
        return of(call, escalation -> Future.succeededFuture(escalation.callerAsks()));
    }

    /**
     * A caller has left a message.
     *
     * @param recordingSid {@code RE…}
     */
    public void messageLeft(String call, String recordingSid, int seconds) {
        around.loop()
                .execute(() -> {
                    Escalation escalation = byCall.get(call);
                    if (escalation != null) {
                        escalation.messageLeft(recordingSid, seconds);
                    }
                });
    }

    /** What has become of the people for a call; empty if none were rung, or long ago. */
    public Optional<EscalationView> find(String call) {
        return Optional.ofNullable(byCall.get(call)).map(Escalation::view);
    }

    /** Of a call that is unknown, such as one from before a restart, there is nothing to tell. */
    private Future<Instruction> of(String call, Function<Escalation, Future<Instruction>> what) {
        Promise<Instruction> answer = Promise.promise();
        around.loop()
                .execute(() -> {
                    @Nullable Escalation escalation = byCall.get(call);
                    if (escalation == null) {
                        answer.complete(new Instruction.HangUp());
                    } else {
                        what.apply(escalation).onComplete(answer);
                    }
                });
        return answer.future();
    }
}
