package dev.trunkline.gateway.call;

import dev.trunkline.gateway.agent.AgentProfile;
import dev.trunkline.observability.latency.CallTimeline;
import dev.trunkline.observability.metrics.CallCounter;
import dev.trunkline.observability.metrics.CallMeters;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The model as a call sees it, for as long as the call lasts: one session, and if that is lost or
 * nears its limit, another that was told the conversation so far.
 *
 * <pre>
 *   talking ── lost ──▶ gap ── another session is ready ──▶ told the conversation ──▶ talking
 *      │                 └── tries or time used up ──▶ the call is told that the model is lost
 *      └── the limit is near: {@link SessionChange} ──▶ told the conversation ──▶ talking
 * </pre>
 *
 * <p>In the gap it is not writable: the caller's audio waits in {@link UplinkFeed}, whose bound
 * holds. What is asked for meanwhile is asked of the next session; what is told goes with the rest
 * of the conversation.
 *
 * <p>Confined to the call's event loop.
 */
final class LastingSession implements ModelSession {
    /** What the call does about a loss. */
    interface Watcher {
        /**
         * The session is lost, or left for another.
         *
         * @param responseId the response that breaks off, or null
         * @return whether another session is of use
         */
        boolean onSessionLost(@Nullable String responseId);

        /** Whether nothing is heard in the call, and it is not about to end. */
        boolean silent();
    }

    static final String AGENT_BROKE_OFF =
            "[the line to you broke while you spoke; the caller heard your last message as far as"
                    + " it goes: go on from there]";
    static final String CALLER_BROKE_OFF =
            "[the line to you broke while the caller spoke; what came before is missing]";

    private static final ResponseRequest ANSWER = ResponseRequest.answer();
    private static final int MOST_OWED = 8;

    private final CallMeters meters;
    private final CallTimeline timeline;
    private final CallerTurn turn;
    private final CallClock clock;
    private final Watcher watcher;
    private final Takeover takeover;
    private final SessionChange change;
    private final CallMemory memory;
    private final RememberingListener listener;
    private final ArrayDeque<ResponseRequest> owed = new ArrayDeque<>();
    private final EventLoop loop;
    private final long connectingNanos;
    private final long updatedNanos;
    private final int modelBytesPerMs;

    private AgentProfile agent;
    private @Nullable ModelSession session;

    /** What the next session is told of how the last one ended. */
    private @Nullable String note;

    /** Audio that was handed to sessions, in the model's format. */
    private long sentBytes;

    private long lostNanos;
    private boolean closed;

    /**
     * Takes {@code first} over: closes it, or what comes after it.
     *
     * @param heard when the caller was; never, where words are all that comes of them
     */
    LastingSession(
            ModelSession first,
            ModelConnector models,
            CallSettings settings,
            CallClock clock,
            CallTimeline timeline,
            CallerTurn.Heard heard,
            Watcher watcher) {
        session = first;
        this.timeline = timeline;
        meters = settings.meters();
        this.clock = clock;
        turn = new CallerTurn(heard, clock);
        this.watcher = watcher;
        agent = settings.agent();
        loop = first.eventLoop();
        connectingNanos = first.connectingNanos();
        updatedNanos = first.updatedNanos();
        memory = new CallMemory(settings.modality() == Modality.TEXT);
        modelBytesPerMs = settings.modelFormat().bytesPerMs();
        listener =
                new RememberingListener(
                        memory,
                        turn,
                        () -> agent.interruption().decidedByModel(),
                        modelBytesPerMs,
                        this::onSessionEnded);
        takeover = new Takeover(models, settings, clock, loop, this::resume, this::tellFailure);
        change =
                new SessionChange(
                        models, settings, clock, loop, () -> agent, this::silent, this::goOver);
    }

    // The gap.

    private void onSessionEnded(@Nullable ModelFailure failure) {
        ModelSession lost = session;
        if (failure == null || lost == null || closed) {
            return; // closed by the call
        }
        session = null;
        ModelSession next = change.take();
        if (!takeover.promises(failure)) {
            discard(next);
            tellFailure(failure);
            return;
        }
        boolean greets = leave(lost);
        if (!watcher.onSessionLost(lost.activeResponseId()) || closed) {
            discard(next);
            meters.count(CallCounter.TAKEOVERS_ABANDONED);
        } else if (next == null || greets) {
            discard(next);
            takeover.begin(failure, () -> agent, greets);
        } else {
            meters.count(CallCounter.TAKEOVERS_RESUMED);
            resume(next);
        }
    }

    /** The limit is near: the present session is left for the next one. */
    private void goOver(ModelSession next) {
        ModelSession left = session;
        if (left == null || closed) {
            next.close();
            return;
        }
        session = null;
        var _ = leave(left); // somebody has said something by now
        boolean goesOn = watcher.onSessionLost(left.activeResponseId()) && !closed;
        left.close();
        if (goesOn) {
            meters.count(CallCounter.TAKEOVERS_PLANNED);
            resume(next);
        } else {
            meters.count(CallCounter.TAKEOVERS_ABANDONED);
            next.close();
        }
    }

    /** Whether a change would be heard by nobody. */
    private boolean silent() {
        ModelSession present = session;
        return present != null
                && present.activeResponseId() == null
                && !present.responsePending()
                && turn.silent(clock.nanos())
                && !memory.awaitsTool()
                && watcher.silent();
    }

    /**
     * Notes what the next session has to know of the end of this one.
     *
     * @return whether the conversation has yet to begin
     */
    private boolean leave(ModelSession left) {
        lostNanos = clock.nanos();
        timeline.modelLost(lostNanos);
        listener.countFrom(sentBytes / modelBytesPerMs);
        boolean agentBrokeOff = memory.broke();
        boolean callerSpeaking = turn.lost(lostNanos);
        note = callerSpeaking ? CALLER_BROKE_OFF : agentBrokeOff ? AGENT_BROKE_OFF : null;
        boolean greets = memory.isEmpty() && !callerSpeaking;
        boolean answering = left.activeResponseId() != null || left.responsePending();
        if (!greets && (answering || turn.unanswered())) {
            owe(ANSWER);
        }
        return greets;
    }

    private void resume(ModelSession next) {
        session = next;
        memory.replayTo(next);
        if (note != null) {
            next.addUserText(note);
        }
        // Who speaks on is answered when they have finished: the new session hears them.
        if (!turn.resumed(lostNanos, () -> next.requestResponse(ANSWER))) {
            owed.forEach(next::requestResponse);
        }
        owed.clear();
        timeline.reconnected(clock.nanos());
        change.watch(next);
        next.start(listener);
        if (session != null) { // it may be lost already
            listener.onModelWritable();
            flush();
        }
    }

    private static void discard(@Nullable ModelSession next) {
        if (next != null) {
            next.close();
        }
    }

    private void tellFailure(ModelFailure failure) {
        listener.call().onSessionEnded(failure);
    }

    private void owe(ResponseRequest request) {
        boolean known = request.automatic() && owed.contains(request);
        if (!known && owed.size() < MOST_OWED) {
            owed.add(request);
        }
    }

    // What the call says.

    @Override
    public long connectingNanos() {
        return connectingNanos;
    }

    @Override
    public long updatedNanos() {
        return updatedNanos;
    }

    @Override
    public EventLoop eventLoop() {
        return loop;
    }

    @Override
    public Future<Void> moveTo(EventLoop target) {
        return Future.failedFuture("a session that a call has taken over stays on the call's loop");
    }

    @Override
    public void start(ModelSessionListener call) {
        listener.tells(call);
        if (session != null) {
            change.watch(session);
            session.start(listener);
        }
    }

    @Override
    public boolean connected() {
        return session != null;
    }

    @Override
    public boolean writable() {
        return session != null && session.writable();
    }

    @Override
    public void appendBase64(ByteBuf message, int payloadStart, int payloadEnd) {
        if (session == null) {
            message.release();
            return;
        }
        sentBytes += Base64Audio.decodedLength(message, payloadStart, payloadEnd);
        session.appendBase64(message, payloadStart, payloadEnd);
    }

    @Override
    public void append(byte[] audio, int offset, int byteCount) {
        if (session != null) {
            sentBytes += byteCount;
            session.append(audio, offset, byteCount);
        }
    }

    @Override
    public void flush() {
        if (session != null) {
            session.flush();
        }
    }

    @Override
    public void cancelResponse(String responseId) {
        if (session != null) {
            session.cancelResponse(responseId);
        }
    }

    @Override
    public void truncate(String itemId, int contentIndex, long audioEndMs) {
        memory.heard(itemId, audioEndMs);
        if (session == null) {
            return;
        }
        String replayedAs = memory.replayedAs(itemId);
        if (replayedAs == null) {
            session.truncate(itemId, contentIndex, audioEndMs);
        } else {
            session.amendText(replayedAs, memory.words(itemId));
        }
    }

    @Override
    public void requestResponse(ResponseRequest request) {
        if (session != null) {
            session.requestResponse(request);
        } else if (takeover.underWay()) {
            owe(request);
        }
    }

    @Override
    public void addAgentText(String itemId, String text) {
        memory.agentTold(itemId, text);
        if (session != null) {
            session.addAgentText(itemId, text);
        }
    }

    @Override
    public void amendText(String itemId, String spoken) {
        memory.spoken(itemId, spoken);
        if (session != null) {
            String replayedAs = memory.replayedAs(itemId);
            session.amendText(replayedAs == null ? itemId : replayedAs, spoken);
        }
    }

    @Override
    public void reconfigure(AgentProfile next) {
        agent = next;
        change.reconfigure(next);
        if (session != null) {
            session.reconfigure(next);
        }
    }

    @Override
    public void addUserText(String text) {
        memory.told(text);
        if (session != null) {
            session.addUserText(text);
        }
    }

    @Override
    public void addToolCall(ModelSessionListener.ToolCall toolCall) {
        memory.toolCalled(toolCall);
        if (session != null) {
            session.addToolCall(toolCall);
        }
    }

    @Override
    public void addToolOutput(String toolCallId, String output) {
        memory.toolAnswered(toolCallId, output);
        if (session != null) {
            session.addToolOutput(toolCallId, output);
        }
    }

    @Override
    public @Nullable String activeResponseId() {
        return session == null ? null : session.activeResponseId();
    }

    @Override
    public boolean responsePending() {
        return session == null ? takeover.underWay() && !owed.isEmpty() : session.responsePending();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        takeover.cancel();
        change.cancel();
        turn.cancel();
        if (session != null) {
            session.close();
        }
    }

    @Override
    public String toString() {
        return session == null ? "model(lost)" : session.toString();
    }
}
