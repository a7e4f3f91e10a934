package dev.trunkline.gateway.call;

import dev.trunkline.gateway.agent.AgentProfile;
import dev.trunkline.gateway.call.CallClock.Timer;
import io.netty.channel.EventLoop;
import io.vertx.core.AsyncResult;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Leaves a session before the model ends it: opens the next one beside it some time before the
 * limit, and goes over at a silent moment; shortly before the limit whoever speaks.
 *
 * <pre>
 *   session begins              limit - lead      a silent moment      latest   limit
 *  ------|---------------------------|------------------|------------------|-------|--
 *                                   open               go over       or at last
 * </pre>
 *
 * <p>Confined to the call's event loop.
 */
final class SessionChange {
    /** How often a silent moment is looked for. */
    private static final long LOOK_NANOS = 100_000_000L;

    /** What is left of the limit at the latest change. */
    private static final long MOST_LEFT_NANOS = 10_000_000_000L;

    private static final int TRIES_WITHIN_LEAD = 8;

    private final ModelConnector models;
    private final CallSettings settings;
    private final CallClock clock;
    private final EventLoop loop;
    private final Supplier<AgentProfile> agent;
    private final BooleanSupplier silent;
    private final Consumer<ModelSession> goOver;

    private @Nullable Timer timer;
    private @Nullable ModelSession next;
    private long latestNanos;
    private long retryNanos;

    /** Which opening is waited for. */
    private int openings;

    /**
     * No session is watched yet.
     *
     * @param agent who leads the conversation
     * @param silent whether nobody speaks and nothing is under way
     * @param goOver takes the next session, on {@code loop}
     */
    SessionChange(
            ModelConnector models,
            CallSettings settings,
            CallClock clock,
            EventLoop loop,
            Supplier<AgentProfile> agent,
            BooleanSupplier silent,
            Consumer<ModelSession> goOver) {
        this.models = models;
        this.settings = settings;
        this.clock = clock;
        this.loop = loop;
        this.agent = agent;
        this.silent = silent;
        this.goOver = goOver;
    }

    /** From now on this session is the one that must not come to its limit. */
    void watch(ModelSession session) {
        cancel();
        long beforeNanos = models.takeover().beforeNanos();
        long limitNanos = session.limitNanos();
        if (beforeNanos == 0 || limitNanos == ModelSession.NO_LIMIT) {
            return;
        }
        long leftNanos = Math.max(0, limitNanos - clock.nanos());
        long leadNanos = Math.min(beforeNanos, leftNanos / 2);
        latestNanos = limitNanos - Math.min(leadNanos / 4, MOST_LEFT_NANOS);
        retryNanos = leadNanos / TRIES_WITHIN_LEAD;
        timer = clock.schedule(leftNanos - leadNanos, this::open);
    }

    /** The next session, if it is there already; it is the caller's from now on. */
    @Nullable ModelSession take() {
        ModelSession ready = next;
        next = null;
        cancel();
        return ready;
    }

    /** Another agent leads from now on. */
    void reconfigure(AgentProfile leads) {
        if (next != null) {
            next.reconfigure(leads);
        }
    }

    void cancel() {
        openings++;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        if (next != null) {
            next.close();
            next = null;
        }
    }

    private void open() {
        timer = null;
        int opening = ++openings;
        models.resume(agent.get(), settings.modality(), settings.meters(), loop)
                .onComplete(opened -> onOpened(opening, opened));
    }

    private void onOpened(int opening, AsyncResult<ModelSession> opened) {
        if (opening != openings) {
            if (opened.succeeded()) {
                opened.result().close();
            }
        } else if (opened.succeeded()) {
            next = opened.result();
            look();
        } else { // should none be there in time, the session is lost, and another looked for
            timer = clock.schedule(retryNanos, this::open);
        }
    }

    private void look() {
        ModelSession ready = next;
        timer = null;
        if (ready == null) {
            return;
        }
        if (!ready.connected()) {
            next = null;
            ready.close();
            timer = clock.schedule(retryNanos, this::open);
        } else if (silent.getAsBoolean() || clock.nanos() - latestNanos >= 0) {
            next = null;
            goOver.accept(ready);
        } else {
            timer = clock.schedule(LOOK_NANOS, this::look);
        }
    }
}
