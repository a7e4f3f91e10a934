package dev.trunkline.gateway.agent;

import dev.trunkline.gateway.trunk.PhoneNumber;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The agents of one reading of the configuration, and the choice among them. Immutable, any thread:
 * a call that has its profile keeps it, whatever is read later.
 */
public final class Agents {
    private final Map<String, AgentProfile> byName;
    private final String standard;
    private final Instant loadedAt;
    private final Map<String, AgentProfile> byNumber = new HashMap<>();
    private final Map<String, AgentProfile> byDomain = new HashMap<>();
    private final Map<String, AgentProfile> byTrunk = new HashMap<>();

    /**
     * @param profiles checked together ({@link AgentReferences})
     * @param standard name of the agent that answers where no other is meant
     * @param loadedAt when the configuration was read
     */
    public Agents(Map<String, AgentProfile> profiles, String standard, Instant loadedAt) {
        this.byName = Map.copyOf(profiles);
        this.standard = standard;
        this.loadedAt = loadedAt;
        for (AgentProfile profile : profiles.values()) {
            CallMatch match = profile.match();
            match.numbers().forEach(number -> byNumber.put(number, profile));
            match.sipDomains().forEach(domain -> byDomain.put(domain, profile));
            match.trunks().forEach(trunk -> byTrunk.put(trunk, profile));
        }
    }

    /**
     * What is known of a call that tells who answers it.
     *
     * @param agent the name in the signed voice URL; empty if there is none
     * @param number the number that was called, where it can be told
     * @param sipDomain the domain of the SIP address that was called; empty if it was none
     * @param trunk the trunk that the call came by
     */
    public record Asked(
            Optional<String> agent, Optional<PhoneNumber> number, String sipDomain, String trunk) {}

    /**
     * Who answers: the agent that the URL names, else the one of the number, else of the SIP
     * domain, else of the trunk, else the standard one. Empty if the URL names none that exists.
     */
    public Optional<AgentProfile> select(Asked asked) {
        if (asked.agent().isPresent()) {
            return named(asked.agent().get());
        }
        String domain = asked.sipDomain().toLowerCase(Locale.ROOT);
        return asked.number()
                .map(number -> byNumber.get(number.e164()))
                .or(() -> Optional.ofNullable(byDomain.get(domain)))
                .or(() -> Optional.ofNullable(byTrunk.get(asked.trunk())))
                .or(() -> named(standard));
    }

    /** The agent of this name. */
    public Optional<AgentProfile> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** All of them, by name. */
    public Collection<AgentProfile> all() {
        return List.copyOf(new TreeMap<>(byName).values());
    }

    /** Name of the agent that answers where no other is meant. */
    public String standard() {
        return standard;
    }

    /** When the configuration was read. */
    public Instant loadedAt() {
        return loadedAt;
    }

    /** Whether a call would find the same, whenever it was read. */
    public boolean sameAs(Agents other) {
        return standard.equals(other.standard) && byName.equals(other.byName);
    }
}
