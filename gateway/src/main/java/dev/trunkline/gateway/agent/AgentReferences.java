package dev.trunkline.gateway.agent;

import dev.trunkline.gateway.config.keys.Mistakes;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** What agents say of one another and of trunks, checked over all of them. */
public final class AgentReferences {
    private AgentReferences() {}

    /** Notes who hands over to nobody, who answers a trunk that is none, and who answers alike. */
    public static void check(
            Map<String, AgentProfile> agents, Set<String> trunks, Mistakes mistakes) {
        Collection<AgentProfile> sorted = new TreeMap<>(agents).values();
        for (AgentProfile agent : sorted) {
            String path = "agents." + agent.name();
            known(path + ".switchTo", agent.switchTo(), agents.keySet(), mistakes);
            known(path + ".match.trunks", agent.match().trunks(), trunks, mistakes);
        }
        oneEach("numbers", sorted, CallMatch::numbers, mistakes);
        oneEach("sipDomains", sorted, CallMatch::sipDomains, mistakes);
        oneEach("trunks", sorted, CallMatch::trunks, mistakes);
    }

    private static void known(
            String key, List<String> names, Set<String> known, Mistakes mistakes) {
        for (String name : names) {
            mistakes.check(
                    known.contains(name),
                    key,
                    name,
                    "names among " + new TreeSet<>(known),
                    "correct the name, or add it to the configuration");
        }
    }

    private static void oneEach(
            String key,
            Collection<AgentProfile> agents,
            Function<CallMatch, List<String>> matched,
            Mistakes mistakes) {
        Map<String, String> owners = new TreeMap<>();
        for (AgentProfile agent : agents) {
            for (String item : matched.apply(agent.match())) {
                String owner = owners.putIfAbsent(item, agent.name());
                mistakes.check(
                        owner == null,
                        "agents." + agent.name() + ".match." + key,
                        key.equals("numbers") ? null : item, // numbers do not belong into a message
                        "what no other agent answers",
                        "remove from here or from " + owner + " what both have");
            }
        }
    }
}
