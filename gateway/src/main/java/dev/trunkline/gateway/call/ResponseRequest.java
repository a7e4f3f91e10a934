package dev.trunkline.gateway.call;

import org.jspecify.annotations.Nullable;

/**
 * Why the model should speak.
 *
 * @param automatic caused by what was added to the conversation: several that wait become one
 * @param instructions for this answer only, or null for the session's own
 */
public record ResponseRequest(boolean automatic, @Nullable String instructions) {
    /** The conversation has something new to answer. */
    public static ResponseRequest answer() {
        return new ResponseRequest(true, null);
    }

    /** The model should say something in particular. */
    public static ResponseRequest say(String instructions) {
        return new ResponseRequest(false, instructions);
    }
}
