package dev.trunkline.gateway.admin;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The agents that new calls are given. Read on the management port's event loop. */
public interface AgentDirectory {
    /** What is in force now, without anything that is said to the model. */
    Listing agents();

    /**
     * The agents of one reading of the configuration.
     *
     * @param loadedAt when it was read
     * @param standard name of the agent that answers where no other is meant
     * @param mistakes what is wrong with a later reading, which is not in force; empty if none is
     */
    record Listing(Instant loadedAt, String standard, List<Entry> agents, List<String> mistakes) {
        public Listing {
            agents = List.copyOf(agents);
            mistakes = List.copyOf(mistakes);
        }
    }

    /**
     * One agent.
     *
     * @param leg how Twilio brings its calls
     * @param parent the profile that it builds on; null if none
     */
    record Entry(String name, String leg, @Nullable String parent) {}
}
