package dev.trunkline.gateway.realtime;

import dev.trunkline.observability.metrics.CallCounter;
import org.jspecify.annotations.Nullable;

/**
 * Which of the model's errors matter. Most leave the session as it was, and several are the normal
 * outcome of a race: a cancel that arrives when the response is just done. A session that can only
 * answer with errors is as good as lost.
 */
final class ErrorPolicy {
    enum Verdict {
        BENIGN,
        EXPIRED,
        FATAL
    }

    private static final int UNEXPECTED_IN_A_ROW = 3;

    private int unexpected;

    static boolean responseIsActive(@Nullable String code) {
        return "conversation_already_has_active_response".equals(code);
    }

    /** A code of the closed set, for the log: the model's own words may be anything. */
    static String loggable(@Nullable String code) {
        return CallCounter.modelError(code).name();
    }

    /** Something went well. */
    void onProgress() {
        unexpected = 0;
    }

    /** Counts a failure that was not announced as an error; whether it was one too many. */
    boolean tooMany() {
        return ++unexpected >= UNEXPECTED_IN_A_ROW;
    }

    Verdict judge(ServerEvent.Failed error) {
        String code = error.code() == null ? "" : error.code();
        return switch (code) {
            case "response_cancel_not_active",
                    "conversation_already_has_active_response",
                    "input_audio_buffer_commit_empty",
                    "unsupported_content_type",
                    "invalid_value",
                    "item_retrieve_invalid_item_id",
                    "item_truncate_invalid_item_id" ->
                    Verdict.BENIGN;
            case "session_expired" -> Verdict.EXPIRED;
            default -> tooMany() ? Verdict.FATAL : Verdict.BENIGN;
        };
    }
}
