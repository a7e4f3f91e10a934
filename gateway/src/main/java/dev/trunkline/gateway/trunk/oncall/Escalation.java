package dev.trunkline.gateway.trunk.oncall;

import dev.trunkline.gateway.call.CallClock.Timer;
import dev.trunkline.gateway.call.NextStep;
import dev.trunkline.gateway.config.EscalationConfig;
import dev.trunkline.gateway.config.EscalationStep;
import dev.trunkline.gateway.config.EscalationText;
import dev.trunkline.gateway.trunk.PhoneNumber;
import dev.trunkline.gateway.trunk.dial.Placement;
import dev.trunkline.gateway.trunk.oncall.EscalationView.State;
import dev.trunkline.observability.metrics.CallOutcome;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * People brought to one call, from the first ring to whoever has the call in the end. Confined to
 * the escalations' loop, but for {@link #view}.
 */
final class Escalation {
    /** A caller whose agent has left asks within a second what comes; else they have hung up. */
    private static final Duration CALLER_COMES = Duration.ofSeconds(10);

    private final EscalationConfig plan;
    private final List<EscalationStep> steps;
    private final EscalatedCall call;
    private final OnCallSurroundings around;
    private final OnCallLog log;
    private final List<PersonLeg> legs = new ArrayList<>();
    private State state = State.RINGING;
    private int step;
    private int takenBy;
    private boolean callOver;
    private boolean counted;
    private String recordingSid = "";
    private int recordingSeconds;
    private @Nullable Timer timer;
    private volatile EscalationView view;

    Escalation(EscalationConfig plan, EscalatedCall call, OnCallSurroundings around) {
        this.plan = plan;
        this.call = call;
        this.around = around;
        steps = plan.inOrder();
        log = new OnCallLog(call.reference(), plan.name());
        view = snapshot();
    }

    /** Any thread: as it was after the last thing that happened to it. */
    EscalationView view() {
        return view;
    }

    /** Whether nobody came, and the agent asks once more. */
    boolean canBeginAgain() {
        return state == State.AGENT && !callOver;
    }

    void beginAgain() {
        state = State.RINGING;
        step = 0;
        advance();
    }

    /** Takes the next step; after the last one, nobody has come. */
    void advance() {
        stopRinging();
        if (step == steps.size()) {
            nobodyCame();
            return;
        }
        EscalationStep now = steps.get(step++);
        // First of all, so that nothing that fails below can keep the next step from coming.
        timer = around.clock().schedule(now.within().toNanos(), this::advance);
        log.step(step, now.call().size());
        EscalationText text = now.text();
        if (text != null) {
            text.recipients().forEach(to -> send(text, to, call.told(text.body())));
        }
        now.callees().forEach(person -> ring(now, person));
        changed();
    }

    private void send(EscalationText text, PhoneNumber to, String body) {
        around.texts()
                .send(Optional.ofNullable(text.from()), to, body)
                .onSuccess(_ -> log.texted())
                .onFailure(log::notTexted);
    }

    private void ring(EscalationStep now, PhoneNumber person) {
        PersonLeg leg = new PersonLeg(legs.size() + 1, now);
        legs.add(leg);
        around.calls()
                .place(PersonCall.request(call, leg, person), null)
                .onSuccess(placement -> {
                    switch (placement) {
                        case Placement.Taken(var placed) -> named(leg, placed.id());
                        case Placement.Repeated(String id) -> named(leg, id);
                        case Placement.Refused(var _, String sentence) ->
                                log.notRung(leg.number, sentence);
                    }
                })
                .onFailure(cause -> log.notRung(leg.number, cause.getClass().getSimpleName()));
    }

    private void named(PersonLeg leg, String callId) {
        leg.callId = callId;
        if (leg.unwanted) {
            around.calls().end(callId);
        }
    }

    /** Those who have picked up may hear to the end what they are told. */
    private void stopRinging() {
        for (PersonLeg leg : legs) {
            if (!leg.unwanted && !leg.answered) {
                leg.unwanted = true;
                if (!leg.callId.isEmpty()) {
                    around.calls().end(leg.callId);
                }
            }
        }
    }

    private void nobodyCame() {
        log.nobodyCame(plan.then().name());
        switch (plan.then()) {
            case AGENT -> settle(State.AGENT);
            case VOICEMAIL ->
                    sendOn(
                            State.VOICEMAIL,
                            CallOutcome.TRANSFERRED,
                            new NextStep.OnCall(call.reference()));
            case TRANSFER ->
                    sendOn(
                            State.TRANSFERRED,
                            CallOutcome.TRANSFERRED,
                            new NextStep.Transfer(Objects.requireNonNull(plan.transferTo())));
            case HANG_UP ->
                    sendOn(State.HUNG_UP, CallOutcome.COMPLETED_BY_AGENT, new NextStep.HangUp());
        }
    }

    private void sendOn(State then, CallOutcome outcome, NextStep next) {
        state = then; // before the call ends: its end is no news then
        around.callers()
                .sendOn(call.callSid(), outcome, next)
                .onComplete(sent ->
                        around.loop()
                                .execute(() ->
                                        settle(went(sent.result()) ? then : State.CALLER_GONE)));
    }

    private static boolean went(@Nullable Boolean answer) {
        return Boolean.TRUE.equals(answer);
    }

    /** A person has picked up. */
    Future<Instruction> answered(int number) {
        PersonLeg leg = leg(number);
        if (leg == null) {
            return Future.succeededFuture(tell(plan.gone()));
        }
        leg.answered = true;
        return leg.step.accept() == null ? take(leg) : Future.succeededFuture(ask(leg));
    }

    /** A person has pressed a key. */
    Future<Instruction> pressed(int number, String key) {
        PersonLeg leg = leg(number);
        if (leg == null) {
            return Future.succeededFuture(tell(plan.gone()));
        }
        leg.answered = true;
        if (key.equals(leg.step.accept())) {
            return take(leg);
        }
        return Future.succeededFuture(leg.givesUp() ? new Instruction.HangUp() : ask(leg));
    }

    private @Nullable PersonLeg leg(int number) {
        return number < 1 || number > legs.size() ? null : legs.get(number - 1);
    }

    private Instruction ask(PersonLeg leg) {
        return open() ? prompt(leg) : tooLate();
    }

    private Instruction prompt(PersonLeg leg) {
        String accept = leg.step.accept();
        String key = accept == null ? "" : accept;
        return new Instruction.Ask(
                call.reference(),
                leg.number,
                plan.prompt().replace("{{key}}", key),
                plan.language());
    }

    private Instruction tooLate() {
        return tell(state == State.TAKEN ? plan.taken() : plan.gone());
    }

    private Instruction tell(String words) {
        return new Instruction.Tell(words, plan.language());
    }

    /** The first one has the call; asked again, as Twilio does, that one hears the same. */
    private Future<Instruction> take(PersonLeg leg) {
        Future<Instruction> before = leg.taking;
        if (before != null) {
            return before;
        }
        if (!open()) {
            return Future.succeededFuture(tooLate());
        }
        state = State.TAKEN;
        takenBy = leg.number;
        cancelTimer();
        stopRinging();
        Promise<Instruction> taking = Promise.promise();
        leg.taking = taking.future();
        around.callers()
                .sendOn(
                        call.callSid(),
                        CallOutcome.TRANSFERRED,
                        new NextStep.OnCall(call.reference()))
                .onComplete(sent ->
                        around.loop()
                                .execute(() -> taking.complete(taken(leg, went(sent.result())))));
        return taking.future();
    }

    private Instruction taken(PersonLeg leg, boolean callerWasThere) {
        if (!callerWasThere) {
            takenBy = 0;
            settle(State.CALLER_GONE);
            return tell(plan.gone());
        }
        timer = around.clock().schedule(CALLER_COMES.toNanos(), () -> callerLost(leg));
        log.taken(leg.number);
        settle(State.TAKEN);
        return new Instruction.Meet(room());
    }

    /** The caller hung up in the moment in which the agent left: nobody is in the room. */
    private void callerLost(PersonLeg leg) {
        log.callerLost();
        if (!leg.callId.isEmpty()) {
            around.calls().end(leg.callId);
        }
    }

    private String room() {
        return "on-call-" + call.reference();
    }

    /** The caller's phone asks what comes after the agent. */
    Instruction callerAsks() {
        return switch (state) {
            case TAKEN -> {
                cancelTimer();
                yield new Instruction.Meet(room());
            }
            case VOICEMAIL ->
                    new Instruction.TakeMessage(
                            call.reference(),
                            plan.voicemail().say(),
                            plan.language(),
                            plan.voicemail().longest(),
                            plan.voicemail().silence());
            case RINGING, AGENT, TRANSFERRED, HUNG_UP, CALLER_GONE -> new Instruction.HangUp();
        };
    }

    /** The agent's part of the call is over. */
    void callEnded() {
        if (!open()) {
            return;
        }
        callOver = true;
        cancelTimer();
        stopRinging();
        if (state == State.AGENT) {
            count();
        } else {
            settle(State.CALLER_GONE);
        }
    }

    /** The caller has left a message; told twice, by the call and by the recording. */
    void messageLeft(String sid, int seconds) {
        if (state != State.VOICEMAIL || !recordingSid.isEmpty()) {
            return;
        }
        recordingSid = sid;
        recordingSeconds = seconds;
        log.messageLeft(sid, seconds);
        String body =
                call.told(plan.voicemail().text())
                        .replace("{{seconds}}", Integer.toString(seconds))
                        .replace("{{recording}}", sid);
        Map<PhoneNumber, EscalationText> once = new LinkedHashMap<>();
        for (EscalationStep each : steps) {
            EscalationText text = each.text();
            if (text != null) {
                text.recipients().forEach(to -> once.putIfAbsent(to, text));
            }
        }
        once.forEach((to, text) -> send(text, to, body));
        changed();
    }

    /** Whether a person may still take the call. */
    private boolean open() {
        return state.open() && !callOver;
    }

    /** It has come to its end; but where the agent goes on, somebody may still come. */
    private void settle(State how) {
        state = how;
        changed();
        if (how != State.AGENT) {
            count();
        }
    }

    private void count() {
        if (!counted) {
            counted = true;
            log.over(state.label());
            around.outcomes().accept(state);
        }
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void changed() {
        view = snapshot();
    }

    private EscalationView snapshot() {
        return new EscalationView(
                plan.name(), state, step, legs.size(), takenBy, recordingSid, recordingSeconds);
    }
}
