package dev.trunkline.gateway.call;

import dev.trunkline.gateway.agent.AgentProfile;
import dev.trunkline.gateway.call.CallClock.Timer;
import dev.trunkline.observability.metrics.CallCounter;
import io.netty.channel.EventLoop;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds another session for a call that lost its own: at once, then with growing pauses, until one
 * is ready, or tries or time are used up. Sessions that break soon after they were had share their
 * tries: a server that accepts and drops does not keep a caller for ever.
 *
 * <p>Confined to the call's event loop.
 */
final class Takeover {
    private static final long FIRST_PAUSE_NANOS = 200_000_000L;
    private static final long LONGEST_PAUSE_NANOS = 4_000_000_000L;

    /** A session that lasts for so long was a good one: the next loss has all its tries. */
    private static final long SETTLED_NANOS = 60_000_000_000L;

    private final ModelConnector models;
    private final TakeoverSettings budget;
    private final CallSettings settings;
    private final CallClock clock;
    private final EventLoop loop;
    private final Consumer<ModelSession> onReady;
    private final Consumer<ModelFailure> onGivenUp;

    private @Nullable Opening opening;
    private @Nullable Timer nextTry;
    private @Nullable Timer deadline;
    private int tries;
    private int losses;
    private long resumedNanos;

    /** What is being looked for, from one loss to its end. */
    private record Opening(
            int number, ModelFailure lost, Supplier<AgentProfile> agent, boolean greets) {}

    /**
     * None lost yet.
     *
     * @param onReady takes the session that goes on, on {@code loop}
     * @param onGivenUp told why there will be none
     */
    Takeover(
            ModelConnector models,
            CallSettings settings,
            CallClock clock,
            EventLoop loop,
            Consumer<ModelSession> onReady,
            Consumer<ModelFailure> onGivenUp) {
        this.models = models;
        this.settings = settings;
        this.clock = clock;
        this.loop = loop;
        this.onReady = onReady;
        this.onGivenUp = onGivenUp;
        budget = models.takeover();
    }

    /** Whether another session may work where this happened to one. */
    boolean promises(ModelFailure failure) {
        return budget.attempts() > 0 && failure.kind() != ModelFailure.Kind.REFUSED;
    }

    /** Whether a session is being looked for. */
    boolean underWay() {
        return opening != null;
    }

    /**
     * Looks for another session.
     *
     * @param agent who leads the conversation, asked at each try
     * @param greets whether the conversation has yet to begin
     */
    void begin(ModelFailure lost, Supplier<AgentProfile> agent, boolean greets) {
        Opening begun = new Opening(++losses, lost, agent, greets);
        opening = begun;
        if (tries > 0 && clock.nanos() - resumedNanos >= SETTLED_NANOS) {
            tries = 0;
        }
        deadline =
                clock.schedule(
                        budget.withinNanos(),
                        () -> giveUp(begun, lost, "no session was ready in time"));
        if (tries == 0) {
            open(begun);
        } else {
            tryAgain(begun, lost);
        }
    }

    /** None is of use any more. */
    void cancel() {
        if (underWay()) {
            settle(CallCounter.TAKEOVERS_ABANDONED);
        }
    }

    private void tryAgain(Opening of, ModelFailure last) {
        if (tries >= budget.attempts()) {
            giveUp(of, last, "all tries were used up");
        } else {
            nextTry = clock.schedule(pauseNanos(), () -> open(of));
        }
    }

    /** Twice as long each time, and not all calls of a server that restarts at once. */
    private long pauseNanos() {
        long most = Math.min(LONGEST_PAUSE_NANOS, FIRST_PAUSE_NANOS << Math.min(tries - 1, 10));
        return ThreadLocalRandom.current().nextLong(most / 2, most);
    }

    private void open(Opening of) {
        nextTry = null;
        tries++;
        AgentProfile agent = of.agent.get();
        Modality modality = settings.modality();
        Future<ModelSession> session =
                of.greets
                        ? models.open(agent, modality, settings.meters(), loop)
                        : models.resume(agent, modality, settings.meters(), loop);
        session.onComplete(opened -> onOpened(of, opened));
    }

    private void onOpened(Opening of, AsyncResult<ModelSession> opened) {
        boolean wanted = opening != null && opening.number == of.number;
        if (opened.succeeded()) {
            if (wanted) {
                resumedNanos = clock.nanos();
                settle(CallCounter.TAKEOVERS_RESUMED);
                onReady.accept(opened.result());
            } else {
                opened.result().close();
            }
        } else if (wanted) {
            ModelFailure why = ModelUnavailableException.failureOf(opened.cause());
            if (why.kind() == ModelFailure.Kind.REFUSED) {
                giveUp(of, why, "the next was refused");
            } else {
                tryAgain(of, why);
            }
        }
    }

    private void giveUp(Opening of, ModelFailure last, String why) {
        settle(CallCounter.TAKEOVERS_GIVEN_UP);
        String further = last.equals(of.lost) ? "" : " (" + last.detail() + ")";
        onGivenUp.accept(new ModelFailure(of.lost.kind(), of.lost.detail() + "; " + why + further));
    }

    private void settle(CallCounter result) {
        opening = null;
        settings.meters().count(result);
        if (nextTry != null) {
            nextTry.cancel();
            nextTry = null;
        }
        if (deadline != null) {
            deadline.cancel();
            deadline = null;
        }
    }
}
