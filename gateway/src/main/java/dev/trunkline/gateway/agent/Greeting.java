package dev.trunkline.gateway.agent;

import dev.trunkline.gateway.config.keys.Key;
import dev.trunkline.gateway.config.keys.Mistakes;
import org.jspecify.annotations.Nullable;

/** How the call begins. Without instructions and text, the agent greets as it sees fit. */
public record Greeting(
        @Key(value = "Who speaks first", or = "agent", range = "agent, caller") Speaker first,
        @Key("What the agent's first words should be like") @Nullable String instructions,
        @Key("The agent's first words, exactly; instead of instructions") @Nullable String text) {

    /** Who speaks first. */
    public enum Speaker {
        AGENT,
        CALLER
    }

    public Greeting {
        boolean given = instructions != null || text != null;
        new Mistakes()
                .check(
                        instructions == null || text == null,
                        "text",
                        null,
                        "either text or instructions",
                        "remove one of them")
                .check(
                        first == Speaker.AGENT || !given,
                        "first",
                        "caller",
                        "agent, since a greeting is given",
                        "remove the greeting's text and instructions, or let the agent speak first")
                .throwIfAny();
    }

    /** The same with its places filled. */
    Greeting told(CallParameters known) {
        return new Greeting(
                first,
                instructions == null ? null : known.fill(instructions),
                text == null ? null : known.fill(text));
    }

    /** What the model is told for its first words; null if it greets as it sees fit. */
    public @Nullable String prompt() {
        return text == null ? instructions : "Say exactly this, and nothing else: " + text;
    }
}
