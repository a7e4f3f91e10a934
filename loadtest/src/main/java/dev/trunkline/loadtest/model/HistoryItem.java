package dev.trunkline.loadtest.model;

import org.jspecify.annotations.Nullable;

/**
 * One item of the conversation as the model remembers it.
 *
 * @param type {@code message}, {@code function_call}, {@code function_call_output}, …
 * @param role null unless a message
 * @param text texts or transcripts, tool arguments or output; null where there is none, as for a
 *     truncated answer
 * @param audioMs model audio sent for it, in whole milliseconds
 * @param truncatedMs what is left after a truncation; -1 if it was not truncated
 */
public record HistoryItem(
        String id,
        String type,
        @Nullable String role,
        String status,
        @Nullable String text,
        long audioMs,
        long truncatedMs) {

    /** Spoken words are nobody else's business. */
    @Override
    public String toString() {
        return id + " " + type + " " + role + " " + status + " " + audioMs + " ms";
    }
}
