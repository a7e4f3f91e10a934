package dev.trunkline.gateway.call;

import dev.trunkline.gateway.agent.AgentProfile;
import dev.trunkline.gateway.call.CallClock.Timer;
import dev.trunkline.observability.latency.CallTimeline;
import dev.trunkline.observability.metrics.CallCounter;
import dev.trunkline.observability.metrics.CallMeters;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The model as a call sees it, for as long as the call lasts: one session, and if that is lost,
 * another that was told the conversation so far.
 *
 * <pre>
 *   talking ── lost ──▶ gap ── another session is ready ──▶ told the conversation ──▶ talking
 *                        └── tries or time used up ──▶ the call is told that the model is lost
 * </pre>
 *
 * <p>In the gap it is not writable: the caller's audio waits in {@link UplinkFeed}, whose bound
 * holds. What is asked for meanwhile is asked of the next session; what is told goes with the rest
 * of the conversation.
 *
 * <p>Confined to the call's event loop.
 */
final class LastingSession implements ModelSession, ModelSessionListener {
    /** What the call does about a loss. */
    @FunctionalInterface
    interface Watcher {
        /**
         * The session is lost.
         *
         * @param responseId the response that breaks off, or null
         * @return whether another session is of use
         */
        boolean onSessionLost(@Nullable String responseId);
    }

    static final String AGENT_BROKE_OFF =
            "[the line to you broke while you spoke; the caller heard your last message as far as"
                    + " it goes: go on from there]";
    static final String CALLER_BROKE_OFF =
            "[the line to you broke while the caller spoke; what came before is missing]";

    private static final ResponseRequest ANSWER = ResponseRequest.answer();
    private static final int MOST_OWED = 8;

    /** How long a model may take to say that it hears a voice. */
    private static final long DETECTION_NANOS = 1_000_000_000L;

    /** A caller who spoke on, and whom the next session has not heard by then, has finished. */
    private static final long SPEAKS_ON_NANOS = 2_000_000_000L;

    private final CallMeters meters;
    private final CallTimeline timeline;
    private final CallerVoice voice;
    private final CallClock clock;
    private final Watcher watcher;
    private final Takeover takeover;
    private final CallMemory memory = new CallMemory();
    private final ArrayDeque<ResponseRequest> owed = new ArrayDeque<>();
    private final EventLoop loop;
    private final long connectingNanos;
    private final long updatedNanos;
    private final int modelBytesPerMs;

    private AgentProfile agent;
    private @Nullable ModelSession session;
    private @Nullable ModelSessionListener call;

    /** What the next session is told of how the last one ended. */
    private @Nullable String note;

    /** Audio that was handed to sessions, in the model's format. */
    private long sentBytes;

    /** What sessions before the present one had been handed: positions count from here. */
    private long offsetMs;

    /** Asks for the answer to words whose end no session has heard. */
    private @Nullable Timer unheard;

    private long lostNanos;
    private boolean callerSpeaking;

    /** The caller said something that no response has begun to answer. */
    private boolean unanswered;

    private boolean closed;

    /**
     * Takes {@code first} over: closes it, or what comes after it.
     *
     * @param voice the caller's
     */
    LastingSession(
            ModelSession first,
            ModelConnector models,
            CallSettings settings,
            CallClock clock,
            CallTimeline timeline,
            CallerVoice voice,
            Watcher watcher) {
        session = first;
        this.timeline = timeline;
        meters = settings.meters();
        this.voice = voice;
        this.clock = clock;
        this.watcher = watcher;
        agent = settings.agent();
        loop = first.eventLoop();
        connectingNanos = first.connectingNanos();
        updatedNanos = first.updatedNanos();
        modelBytesPerMs = settings.modelFormat().bytesPerMs();
        takeover = new Takeover(models, settings, clock, loop, this::resume, this::tellFailure);
    }

    // The gap.

    @Override
    public void onSessionEnded(@Nullable ModelFailure failure) {
        ModelSession lost = session;
        if (failure == null || lost == null || closed) {
            return; // closed by the call
        }
        session = null;
        if (!takeover.promises(failure)) {
            tellFailure(failure);
            return;
        }
        lostNanos = clock.nanos();
        timeline.modelLost(lostNanos);
        offsetMs = sentBytes / modelBytesPerMs;
        String responseId = lost.activeResponseId();
        boolean agentBrokeOff = memory.broke();
        cancelUnheard();
        if (voice.heardSince(lostNanos - DETECTION_NANOS)) {
            callerSpeaking = true; // whether or not the model had come to say so
            unanswered = true;
        }
        note = callerSpeaking ? CALLER_BROKE_OFF : agentBrokeOff ? AGENT_BROKE_OFF : null;
        boolean greets = memory.isEmpty() && !callerSpeaking;
        if (!greets && (responseId != null || lost.responsePending() || unanswered)) {
            owe(ANSWER);
        }
        if (watcher.onSessionLost(responseId)) {
            takeover.begin(failure, () -> agent, greets);
        } else {
            meters.count(CallCounter.TAKEOVERS_ABANDONED);
        }
    }

    private void resume(ModelSession next) {
        session = next;
        memory.replayTo(next);
        if (note != null) {
            next.addUserText(note);
        }
        // Who speaks on is answered when they have finished: the new session hears them.
        if (callerSpeaking && voice.heardSince(lostNanos)) {
            unheard = clock.schedule(SPEAKS_ON_NANOS, () -> next.requestResponse(ANSWER));
        } else {
            owed.forEach(next::requestResponse);
        }
        owed.clear();
        callerSpeaking = false;
        timeline.reconnected(clock.nanos());
        next.start(this);
        if (session != null) { // it may be lost already
            onModelWritable();
            flush();
        }
    }

    private void cancelUnheard() {
        if (unheard != null) {
            unheard.cancel();
            unheard = null;
        }
    }

    private void tellFailure(ModelFailure failure) {
        if (call != null) {
            call.onSessionEnded(failure);
        }
    }

    private void owe(ResponseRequest request) {
        boolean known = request.automatic() && owed.contains(request);
        if (!known && owed.size() < MOST_OWED) {
            owed.add(request);
        }
    }

    // What the model says.

    @Override
    public void onSpeechStarted(long audioStartMs) {
        callerSpeaking = true;
        unanswered = true;
        cancelUnheard();
        to().onSpeechStarted(offsetMs + audioStartMs);
    }

    @Override
    public void onSpeechStopped(long audioEndMs) {
        callerSpeaking = false;
        to().onSpeechStopped(offsetMs + audioEndMs);
    }

    @Override
    public void onCommitted(String itemId) {
        memory.callerSpoke(itemId);
        // Who decides by itself answers by itself; otherwise the call asks for what it wants.
        unanswered = agent.interruption().decidedByModel();
        to().onCommitted(itemId);
    }

    @Override
    public void onResponseStarted(String responseId) {
        unanswered = false;
        cancelUnheard();
        to().onResponseStarted(responseId);
    }

    @Override
    public void onAudio(
            AudioItem item, ByteBuf message, int payloadStart, int payloadEnd, long arrivalNanos) {
        memory.agentAudio(
                item.itemId(),
                Base64Audio.decodedLength(message, payloadStart, payloadEnd) / modelBytesPerMs);
        to().onAudio(item, message, payloadStart, payloadEnd, arrivalNanos);
    }

    @Override
    public void onAudioDone(AudioItem item) {
        to().onAudioDone(item);
    }

    @Override
    public void onCallerTranscript(String itemId, String words) {
        memory.callerSaid(itemId, words);
        to().onCallerTranscript(itemId, words);
    }

    @Override
    public void onTranscriptDelta(String itemId, String delta) {
        memory.agentSays(itemId, delta);
    }

    @Override
    public void onTranscript(String itemId, String words) {
        memory.agentSaid(itemId, words);
        to().onTranscript(itemId, words);
    }

    @Override
    public void onToolCall(ToolCall toolCall) {
        memory.toolCalled(toolCall);
        to().onToolCall(toolCall);
    }

    @Override
    public void onResponseDone(ResponseEnd end) {
        to().onResponseDone(end);
    }

    @Override
    public void onModelReadComplete() {
        to().onModelReadComplete();
    }

    @Override
    public void onModelWritable() {
        to().onModelWritable();
    }

    private ModelSessionListener to() {
        if (call == null) {
            throw new IllegalStateException("the model speaks before the session was started");
        }
        return call;
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
    public void start(ModelSessionListener listener) {
        call = listener;
        if (session != null) {
            session.start(this);
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
        if (session != null) {
            session.addAgentText(itemId, text);
        }
    }

    @Override
    public void amendText(String itemId, String spoken) {
        if (session != null) {
            session.amendText(itemId, spoken);
        }
    }

    @Override
    public void reconfigure(AgentProfile next) {
        agent = next;
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
    public void addToolCall(ToolCall toolCall) {
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
        cancelUnheard();
        if (session != null) {
            session.close();
        }
    }

    @Override
    public String toString() {
        return session == null ? "model(lost)" : session.toString();
    }
}
