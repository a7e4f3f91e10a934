package dev.trunkline.gateway.realtime;

import dev.trunkline.gateway.call.ModelSessionListener.AudioItem;
import dev.trunkline.gateway.call.ModelSessionListener.ResponseEnd;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One JSON event from the model (OpenAI Realtime reference, "Server events"). */
sealed interface ServerEvent {
    /**
     * The session is there.
     *
     * @param expiresAt when the server ends it, in seconds of the epoch; 0 if it does not say
     */
    record SessionCreated(long expiresAt) implements ServerEvent {}

    record SessionUpdated() implements ServerEvent {}

    /**
     * An {@code error}.
     *
     * @param clientEventId the id of our event that caused it, if it names one
     */
    record Failed(String type, @Nullable String code, @Nullable String clientEventId)
            implements ServerEvent {}

    record SpeechStarted(long audioStartMs) implements ServerEvent {}

    record SpeechStopped(long audioEndMs) implements ServerEvent {}

    record Committed(String itemId) implements ServerEvent {}

    record ResponseCreated(String responseId) implements ServerEvent {}

    /**
     * A piece of the model's voice that the scanner left to the parser.
     *
     * @param base64 as the model sent it: not yet checked
     */
    record AudioDelta(AudioItem item, String base64) implements ServerEvent {}

    record AudioDone(AudioItem item) implements ServerEvent {}

    /** A piece of the model's answer in words. */
    record TextDelta(String responseId, String itemId, String delta) implements ServerEvent {
        /** What was said is nobody's business but the call's. */
        @Override
        public String toString() {
            return "TextDelta[" + delta.length() + " characters]";
        }
    }

    /** All words of an item. */
    record TextDone(String responseId, String itemId, String text) implements ServerEvent {
        /** What was said is nobody's business but the call's. */
        @Override
        public String toString() {
            return "TextDone[" + text.length() + " characters]";
        }
    }

    record CallerTranscript(String itemId, String transcript) implements ServerEvent {
        /** What was said is nobody's business but the call's. */
        @Override
        public String toString() {
            return "CallerTranscript[" + transcript.length() + " characters]";
        }
    }

    /** A piece of what the model says, in words: ahead of its audio. */
    record TranscriptDelta(String itemId, String delta) implements ServerEvent {
        /** What was said is nobody's business but the call's. */
        @Override
        public String toString() {
            return "TranscriptDelta[" + delta.length() + " characters]";
        }
    }

    record TranscriptDone(String itemId, String transcript) implements ServerEvent {
        /** What was said is nobody's business but the call's. */
        @Override
        public String toString() {
            return "TranscriptDone[itemId="
                    + itemId
                    + ", transcript="
                    + transcript.length()
                    + " characters]";
        }
    }

    /**
     * A response ended.
     *
     * @param status as the model spells it
     * @param errorCode why it failed, if it did and says so
     */
    record ResponseDone(
            String responseId,
            String status,
            @Nullable String errorCode,
            List<FunctionCall> functionCalls,
            @Nullable Usage usage)
            implements ServerEvent {
        /** A status that is not known ended well: nothing says otherwise. */
        ResponseEnd.Status endStatus() {
            return switch (status) {
                case "cancelled" -> ResponseEnd.Status.CANCELLED;
                case "incomplete" -> ResponseEnd.Status.INCOMPLETE;
                case "failed" -> ResponseEnd.Status.FAILED;
                default -> ResponseEnd.Status.COMPLETED;
            };
        }
    }

    /** The model wants to use a tool of an MCP server that may be used only if asked for. */
    record McpApprovalRequested(String approvalId, String serverLabel) implements ServerEvent {}

    /** The model's side begins to use a tool of an MCP server. */
    record McpCallBegan() implements ServerEvent {}

    /** The model's side has used a tool of an MCP server. */
    record McpCallOver(boolean completed) implements ServerEvent {}

    /** The model's side could not learn which tools an MCP server has. */
    record McpToolsNotListed() implements ServerEvent {}

    /** Known, and of no use here. */
    record Ignored() implements ServerEvent {}

    /** An event this version does not know: counted and dropped, never fatal. */
    record Unrecognized() implements ServerEvent {}

    /** A completed function call of a response. */
    record FunctionCall(String callId, String name, String argumentsJson) {
        @Override
        public String toString() {
            return "FunctionCall[callId=" + callId + ", name=" + name + "]";
        }
    }

    /** Tokens of one response, in and out; cached ones are part of the input. */
    record Usage(
            long textInputTokens,
            long audioInputTokens,
            long cachedTextTokens,
            long cachedAudioTokens,
            long textOutputTokens,
            long audioOutputTokens) {}
}
