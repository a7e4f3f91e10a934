package dev.trunkline.gateway.trunk.dial.callback;

import dev.trunkline.gateway.call.CallClock;
import dev.trunkline.gateway.trunk.dial.CallRequest;
import dev.trunkline.gateway.trunk.dial.DialListener;
import dev.trunkline.gateway.trunk.dial.DialView;
import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.metrics.DialMeters;
import dev.trunkline.observability.metrics.DialMeters.CallbackResult;
import dev.trunkline.observability.record.AttemptRecord;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the callbacks of calls out, one after the other for each call, in the order of its states:
 * a state is told once the one before was taken, or is lost. Bounded: who does not listen loses the
 * oldest. Confined to the dialler's loop, but for {@link #drain}.
 */
public final class StateCallbacks implements DialListener {
    /** Of one call: more states than a call has without many tries. */
    static final int MOST_WAITING = 16;

    /** Of all calls together; each is a kilobyte or two. */
    private static final int MOST_IN_ALL = 20_000;

    private static final int MOST_TRIES = 4;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    /** At most so long does a stopping gateway wait for those who listen. */
    private static final Duration LAST_WAIT = Duration.ofSeconds(3);

    private static final Logger LOG = LoggerFactory.getLogger(StateCallbacks.class);

    private final ContextInternal context;
    private final CallClock clock;
    private final CallbackPost post;
    private final Function<DialView, Buffer> json;
    private final DialMeters meters;
    private final DialListener first;
    private final Map<String, Line> byCall = new HashMap<>();
    private final Promise<Void> drained = Promise.promise();
    private int waiting;
    private boolean draining;
    private boolean closed;

    /** What one call's callback has not been told yet, the state that is being told included. */
    private static final class Line {
        final String callId;
        final URI url;
        final Deque<Buffer> states = new ArrayDeque<>();
        boolean telling;

        Line(String callId, URI url) {
            this.callId = callId;
            this.url = url;
        }
    }

    /**
     * None yet.
     *
     * @param context of the dialler
     * @param clock of the same loop
     * @param allowPrivateNetwork whether callbacks may lead to private addresses
     * @param json what is told of a call; without numbers
     * @param first hears of everything before the callbacks do
     */
    public StateCallbacks(
            Vertx vertx,
            ContextInternal context,
            CallClock clock,
            boolean allowPrivateNetwork,
            Function<DialView, Buffer> json,
            DialMeters meters,
            DialListener first) {
        this.context = context;
        this.clock = clock;
        this.json = json;
        this.meters = meters;
        this.first = first;
        post = new CallbackPost(vertx, context, clock, allowPrivateNetwork);
    }

    @Override
    public void changed(CallRequest request, DialView call) {
        first.changed(request, call);
        URI url = request.callback();
        if (url == null || closed) {
            return;
        }
        Line line = byCall.computeIfAbsent(call.id(), id -> new Line(id, url));
        line.states.add(json.apply(call));
        waiting++;
        if (line.states.size() > MOST_WAITING || waiting > MOST_IN_ALL) {
            dropOldest(line);
        }
        tell(line);
    }

    @Override
    public void attemptOver(DialView call, AttemptRecord attempt, boolean failedOver) {
        first.attemptOver(call, attempt, failedOver);
    }

    @Override
    public void overWithoutMedia(
            CallRequest request, DialView call, CallOutcome how, long durationMs) {
        first.overWithoutMedia(request, call, how, durationMs);
    }

    /**
     * Completes once everybody was told what there is to tell, or soon. Later states are told
     * nobody.
     */
    public Future<Void> drain() {
        context.runOnContext(_ -> {
            draining = true;
            if (byCall.isEmpty()) {
                drained.tryComplete();
            } else {
                clock.schedule(LAST_WAIT.toNanos(), this::giveUp);
            }
        });
        return drained.future();
    }

    private void giveUp() {
        for (Line line : byCall.values()) {
            line.states.forEach(_ -> lost(line, CallbackResult.LOST, "stopping"));
        }
        closed = true;
        byCall.clear();
        drained.tryComplete();
    }

    /** The oldest but for the one that is under way. */
    private void dropOldest(Line line) {
        Buffer underWay = line.telling ? line.states.removeFirst() : null;
        line.states.pollFirst();
        waiting--;
        if (underWay != null) {
            line.states.addFirst(underWay);
        }
        lost(line, CallbackResult.LOST, "too many wait");
    }

    private void tell(Line line) {
        if (line.telling) {
            return;
        }
        Buffer state = line.states.peekFirst();
        if (state == null) {
            byCall.remove(line.callId, line);
            if (draining && byCall.isEmpty()) {
                drained.tryComplete();
            }
            return;
        }
        line.telling = true;
        tell(line, state, 1);
    }

    private void tell(Line line, Buffer state, int tries) {
        post.send(line.url, state)
                .onSuccess(answer -> {
                    if (closed) {
                        return; // counted as lost
                    }
                    switch (answer) {
                        case TAKEN -> {
                            meters.callback(CallbackResult.DELIVERED);
                            next(line);
                        }
                        case NOT_ALLOWED -> {
                            lost(line, CallbackResult.REFUSED, "its address is not allowed");
                            next(line);
                        }
                        case NOT_TAKEN -> {
                            lost(line, CallbackResult.LOST, "it was not taken");
                            next(line);
                        }
                        case MAY_PASS -> again(line, state, tries);
                    }
                });
    }

    private void again(Line line, Buffer state, int tries) {
        if (tries >= MOST_TRIES) {
            lost(line, CallbackResult.LOST, "it was not taken");
            next(line);
        } else {
            clock.schedule(
                    FIRST_PAUSE.toNanos() << (tries - 1), () -> tell(line, state, tries + 1));
        }
    }

    private void next(Line line) {
        line.telling = false;
        line.states.pollFirst();
        waiting--;
        tell(line);
    }

    private void lost(Line line, CallbackResult how, String why) {
        meters.callback(how);
        // Not the URL: there may be a secret in it.
        LOG.atWarn()
                .setMessage("dial.callback_lost")
                .addKeyValue("call", line.callId)
                .addKeyValue("cause", why)
                .log();
    }
}
