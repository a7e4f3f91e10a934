package dev.trunkline.gateway.trunk.dial;

import dev.trunkline.gateway.agent.Outbound.OnMachine;
import dev.trunkline.gateway.trunk.Trunk;
import dev.trunkline.gateway.trunk.choose.DialFailure;
import dev.trunkline.gateway.trunk.limit.Lease;
import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.record.AttemptOutcome;
import dev.trunkline.observability.record.AttemptRecord;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call out, from its request to its end: takes what it needs, tries one trunk after another,
 * gives back what it took, once each. Confined to the dialler's loop, but for {@link #view}.
 */
final class OutboundCall {
    private static final Logger LOG = LoggerFactory.getLogger(OutboundCall.class);

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

    /** Its turn in the queue: takes all that it needs and dials, or takes nothing. Never fails. */
    Future<Turn> begin() {
        return Future.<Turn>succeededFuture()
                .compose(_ -> takeAndDial())
                .recover(broken -> {
                    LOG.atError()
                            .setMessage("dial.broken")
                            .addKeyValue("call", id)
                            .addKeyValue("cause", broken.getClass().getSimpleName())
                            .log();
                    finish(CallOutcome.DIAL_FAILED);
                    return Future.succeededFuture(new Turn.Gone());
                });
    }

    private Future<Turn> takeAndDial() {
        return around.slots()
                .take(how.callDemand(around.config()))
                .transform(answer -> {
                    Lease granted = Turn.leaseOf(answer);
                    if (granted == null) {
                        return Future.succeededFuture(Turn.waitFor(answer));
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

    /** Over the first trunk, from this place on, that is not left alone at the moment. */
    private Future<Turn> dialFrom(int place) {
        List<Trunk> order = how.choice().order();
        for (int i = place; i < order.size(); i++) {
            if (around.breakers().tryAcquire(order.get(i).name())) {
                return dialOver(i);
            }
        }
        return Future.succeededFuture(Turn.LATER);
    }

    private Future<Turn> dialOver(int place) {
        Trunk trunk = how.choice().order().get(place);
        return around.slots()
                .take(Dialling.tryDemand(trunk, around.config()))
                .transform(answer -> {
                    Lease granted = Turn.leaseOf(answer);
                    if (granted == null || isOver() || unwanted) {
                        around.breakers().released(trunk.name());
                        if (granted == null) {
                            return Future.succeededFuture(Turn.waitFor(answer));
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
        // Ahead of the carrier: if it refuses at once, the next try is watched already after it.
        watch.dialled(attempt, how.ringing());
        asked(wanted)
                .onSuccess(name -> placed(attempt, name))
                .onFailure(cause -> notPlaced(attempt, wanted, cause));
    }

    private Future<String> asked(TrunkCarrier.Try wanted) {
        try {
            return around.carrier().dial(wanted);
        } catch (RuntimeException unsendable) {
            return Future.failedFuture(unsendable);
        }
    }

    /** The carrier calls the try so: by its answer, or because it was found. */
    void placed(Attempt attempt, String name) {
        if (attempt.providerCallId().isEmpty()) {
            attempt.named(name);
            view = snapshot();
        }
        if (attempt.isOver() ? attempt.isLost() : unwanted) {
            hangUp(name);
        }
    }

    private void hangUp(String name) {
        watch.hangUp(name);
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

    /** Something that the carrier told, as it happens. */
    void onEvent(CarrierEvent event) {
        onEvent(event, true);
    }

    /** Something that was found out by asking: when it happened is not known. */
    void onLook(CarrierEvent event) {
        onEvent(event, false);
    }

    private void onEvent(CarrierEvent event, boolean now) {
        if (event.attempt() < 1 || event.attempt() > attempts.size()) {
            return;
        }
        Attempt attempt = attempts.get(event.attempt() - 1);
        if (attempt.isOver()) {
            // One that was given up for lost rings after all: another trunk is tried already.
            if (attempt.isLost() && !handedOver && !event.kind().isEnd()) {
                hangUp(event.providerCallId());
            }
            return;
        }
        if (!attempt.apply(event, around.clock().nanos(), now)) {
            if (unwanted && !event.kind().isEnd()) {
                hangUp(event.providerCallId());
            }
            return;
        }
        switch (attempt.state()) {
            case ANSWERED -> {
                attempt.judge(around.breakers(), false);
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
            hangUp(event.providerCallId());
        }
    }

    private void ended(Attempt attempt, boolean curable, boolean blamesTrunk) {
        watch.over();
        attempt.judge(around.breakers(), blamesTrunk);
        Lease own = attempt.lease;
        if (own != null) {
            attempt.lease = null;
            around.slots().release(own);
        }
        boolean answered = attempt.outcome() == AttemptOutcome.ANSWERED;
        int next = nextPlace(attempt);
        boolean again =
                curable
                        && !unwanted
                        && !answered
                        && next < how.choice().order().size()
                        && withinBudget();
        view = snapshot();
        around.listener()
                .attemptOver(
                        view,
                        attempt.record(around.clock().nanos()),
                        again && next > attempt.place);
        if (again) {
            failOver(next);
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
        onEvent(CarrierEvent.unnumbered(id, number, providerCallId, CarrierEvent.Kind.ANSWERED));
        if (unwanted || attempt.isOver()) {
            hangUp(providerCallId);
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
        view = snapshot();
        if (who.isMachine() && how.onMachine() == OnMachine.HANG_UP && !attempt.isOver()) {
            if (attempt.providerCallId().isEmpty()) {
                unwanted = true; // hung up as soon as it has a name
            } else {
                hangUp(attempt.providerCallId());
            }
        }
    }

    void onRecording(DialView.Recording made) {
        recording = made;
        view = snapshot();
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
            if (!handedOver) { // else its media is ending, and says how
                finish(why); // between two tries
            }
        } else if (!last.providerCallId().isEmpty()) {
            hangUp(last.providerCallId());
        } // else it is hung up as soon as it has a name
    }

    /**
     * The gateway cannot wait any longer for a call that nobody has answered: what the carrier
     * tells of it will not be heard.
     */
    void abandon() {
        giveUp(CallOutcome.REJECTED_DRAINING);
        if (isOver() || handedOver) {
            return;
        }
        Attempt last = attempts.getLast();
        if (last.isOver()) {
            finish(CallOutcome.CANCELED);
        } else {
            notDialled(last, NotDialled.UNHEARD_OF);
        }
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
                outcome != null ? DialState.OVER : last == null ? DialState.WAITING : stateBy(last);
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

    /** Between two tries it is dialled; after an answer its media may go on for a moment. */
    private static DialState stateBy(Attempt last) {
        if (!last.isOver()) {
            return last.state();
        }
        return last.outcome() == AttemptOutcome.ANSWERED ? DialState.ANSWERED : DialState.DIALLING;
    }
}
