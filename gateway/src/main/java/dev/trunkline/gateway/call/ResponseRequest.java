package dev.trunkline.gateway.call;

import org.jspecify.annotations.Nullable;

/**
 * Why the model should speak.
 *
 * @param automatic caused by what was added to the conversation: several that wait become one
 * @param instructions for this answer only, or null for the session's own
 * @param withTools whether the model may use tools for it
 */
public record ResponseRequest(boolean automatic, @Nullable String instructions, boolean withTools) {
    public ResponseRequest(boolean automatic, @Nullable String instructions) {
        this(automatic, instructions, true);
    }

    /** The conversation has something new to answer. */
    public static ResponseRequest answer() {
        return new ResponseRequest(true, null, true);
    }

    /** The model should say something in particular, and do nothing else. */
    public static ResponseRequest say(String instructions) {
        return new ResponseRequest(false, instructions, false);
    }
}
