package dev.trunkline.gateway.call;

import io.netty.buffer.ByteBuf;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a call's sessions tell, one after the other, on its way to the call: noted for the session
 * that may come next, and with positions that count through. Confined to the call's event loop.
 */
final class RememberingListener implements ModelSessionListener {
    private final CallMemory memory;
    private final CallerTurn turn;
    private final BooleanSupplier answersUnasked;
    private final int modelBytesPerMs;
    private final Consumer<@Nullable ModelFailure> onEnded;
    private @Nullable ModelSessionListener call;

    /** What sessions before the present one had been handed: positions count from here. */
    private long offsetMs;

    /**
     * Hears nothing yet.
     *
     * @param answersUnasked whether the model answers what the caller says by itself
     * @param modelBytesPerMs of the model's voice
     * @param onEnded told of each session's end, which the call is not told
     */
    RememberingListener(
            CallMemory memory,
            CallerTurn turn,
            BooleanSupplier answersUnasked,
            int modelBytesPerMs,
            Consumer<@Nullable ModelFailure> onEnded) {
        this.memory = memory;
        this.turn = turn;
        this.answersUnasked = answersUnasked;
        this.modelBytesPerMs = modelBytesPerMs;
        this.onEnded = onEnded;
    }

    /** Tells this call. */
    void tells(ModelSessionListener listener) {
        call = listener;
    }

    /** The next session counts the caller's audio anew, from here. */
    void countFrom(long ms) {
        offsetMs = ms;
    }

    /** Who is told. */
    ModelSessionListener call() {
        if (call == null) {
            throw new IllegalStateException("the model speaks before the session was started");
        }
        return call;
    }

    @Override
    public void onSpeechStarted(long audioStartMs) {
        turn.began();
        call().onSpeechStarted(offsetMs + audioStartMs);
    }

    @Override
    public void onSpeechStopped(long audioEndMs) {
        turn.ended();
        call().onSpeechStopped(offsetMs + audioEndMs);
    }

    @Override
    public void onCommitted(String itemId) {
        memory.callerSpoke(itemId);
        // Who decides by itself answers by itself; otherwise the call asks for what it wants.
        turn.committed(answersUnasked.getAsBoolean());
        call().onCommitted(itemId);
    }

    @Override
    public void onResponseStarted(String responseId) {
        turn.answerBegan();
        call().onResponseStarted(responseId);
    }

    @Override
    public void onAudio(
            AudioItem item, ByteBuf message, int payloadStart, int payloadEnd, long arrivalNanos) {
        memory.agentAudio(
                item.itemId(),
                Base64Audio.decodedLength(message, payloadStart, payloadEnd) / modelBytesPerMs);
        call().onAudio(item, message, payloadStart, payloadEnd, arrivalNanos);
    }

    @Override
    public void onAudioDone(AudioItem item) {
        call().onAudioDone(item);
    }

    @Override
    public void onText(String responseId, String itemId, String delta, long arrivalNanos) {
        memory.agentSays(itemId, delta);
        call().onText(responseId, itemId, delta, arrivalNanos);
    }

    @Override
    public void onTextDone(String responseId, String itemId, String text) {
        memory.agentSaid(itemId, text);
        call().onTextDone(responseId, itemId, text);
    }

    @Override
    public void onCallerTranscript(String itemId, String words) {
        memory.callerSaid(itemId, words);
        call().onCallerTranscript(itemId, words);
    }

    @Override
    public void onTranscriptDelta(String itemId, String delta) {
        memory.agentSays(itemId, delta);
    }

    @Override
    public void onTranscript(String itemId, String words) {
        memory.agentSaid(itemId, words);
        call().onTranscript(itemId, words);
    }

    @Override
    public void onToolCall(ToolCall toolCall) {
        memory.toolCalled(toolCall);
        call().onToolCall(toolCall);
    }

    @Override
    public void onResponseDone(ResponseEnd end) {
        call().onResponseDone(end);
    }

    @Override
    public void onModelReadComplete() {
        call().onModelReadComplete();
    }

    @Override
    public void onModelWritable() {
        call().onModelWritable();
    }

    @Override
    public void onSessionEnded(@Nullable ModelFailure failure) {
        onEnded.accept(failure);
    }
}
