package dev.trunkline.gateway.call;

import dev.trunkline.gateway.agent.AgentProfile;
import dev.trunkline.observability.metrics.CallCounter;
import dev.trunkline.observability.metrics.CallMeters;
import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.metrics.CallPhase;
import dev.trunkline.observability.metrics.LegKind;
import dev.trunkline.observability.record.CallRecord;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All calls of this gateway, from the webhook to the end: how many there may be, which stream
 * belongs to which, what follows each. Cold path; any thread, no lock is held while anything else
 * is called.
 */
public final class Calls {
    private static final int TOKEN_BYTES = 24;
    private static final int REFERENCE_BYTES = 9;
    private static final ModelFailure LOST_ON_THE_WAY =
            new ModelFailure(ModelFailure.Kind.LOST, "closed while it waited for the phone");

    private final CallLimits limits;
    private final BooleanSupplier overloaded;
    private final ModelConnector models;
    private final boolean prewarm;
    private final CallLog log;
    private final Consumer<CallRecord> records;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, ExpectedCall> expectedByCallSid = new ConcurrentHashMap<>();
    private final Map<String, LiveCall> liveByCallSid = new ConcurrentHashMap<>();
    private final Reopenings reopenings = new Reopenings(() -> random(TOKEN_BYTES));
    private final FinishedCalls finished = new FinishedCalls();
    private final AtomicInteger admitted = new AtomicInteger();
    private final AtomicInteger prewarmed = new AtomicInteger();
    private final Promise<Void> drained = Promise.promise();
    private volatile boolean leaving;
    private volatile boolean draining;

    /** A call that runs, and the loop it runs on. */
    private record LiveCall(Call call, EventLoop loop) {}

    /** Whether a call may come in. */
    public sealed interface Decision {
        record Expected(ExpectedCall call) implements Decision {}

        record Full() implements Decision {}

        /** One more would harm those that are there. */
        record Overloaded() implements Decision {}

        record Draining() implements Decision {}
    }

    /**
     * A gateway's calls, none yet.
     *
     * @param overloaded whether another call would harm those that are there; asked on any thread
     * @param prewarm whether model sessions are opened at the webhook, while the phone connects
     * @param records takes what is kept of each call, on any event loop; must not block
     */
    public Calls(
            CallLimits limits,
            BooleanSupplier overloaded,
            ModelConnector models,
            boolean prewarm,
            CallLog log,
            Consumer<CallRecord> records) {
        this.limits = limits;
        this.overloaded = overloaded;
        this.models = models;
        this.prewarm = prewarm;
        this.log = log;
        this.records = records;
    }

    /**
     * Expects the stream of a call. Asked again for a call that is expected already, as Twilio does
     * when an answer was lost, it says the same.
     *
     * @param settings makes the call's settings from its reference
     * @param loop the event loop of the webhook, on which this is called
     */
    public Decision expect(
            String callSid, Function<String, CallSettings> settings, EventLoop loop) {
        ExpectedCall known = expectedByCallSid.get(callSid);
        if (known != null) {
            return new Decision.Expected(known);
        }
        if (draining) {
            return new Decision.Draining();
        }
        if (overloaded.getAsBoolean()) {
            return new Decision.Overloaded();
        }
        if (admitted.incrementAndGet() > limits.maxCalls()) {
            release();
            return new Decision.Full();
        }
        CallSettings call = settings.apply(newReference());
        AgentProfile agent = call.agent();
        boolean live =
                liveByCallSid.containsKey(callSid); // its stream is claimed: no other may come
        Future<ModelSession> session =
                prewarm && !live ? models.open(agent, call.modality(), call.meters(), loop) : null;
        ExpectedCall expected = new ExpectedCall(call, callSid, random(TOKEN_BYTES), session, loop);
        if (session != null) {
            prewarmed.incrementAndGet();
        }
        ExpectedCall other = expectedByCallSid.putIfAbsent(callSid, expected);
        if (other != null) { // the same webhook on another loop, a moment earlier
            drop(expected);
            return new Decision.Expected(other);
        }
        var _ =
                loop.schedule(
                        () -> forget(expected, CallOutcome.NEVER_CAME),
                        limits.tokenTtl().toNanos(),
                        TimeUnit.NANOSECONDS);
        return new Decision.Expected(expected);
    }

    /**
     * Hands the call over to its leg, once. Null if none such is expected: wrong, used or stale
     * token, another call's, another kind of leg, or a second one for a call that has one.
     */
    public @Nullable ExpectedCall claim(String callSid, String token, LegKind leg) {
        ExpectedCall expected = expectedByCallSid.get(callSid);
        if (expected == null
                || expected.settings().identity().leg() != leg
                || liveByCallSid.containsKey(callSid)
                || !Tokens.same(expected.token(), token)
                || !expectedByCallSid.remove(callSid, expected)) {
            return null;
        }
        if (expected.session() != null) {
            prewarmed.decrementAndGet();
        }
        return expected;
    }

    /** Begins a claimed call on its stream's loop, on which this is called. */
    public AudioCall begin(
            ExpectedCall expected, PhoneLeg leg, EventLoop loop, ByteBufAllocator allocator) {
        AudioCall call =
                new AudioCall(
                        expected.settings(),
                        leg,
                        models,
                        new EventLoopClock(loop),
                        allocator,
                        ending(expected));
        begin(expected, new LiveCall(call, loop));
        return call;
    }

    /** The same for a leg that speaks and hears words. */
    public TextCall begin(ExpectedCall expected, TextLeg leg, EventLoop loop) {
        TextCall call =
                new TextCall(
                        expected.settings(),
                        leg,
                        models,
                        new EventLoopClock(loop),
                        ending(expected));
        begin(expected, new LiveCall(call, loop));
        return call;
    }

    private Call.EndListener ending(ExpectedCall expected) {
        return new Call.EndListener() {
            @Override
            public void onCallEnding(Call call, NextStep next) {
                finished.add(expected.callSid(), next);
            }

            @Override
            public void onCallEnded(Call call, CallOutcome outcome, NextStep next) {
                onEnded(expected.callSid(), call, outcome);
            }
        };
    }

    private void begin(ExpectedCall expected, LiveCall live) {
        liveByCallSid.put(expected.callSid(), live);
        expected.settings().meters().count(CallCounter.CALLS_STARTED);
        log.started(live.call);
        expected.settings().tools().onCall().began(expected.settings());
        connect(expected, live.call, live.loop);
    }

    /**
     * The leg of a call in words broke, and the caller is still there. Any thread; completes on the
     * call's loop.
     *
     * @param sessionId the phone network's name of what broke: told of the same again, this answers
     *     the same; empty if it has none
     * @param error counted for the call
     * @param worthAnotherTry whether another leg may work
     * @return the settings and the token with which another leg may take its place; empty if none
     *     may: the call is over then
     */
    public Future<Optional<Reopened>> reopen(
            String callSid, String sessionId, CallCounter error, boolean worthAnotherTry) {
        LiveCall live = liveByCallSid.get(callSid);
        if (live == null || !(live.call instanceof TextCall call)) {
            ExpectedCall expected = expectedByCallSid.get(callSid);
            if (expected != null) { // it broke before it began
                expected.loop().execute(() -> expected.settings().meters().count(error));
            }
            return Future.succeededFuture(Optional.empty());
        }
        Promise<Optional<Reopened>> decided = Promise.promise();
        live.loop.execute(() -> {
            decided.complete(
                    reopenings.broke(callSid, sessionId, call, live.loop, error, worthAnotherTry));
        });
        return decided.future();
    }

    /** A call that another leg may take over. */
    public record Reopened(CallSettings settings, String token) {
        @Override
        public String toString() {
            return "Reopened[" + settings.reference() + "]";
        }
    }

    /**
     * Goes on with a call that lost its leg. On the new leg's loop.
     *
     * @return who hears the leg from now on; null if none such is expected
     */
    public @Nullable TextLegListener resume(
            String callSid, String token, TextLeg leg, EventLoop loop) {
        return reopenings.resume(callSid, token, leg, loop);
    }

    /** Nobody will come for this call; its session is closed. */
    public void abandon(String callSid) {
        abandon(callSid, CallOutcome.NEVER_CAME);
    }

    /** The same, where it is known why nobody comes. */
    public void abandon(String callSid, CallOutcome why) {
        ExpectedCall expected = expectedByCallSid.get(callSid);
        if (expected != null) {
            forget(expected, why);
        }
    }

    /**
     * Ends the call if it still runs, and no longer expects it if it never began: the phone network
     * says that its media is over.
     *
     * @param clean whether the call ended, instead of its stream breaking
     */
    public void mediaEnded(String callSid, boolean clean) {
        LiveCall live = liveByCallSid.get(callSid);
        if (live != null) {
            live.loop.execute(() -> live.call.onEnded(clean));
        } else {
            abandon(callSid);
        }
    }

    /**
     * Ends the call, if it still runs, for what its leg reported.
     *
     * @param error counted with the call's labels
     * @return completed once the call is over
     */
    public Future<Void> end(String callSid, CallCounter error, CallOutcome outcome, NextStep next) {
        LiveCall live = liveByCallSid.get(callSid);
        if (live == null) {
            return Future.succeededFuture();
        }
        Promise<Void> over = Promise.promise();
        live.loop.execute(() -> {
            live.call.settings().meters().count(error);
            live.call.end(outcome, next);
            over.complete();
        });
        return over.future();
    }

    /**
     * Sends the caller on, if the agent still talks with them. Any thread; completes on the call's.
     *
     * @return whether it did: else the call is over, or goes elsewhere already
     */
    public Future<Boolean> sendOn(String callSid, CallOutcome outcome, NextStep next) {
        LiveCall live = liveByCallSid.get(callSid);
        if (live == null) {
            return Future.succeededFuture(false);
        }
        Promise<Boolean> sent = Promise.promise();
        live.loop.execute(() -> {
            boolean there = live.equals(liveByCallSid.get(callSid));
            if (there) {
                live.call.end(outcome, next);
            }
            sent.complete(there);
        });
        return sent.future();
    }

    /**
     * What follows a call whose stream is over; {@link NextStep.Apologise} if it is not known, or
     * if its stream never became a call: then it is no longer expected.
     */
    public NextStep nextStep(String callSid) {
        abandon(callSid);
        return finished.nextStep(callSid);
    }

    /** Calls in a phase now. */
    public int count(CallPhase phase) {
        if (phase == CallPhase.EXPECTED) {
            return expectedByCallSid.size();
        }
        int calls = 0;
        for (LiveCall live : liveByCallSid.values()) {
            if (live.call.phase() == phase) {
                calls++;
            }
        }
        return calls;
    }

    /** Model sessions that wait for their phone. */
    public int prewarmedSessions() {
        return Math.max(0, prewarmed.get());
    }

    /** The calls that run, in no order. */
    public List<Call> live() {
        return liveByCallSid.values().stream().map(LiveCall::call).toList();
    }

    /**
     * What there is to keep of a live call so far, copied on its own loop; empty if none of this
     * reference is live. Any thread; completes on the call's loop.
     */
    public Future<Optional<CallRecord>> live(String reference) {
        for (LiveCall live : liveByCallSid.values()) {
            if (live.call.reference().equals(reference)) {
                Promise<Optional<CallRecord>> copied = Promise.promise();
                live.loop.execute(() ->
                        copied.complete(Optional.of(live.call.record(CallOutcome.IN_PROGRESS))));
                return copied.future();
            }
        }
        return Future.succeededFuture(Optional.empty());
    }

    /** Whether no more calls are wanted: {@link #leave} or {@link #drain} was called. */
    public boolean leaving() {
        return leaving;
    }

    /** Wants no more calls from now on, but takes those that are sent all the same. */
    public void leave() {
        leaving = true;
    }

    /** Takes no new call from now on. Completes when the last, who may be on the way, is done. */
    public Future<Void> drain() {
        leaving = true;
        draining = true;
        completeIfDrained();
        return drained.future();
    }

    /** Ends the calls that still run, each on its own loop, and expects none any more. */
    public void endAll() {
        expectedByCallSid.keySet().forEach(this::abandon);
        for (LiveCall live : liveByCallSid.values()) {
            live.loop.execute(() -> live.call.end(CallOutcome.DRAINED, new NextStep.Apologise()));
        }
    }

    private void connect(ExpectedCall expected, Call call, EventLoop loop) {
        CallMeters meters = expected.settings().meters();
        Future<ModelSession> opening = expected.session();
        if (opening == null) {
            CallSettings settings = expected.settings();
            opening = models.open(settings.agent(), settings.modality(), meters, loop);
        } else {
            meters.count(
                    opening.succeeded()
                            ? CallCounter.PREWARMS_HIDDEN
                            : CallCounter.PREWARMS_VISIBLE);
        }
        opening.onSuccess(session -> join(session, call, loop))
                .onFailure(cause ->
                        loop.execute(() ->
                                call.onModelUnavailable(
                                        ModelUnavailableException.failureOf(cause))));
    }

    /** A session that was opened elsewhere moves to the call: a call never crosses event loops. */
    private static void join(ModelSession session, Call call, EventLoop loop) {
        session.eventLoop()
                .execute(() ->
                        session.moveTo(loop)
                                .onSuccess(_ -> loop.execute(() -> call.attach(session)))
                                .onFailure(_ ->
                                        loop.execute(
                                                () -> call.onModelUnavailable(LOST_ON_THE_WAY))));
    }

    private void forget(ExpectedCall expected, CallOutcome why) {
        if (expectedByCallSid.remove(expected.callSid(), expected)) {
            log.neverCame(expected, why);
            neverCame(expected, why);
            finished.addIfUnknown(expected.callSid(), new NextStep.Apologise());
            drop(expected);
        }
    }

    private void neverCame(ExpectedCall expected, CallOutcome why) {
        CallSettings settings = expected.settings();
        settings.meters().ended(why);
        long nowNanos = new EventLoopClock(expected.loop()).nanos();
        records.accept(
                CallRecorder.withoutMedia(
                        settings.reference(),
                        settings.identity(),
                        why,
                        (nowNanos - settings.receivedNanos()) / 1_000_000));
    }

    /** A call that was not taken: counts as tried. */
    public void refused(CallIdentity identity, CallOutcome outcome) {
        refused(newReference(), identity, outcome);
    }

    /** The same of a call that has a reference already. */
    public void refused(String reference, CallIdentity identity, CallOutcome outcome) {
        records.accept(CallRecorder.withoutMedia(reference, identity, outcome, 0));
    }

    /** Gives back what was prepared for a call. */
    private void drop(ExpectedCall expected) {
        if (expected.session() != null) {
            prewarmed.decrementAndGet();
            expected.settings().meters().count(CallCounter.PREWARMS_UNUSED);
            expected.session().onSuccess(session -> session.eventLoop().execute(session::close));
        }
        release();
    }

    private void onEnded(String callSid, Call call, CallOutcome outcome) {
        liveByCallSid.remove(callSid);
        reopenings.forget(callSid);
        call.settings().meters().ended(outcome);
        log.ended(call, outcome);
        call.settings().tools().onCall().ended(call.settings());
        records.accept(call.record(outcome));
        release();
    }

    private void release() {
        admitted.decrementAndGet();
        completeIfDrained();
    }

    /** A call that is in neither map, between its webhook and its record, is not over either. */
    private void completeIfDrained() {
        if (draining && admitted.get() == 0) {
            drained.tryComplete();
        }
    }

    private String newReference() {
        return random(REFERENCE_BYTES);
    }

    private String random(int byteCount) {
        byte[] bytes = new byte[byteCount];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
