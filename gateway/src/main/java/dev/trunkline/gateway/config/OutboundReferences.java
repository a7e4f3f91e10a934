package dev.trunkline.gateway.config;

import dev.trunkline.gateway.agent.AgentProfile;
import dev.trunkline.gateway.agent.Outbound;
import dev.trunkline.gateway.config.keys.Mistakes;
import dev.trunkline.gateway.trunk.Trunk;
import dev.trunkline.gateway.trunk.choose.TrunkPolicy;
import dev.trunkline.gateway.trunk.choose.TrunkPolicy.Choosing;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What policies say of trunks, and agents of policies, tenants and hours, checked over all. */
final class OutboundReferences {
    private OutboundReferences() {}

    static void check(
            OutboundConfig outbound,
            Map<String, Trunk> trunks,
            Map<String, AgentProfile> agents,
            Mistakes mistakes) {
        new TreeMap<>(outbound.policies())
                .values()
                .forEach(policy -> policy(policy, trunks, mistakes));
        for (AgentProfile agent : new TreeMap<>(agents).values()) {
            String path = "agents." + agent.name() + ".outbound.";
            Outbound own = agent.outbound();
            known(path + "policy", own.policy(), outbound.policies().keySet(), mistakes);
            known(path + "tenant", own.tenant(), outbound.tenants().keySet(), mistakes);
            known(path + "hours", own.hours(), outbound.hours().keySet(), mistakes);
        }
    }

    private static void policy(TrunkPolicy policy, Map<String, Trunk> trunks, Mistakes mistakes) {
        String key = "outbound.policies." + policy.name() + ".trunks";
        policy.trunks().forEach(name -> known(key, name, trunks.keySet(), mistakes));
        List<Trunk> named =
                policy.trunks().stream().map(trunks::get).filter(Objects::nonNull).toList();
        for (Trunk trunk : named) {
            mistakes.check(
                    trunk.callsOut(),
                    key,
                    trunk.name(),
                    "trunks that calls can go out over",
                    "set trunks." + trunk.name() + ".numbers, or remove it here");
        }
        long drawn = named.stream().filter(trunk -> trunk.weight() > 0).count();
        int least = policy.choose() == Choosing.EXPERIMENT ? 2 : 1;
        boolean complete = named.size() == policy.trunks().size(); // else that is the mistake
        mistakes.check(
                policy.choose() == Choosing.FIXED || !complete || drawn >= least,
                key,
                policy.trunks(),
                least + " or more with a weight above 0",
                "set trunks.<name>.weight");
    }

    private static void known(
            String key, @Nullable String name, Set<String> known, Mistakes mistakes) {
        mistakes.check(
                name == null || known.contains(name),
                key,
                name,
                "one of " + new TreeSet<>(known),
                "correct the name, or add it to the configuration");
    }
}
