package dev.trunkline.gateway.agent;

import dev.trunkline.gateway.config.keys.Key;
import dev.trunkline.gateway.config.keys.Mistakes;

/** What the caller's speech does while the agent speaks. */
public record Interruption(
        @Key(value = "Whether the caller can interrupt the agent", or = "true")
                boolean interruptible,
        @Key(
                        value =
                                "Speech shorter than this, a backchannel such as \"mhm\", does not"
                                        + " interrupt; 0: any speech does, at once",
                        or = "0",
                        range = "0 to 2000")
                int minSpeechMs) {

    public Interruption {
        new Mistakes()
                .range("minSpeechMs", minSpeechMs, 0, 2_000, "300 lets a short word pass")
                .throwIfAny();
    }

    /**
     * Whether the model's server interrupts and answers by itself: any speech of the caller's does.
     * Otherwise the gateway decides, and asks for the answers too.
     */
    public boolean decidedByModel() {
        return interruptible && minSpeechMs == 0;
    }
}
