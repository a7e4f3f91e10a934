package dev.trunkline.gateway.trunk.dial;

import dev.trunkline.gateway.config.OutboundConfig;
import dev.trunkline.gateway.trunk.dial.Placement.Reason;
import dev.trunkline.gateway.trunk.limit.IdempotencyKeys;
import dev.trunkline.gateway.trunk.limit.IdempotencyKeys.Claim;
import dev.trunkline.gateway.trunk.limit.LimitsUnavailableException;
import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.record.AttemptRecord;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All calls out of this gateway. Thread-safe; futures complete on the caller's context where it has
 * one.
 */
public final class Dialler implements OutboundCalls {
    private static final int ID_BYTES = 9;

    /** What became of a call can be asked for so long, of so many. */
    private static final long REMEMBERED_NANOS = TimeUnit.HOURS.toNanos(1);

    private static final int MOST_REMEMBERED = 10_000;

    private final Context context;
    private final OutboundConfig config;
    private final DialSurroundings around;
    private final RequestCheck check;
    private final IdempotencyKeys keys;
    private final WaitingCalls waiting;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, OutboundCall> byId = new ConcurrentHashMap<>();
    private final Deque<Finished> finished = new ArrayDeque<>();
    private final Promise<Void> drained = Promise.promise();
    private volatile boolean draining;

    private record Finished(String id, long atNanos) {}

    /**
     * None yet.
     *
     * @param context of one event loop, where all of it happens; the surroundings' clock is its own
     */
    public Dialler(
            Context context, DialSurroundings around, RequestCheck check, IdempotencyKeys keys) {
        this.context = context;
        this.around = around.listening(new Ends(around.listener()));
        this.config = around.config();
        this.check = check;
        this.keys = keys;
        waiting =
                new WaitingCalls(
                        around.clock(),
                        config.maxQueued(),
                        config.queueDeadline(),
                        late -> late.giveUp(CallOutcome.NOT_BEGUN));
    }

    @Override
    public Future<Placement> place(CallRequest request, @Nullable String idempotencyKey) {
        return here(answer -> place(request, idempotencyKey, answer));
    }

    private void place(
            CallRequest request, @Nullable String idempotencyKey, Promise<Placement> answer) {
        if (draining) {
            answer.complete(drainingNow());
            return;
        }
        switch (check.check(request)) {
            case RequestCheck.Result.Wrong(Placement.Refused why) -> answer.complete(why);
            case RequestCheck.Result.Right right when idempotencyKey == null ->
                    answer.complete(begin(newId(), right));
            case RequestCheck.Result.Right right -> once(idempotencyKey, right, answer);
        }
    }

    private void once(String key, RequestCheck.Result.Right right, Promise<Placement> answer) {
        String id = newId();
        keys.claim(key, RequestCheck.fingerprint(right.request()), id)
                .onSuccess(claim ->
                        answer.complete(
                                switch (claim) {
                                    case Claim.New _ -> begun(key, id, right);
                                    case Claim.Known(String known) -> new Placement.Repeated(known);
                                    case Claim.Different _ ->
                                            refused(
                                                    Reason.KEY_REUSED,
                                                    "idempotencyKey stands for another request:"
                                                            + " give each request its own");
                                }))
                .onFailure(cause ->
                        answer.complete(
                                refused(
                                        Reason.STORE_AWAY,
                                        cause instanceof LimitsUnavailableException
                                                ? String.valueOf(cause.getMessage())
                                                : "the store of idempotency keys failed: try"
                                                        + " again")));
    }

    private Placement begun(String key, String id, RequestCheck.Result.Right right) {
        Placement placement = begin(id, right);
        if (placement instanceof Placement.Refused) {
            keys.forget(key, id);
        }
        return placement;
    }

    private Placement begin(String id, RequestCheck.Result.Right right) {
        if (draining) { // since the key was asked for
            return drainingNow();
        }
        if (waiting.isFull()) {
            return refused(
                    Reason.QUEUE_FULL,
                    "as many calls wait as outbound.maxQueued allows ("
                            + config.maxQueued()
                            + "): try later");
        }
        OutboundCall call = new OutboundCall(id, check.settle(right), around);
        byId.put(id, call);
        waiting.add(call);
        return new Placement.Taken(call.view());
    }

    private static Placement.Refused drainingNow() {
        return refused(Reason.DRAINING, "the gateway is stopping: ask another, or later");
    }

    private static Placement.Refused refused(Reason reason, String sentence) {
        return new Placement.Refused(reason, sentence);
    }

    @Override
    public Optional<DialView> find(String id) {
        return Optional.ofNullable(byId.get(id)).map(OutboundCall::view);
    }

    @Override
    public Future<Boolean> end(String id) {
        return here(answer -> {
            OutboundCall call = byId.get(id);
            if (call == null || call.isOver()) {
                answer.complete(false);
            } else {
                waiting.remove(call);
                call.giveUp(CallOutcome.CANCELED);
                answer.complete(true);
            }
        });
    }

    /** The carrier told something; of calls that are unknown it is nothing. */
    public void onEvent(CarrierEvent event) {
        tell(event.callId(), call -> call.onEvent(event));
    }

    /** It found out who answered. */
    public void onAnswerer(CarrierEvent.Answerer who) {
        tell(who.callId(), call -> call.onAnswerer(who));
    }

    /** It recorded the call. */
    public void onRecording(CarrierEvent.RecordingEvent made) {
        tell(made.callId(), call -> call.onRecording(made.recording()));
    }

    /** An answered phone asks what to do. */
    public Future<HandOver> answered(String id, int attempt, String providerCallId) {
        return here(answer -> {
            OutboundCall call = byId.get(id);
            answer.complete(
                    call == null ? new HandOver.Unknown() : call.answered(attempt, providerCallId));
        });
    }

    /** The media of a call that was handed over is over, and its record is made. */
    public void mediaOver(String id, CallOutcome how) {
        tell(id, call -> call.mediaOver(how));
    }

    /** Calls that wait for their turn. */
    public int waitingCalls() {
        return waiting.size();
    }

    /**
     * Begins no call from now on; those that were not answered yet are given up. Completes when
     * none of those is left.
     */
    public Future<Void> drain() {
        draining = true;
        context.runOnContext(_ -> {
            waiting.clear().forEach(call -> call.giveUp(CallOutcome.REJECTED_DRAINING));
            unanswered().forEach(call -> call.giveUp(CallOutcome.REJECTED_DRAINING));
            completeIfDrained();
        });
        return drained.future();
    }

    /** Waits no longer for those that were given up: {@link #drain} completes. */
    public void endAll() {
        context.runOnContext(_ -> List.copyOf(byId.values()).forEach(OutboundCall::abandon));
    }

    private List<OutboundCall> unanswered() {
        return byId.values().stream()
                .filter(call -> !call.isOver() && call.view().state() != DialState.ANSWERED)
                .toList();
    }

    private void completeIfDrained() {
        if (draining && unanswered().isEmpty()) {
            drained.tryComplete();
        }
    }

    private void tell(String id, Consumer<OutboundCall> what) {
        context.runOnContext(_ -> {
            OutboundCall call = byId.get(id);
            if (call != null) {
                what.accept(call);
            }
        });
    }

    /** On the dialler's loop; answered on the caller's. */
    private <T> Future<T> here(Consumer<Promise<T>> what) {
        Context caller = context.owner().getOrCreateContext();
        Promise<T> done = Promise.promise();
        Promise<T> answer = Promise.promise();
        answer.future().onComplete(result -> caller.runOnContext(_ -> done.handle(result)));
        context.runOnContext(_ -> {
            try {
                what.accept(answer);
            } catch (RuntimeException broken) { // else nobody would ever be answered
                answer.tryFail(broken);
            }
        });
        return done.future();
    }

    private String newId() {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Cleans up behind calls that are over, and lets the next ones go. */
    private final class Ends implements DialListener {
        private final DialListener next;
        private boolean tidying;

        Ends(DialListener next) {
            this.next = next;
        }

        @Override
        public void changed(CallRequest request, DialView call) {
            next.changed(request, call);
            if (call.state() == DialState.OVER) {
                forgetOld(call.id());
                tidyUp();
            }
        }

        /** After the call itself has given everything back; once for many that end together. */
        private void tidyUp() {
            if (!tidying) {
                tidying = true;
                context.runOnContext(_ -> {
                    tidying = false;
                    waiting.somethingIsFree();
                    completeIfDrained();
                });
            }
        }

        private void forgetOld(String newest) {
            long now = around.clock().nanos();
            finished.add(new Finished(newest, now));
            while (finished.size() > MOST_REMEMBERED
                    || now - finished.getFirst().atNanos() > REMEMBERED_NANOS) {
                byId.remove(finished.removeFirst().id());
            }
        }

        @Override
        public void attemptOver(DialView call, AttemptRecord attempt, boolean failedOver) {
            next.attemptOver(call, attempt, failedOver);
        }

        @Override
        public void overWithoutMedia(
                CallRequest request, DialView call, CallOutcome how, long durationMs) {
            next.overWithoutMedia(request, call, how, durationMs);
        }
    }
}
