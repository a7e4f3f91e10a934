package dev.trunkline.gateway.trunk.dial;

import dev.trunkline.gateway.agent.Outbound.OnMachine;
import dev.trunkline.gateway.trunk.Trunk;
import dev.trunkline.gateway.trunk.choose.DialFailure;
import dev.trunkline.gateway.trunk.limit.Answer;
import dev.trunkline.gateway.trunk.limit.Lease;
import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.record.AttemptOutcome;
import dev.trunkline.observability.record.AttemptRecord;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One call out, from its request to its end: takes what it needs, tries one trunk after another,
 * gives back what it took, once each. Confined to the dialler's loop, but for {@link #view}.
 */
final class OutboundCall {
    private static final Duration FULL_RETRY = Duration.ofMillis(250);
    private static final Duration STORE_RETRY = Duration.ofSeconds(1);

    private final String id;
    private final Dialling how;
    private final DialSurroundings around;
    private final Instant createdAt;
    private final long createdNanos;
    private final List<Attempt> attempts = new ArrayList<>();
    private final CallWatch watch;

    private @Nullable Lease lease;
    private boolean turnTaken;
    private long firstTryNanos;
    private boolean unwanted;
    private boolean handedOver;
    private boolean helped;
    private @Nullable CallOutcome mediaOutcome;
    private @Nullable CallOutcome outcome;
    private DialView.Recording recording = DialView.Recording.NONE;
    private volatile DialView view;

    OutboundCall(String id, Dialling how, DialSurroundings around) {
        this.id = id;
        this.how = how;
        this.around = around;
        createdAt = around.wallClock().instant();
        createdNanos = around.clock().nanos();
        watch = new CallWatch(around, this);
        view = snapshot();
    }

    String id() {
        return id;
    }

    Dialling how() {
        return how;
    }

    /** Any thread: as it was after the last thing that happened to it. */
    DialView view() {
        return view;
    }

    boolean isOver() {
        return outcome != null;
    }

    long waitedNanos() {
        return around.clock().nanos() - createdNanos;
    }

    /** Its turn in the queue: takes all that it needs and dials, or takes nothing. */
    Future<Turn> begin() {
        return around.slots()
                .take(how.callDemand(around.config()))
                .transform(answer -> {
                    Lease granted = taken(answer);
                    if (granted == null) {
                        return Future.succeededFuture(patience(answer));
                    }
                    if (isOver()) {
                        around.slots().release(granted);
                        return Future.succeededFuture(new Turn.Gone());
                    }
                    lease = granted;
                    return dialFrom(0).onSuccess(this::undo);
                });
    }

    private void undo(Turn turn) {
        if (!(turn instanceof Turn.Begun)) {
            release();
        }
    }

    private static @Nullable Lease taken(AsyncResult<Answer> answer) {
        return answer.succeeded() && answer.result() instanceof Answer.Granted(Lease granted)
                ? granted
                : null;
    }

    private static Turn patience(AsyncResult<Answer> answer) {
        if (answer.failed()) {
            return new Turn.Wait(STORE_RETRY);
        }
        return answer.result() instanceof Answer.TooFast(String _, Duration after)
                ? new Turn.Wait(after)
                : new Turn.Wait(FULL_RETRY);
    }

    /** Over the first trunk, from this place on, that is not left alone at the moment. */
    private Future<Turn> dialFrom(int place) {
        List<Trunk> order = how.choice().order();
        for (int i = place; i < order.size(); i++) {
            if (around.breakers().tryAcquire(order.get(i).name())) {
                return dialOver(i);
            }
        }
        return Future.succeededFuture(new Turn.Wait(FULL_RETRY));
    }

    private Future<Turn> dialOver(int place) {
        Trunk trunk = how.choice().order().get(place);
        return around.slots()
                .take(Dialling.tryDemand(trunk, around.config()))
                .transform(answer -> {
                    Lease granted = taken(answer);
                    if (granted == null || isOver() || unwanted) {
                        around.breakers().released(trunk.name());
                        if (granted == null) {
                            return Future.succeededFuture(patience(answer));
                        }
                        around.slots().release(granted);
                        return Future.succeededFuture(new Turn.Gone());
                    }
                    dial(trunk, place, granted);
                    return Future.succeededFuture(new Turn.Begun());
                });
    }

    private void dial(Trunk trunk, int place, Lease granted) {
        turnTaken = true;
        long now = around.clock().nanos();
        if (attempts.isEmpty()) {
            firstTryNanos = now;
        }
        Attempt attempt =
                new Attempt(
                        attempts.size() + 1,
                        trunk,
                        place,
                        granted,
                        around.wallClock().instant(),
                        now);
        attempts.add(attempt);
        changed();
        TrunkCarrier.Try wanted = how.attempt(id, attempt.number, trunk);
        around.carrier()
                .dial(wanted)
                .onSuccess(name -> placed(attempt, name))
                .onFailure(cause -> notPlaced(attempt, wanted, cause));
        watch.dialled(attempt, how.ringing());
    }

    private void placed(Attempt attempt, String name) {
        if (attempt.providerCallId().isEmpty()) {
            attempt.named(name);
        }
        if (attempt.isOver() ? attempt.outcome() == AttemptOutcome.UNREACHABLE : unwanted) {
            around.carrier().hangUp(name);
        }
    }

    private void notPlaced(Attempt attempt, TrunkCarrier.Try wanted, Throwable cause) {
        if (attempt.isOver() || !attempt.providerCallId().isEmpty()) {
            return; // it was placed after all: the carrier has told of it
        }
        NotDialled why = NotDialled.of(cause);
        if (why.mayHaveBeenDone()) {
            watch.lost(attempt, wanted, why);
        } else {
            notDialled(attempt, why);
        }
    }

    /** It is certain that the carrier did not begin it, or as certain as it gets. */
    void notDialled(Attempt attempt, NotDialled why) {
        attempt.end(why.outcome(), why.errorCode(), around.clock().nanos());
        ended(attempt, why.curable(), why.blamesTrunk());
    }

    /** Something that the carrier told, or that was found out by asking. */
    void onEvent(CarrierEvent event) {
        if (event.attempt() < 1 || event.attempt() > attempts.size()) {
            return;
        }
        Attempt attempt = attempts.get(event.attempt() - 1);
        if (attempt.isOver()) {
            // One that was given up for lost rings after all: another trunk is tried already.
            if (attempt.outcome() == AttemptOutcome.UNREACHABLE && !event.kind().isEnd()) {
                around.carrier().hangUp(event.providerCallId());
            }
            return;
        }
        if (!attempt.apply(event, around.clock().nanos())) {
            return;
        }
        switch (attempt.state()) {
            case ANSWERED -> {
                judge(attempt, false);
                watch.answered(attempt, how.longest());
                changed();
            }
            case OVER -> {
                AttemptOutcome end = attempt.outcome();
                boolean curable = end != null && DialFailure.curable(attempt.sipStatus(), end);
                ended(attempt, curable, curable);
            }
            case WAITING, DIALLING, RINGING -> changed();
        }
        if (unwanted && !attempt.isOver()) {
            around.carrier().hangUp(event.providerCallId());
        }
    }

    /** The breaker hears of each try once: the first thing that is certain counts. */
    private void judge(Attempt attempt, boolean failed) {
        if (attempt.judged) {
            return;
        }
        attempt.judged = true;
        String trunk = attempt.trunk.name();
        if (failed) {
            around.breakers().failed(trunk);
        } else if (attempt.outcome() == AttemptOutcome.CANCELED
                || attempt.outcome() == AttemptOutcome.UNREACHABLE
                || attempt.outcome() == AttemptOutcome.REJECTED
                || attempt.outcome() == AttemptOutcome.UNKNOWN) {
            around.breakers().released(trunk);
        } else {
            around.breakers().succeeded(trunk);
        }
    }

    private void ended(Attempt attempt, boolean curable, boolean blamesTrunk) {
        watch.over();
        judge(attempt, blamesTrunk);
        Lease own = attempt.lease;
        if (own != null) {
            attempt.lease = null;
            around.slots().release(own);
        }
        boolean answered = attempt.outcome() == AttemptOutcome.ANSWERED;
        boolean again = curable && !unwanted && !answered && withinBudget();
        changed();
        around.listener().attemptOver(view, attempt.record(around.clock().nanos()), again);
        if (again) {
            failOver(nextPlace(attempt));
        } else if (!answered) {
            finish(unanswered(attempt));
        } else if (!handedOver) {
            CallOutcome heard = helped ? CallOutcome.COMPLETED_BY_CALLER : CallOutcome.NEVER_CAME;
            finish(unwanted ? CallOutcome.CANCELED : heard);
        } else if (mediaOutcome != null) {
            finish(mediaOutcome);
        }
    }

    /** The next trunk; the same one where none is left and it was not to blame. */
    private int nextPlace(Attempt attempt) {
        boolean last = attempt.place + 1 >= how.choice().order().size();
        return last && attempt.outcome() == AttemptOutcome.UNREACHABLE
                ? attempt.place
                : attempt.place + 1;
    }

    private boolean withinBudget() {
        return attempts.size() < around.config().failover().maxAttempts() && leftNanos() > 0;
    }

    private long leftNanos() {
        return around.config().failover().within().toNanos()
                - (around.clock().nanos() - firstTryNanos);
    }

    private void failOver(int place) {
        if (isOver()) {
            return;
        }
        if (unwanted || place >= how.choice().order().size() || leftNanos() <= 0) {
            finish(unwanted ? CallOutcome.CANCELED : unanswered(attempts.getLast()));
            return;
        }
        dialFrom(place)
                .onSuccess(turn -> {
                    switch (turn) {
                        case Turn.Begun _ -> {}
                        case Turn.Gone _ -> failOver(place);
                        case Turn.Wait(Duration after) ->
                                around.clock()
                                        .schedule(
                                                Math.min(after.toNanos(), leftNanos()),
                                                () -> failOver(place));
                    }
                });
    }

    private CallOutcome unanswered(Attempt attempt) {
        AttemptOutcome last = attempt.outcome();
        if (unwanted || last == AttemptOutcome.CANCELED) {
            return CallOutcome.CANCELED;
        }
        return last == AttemptOutcome.BUSY
                ? CallOutcome.BUSY
                : last == AttemptOutcome.NO_ANSWER
                        ? CallOutcome.NO_ANSWER
                        : CallOutcome.DIAL_FAILED;
    }

    /** Who picked up asks what to do: from now on the call is somebody else's. */
    HandOver answered(int number, String providerCallId) {
        if (number < 1 || number > attempts.size()) {
            return new HandOver.Unknown();
        }
        Attempt attempt = attempts.get(number - 1);
        onEvent(CarrierEvent.looked(id, number, providerCallId, CarrierEvent.Kind.ANSWERED));
        if (unwanted || attempt.isOver()) {
            around.carrier().hangUp(providerCallId);
            return new HandOver.Gone();
        }
        if (how.request().asksForHelp()) {
            helped = true; // no media of its own comes, nor anybody else's record
        } else {
            handedOver = true;
        }
        return new HandOver.Taken(
                view, how.request(), how.agent(), attempt.postDialNanos(), attempt.answerNanos());
    }

    /** A machine answered and the agent is not to talk to it. */
    void onAnswerer(CarrierEvent.Answerer who) {
        if (who.attempt() < 1 || who.attempt() > attempts.size()) {
            return;
        }
        Attempt attempt = attempts.get(who.attempt() - 1);
        attempt.answeredBy(who.answeredBy());
        changed();
        if (who.isMachine() && how.onMachine() == OnMachine.HANG_UP && !attempt.isOver()) {
            around.carrier().hangUp(attempt.providerCallId());
        }
    }

    void onRecording(DialView.Recording made) {
        recording = made;
        changed();
    }

    /** Its media is over, and its record written; the phone may still be on the line elsewhere. */
    void mediaOver(CallOutcome how) {
        mediaOutcome = how;
        Attempt last = attempts.getLast();
        if (last.isOver()) {
            finish(how);
        } else {
            watch.mediaOver(last);
        }
    }

    /** Nobody wants it any more. */
    void giveUp(CallOutcome why) {
        if (isOver()) {
            return;
        }
        unwanted = true;
        if (!turnTaken) {
            finish(why);
            return;
        }
        Attempt last = attempts.getLast();
        if (last.isOver()) {
            finish(why); // between two tries
        } else if (!last.providerCallId().isEmpty()) {
            around.carrier().hangUp(last.providerCallId());
        } // else it is hung up as soon as it has a name
    }

    private void finish(CallOutcome how) {
        if (isOver()) {
            return;
        }
        outcome = how;
        release();
        changed();
        if (!handedOver) {
            around.listener()
                    .overWithoutMedia(
                            this.how.request(),
                            view,
                            how,
                            TimeUnit.NANOSECONDS.toMillis(waitedNanos()));
        }
    }

    private void release() {
        Lease own = lease;
        if (own != null) {
            lease = null;
            around.slots().release(own);
        }
    }

    private void changed() {
        view = snapshot();
        around.listener().changed(how.request(), view);
    }

    private DialView snapshot() {
        long now = around.clock().nanos();
        List<AttemptRecord> tries = attempts.stream().map(each -> each.record(now)).toList();
        Attempt last = attempts.isEmpty() ? null : attempts.getLast();
        DialState state =
                outcome != null
                        ? DialState.OVER
                        : last == null
                                ? DialState.WAITING
                                : last.isOver() ? DialState.DIALLING : last.state();
        return new DialView(
                id,
                how.agent().name(),
                how.choice().assigned(),
                last == null ? how.choice().assigned() : last.trunk,
                how.choice().experiment(),
                how.choice().block(),
                state,
                createdAt,
                last == null ? 0 : last.place,
                tries,
                outcome,
                recording);
    }
}
