package dev.trunkline.gateway.call;

import dev.trunkline.observability.metrics.CallCounter;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** What a model session tells its call, on the call's event loop. */
public interface ModelSessionListener {
    /** The model's voice detection heard the caller begin, in ms of audio appended so far. */
    void onSpeechStarted(long audioStartMs);

    /** The model's voice detection heard the caller end. */
    void onSpeechStopped(long audioEndMs);

    /** The caller's utterance became an item of the conversation. */
    void onCommitted(String itemId);

    void onResponseStarted(String responseId);

    /**
     * A piece of the model's voice. Hot path.
     *
     * @param message borrowed: holds base64 audio in the session's output format
     * @param payloadStart absolute index of the first base64 character; not yet checked
     * @param payloadEnd absolute index after the last one
     * @param arrivalNanos when the message was read
     */
    void onAudio(
            AudioItem item, ByteBuf message, int payloadStart, int payloadEnd, long arrivalNanos);

    /** No more audio of this item comes. */
    void onAudioDone(AudioItem item);

    /**
     * A piece of the model's answer in words, in a session of words. Never logged.
     *
     * @param delta with the model's own white space
     * @param arrivalNanos when the message was read
     */
    default void onText(String responseId, String itemId, String delta, long arrivalNanos) {}

    /** No more words of this item come; {@code text} is all of it. Never logged. */
    default void onTextDone(String responseId, String itemId, String text) {}

    /** What the caller said, in words, where a transcription was asked for. Never logged. */
    void onCallerTranscript(String itemId, String words);

    /** A piece of what the model says, in words, ahead of its audio. Never logged. */
    default void onTranscriptDelta(String itemId, String delta) {}

    /** What the model said, in words. Never logged. */
    void onTranscript(String itemId, String transcript);

    /** The model wants a tool to run. */
    void onToolCall(ToolCall call);

    void onResponseDone(ResponseEnd end);

    /** All messages of one read were delivered. */
    default void onModelReadComplete() {}

    /** The model reads again. */
    void onModelWritable();

    /**
     * The session is over. Called once, also when {@link ModelSession#close} was the reason.
     *
     * @param failure null if the gateway closed it
     */
    void onSessionEnded(@Nullable ModelFailure failure);

    /** A piece of audio output: one content part of one item of one response. */
    record AudioItem(String responseId, String itemId, int contentIndex) {}

    /**
     * A completed function call. {@code argumentsJson} is the model's text: it may be no JSON at
     * all.
     */
    record ToolCall(String responseId, String toolCallId, String name, String argumentsJson) {}

    /** How a response ended. */
    record ResponseEnd(String responseId, Status status) {
        public enum Status {
            COMPLETED(CallCounter.RESPONSES_COMPLETED),
            CANCELLED(CallCounter.RESPONSES_CANCELLED),
            INCOMPLETE(CallCounter.RESPONSES_INCOMPLETE),
            FAILED(CallCounter.RESPONSES_FAILED);

            private final CallCounter counter;

            Status(CallCounter counter) {
                this.counter = counter;
            }

            /** Counts responses that ended so. */
            CallCounter counter() {
                return counter;
            }
        }
    }
}
