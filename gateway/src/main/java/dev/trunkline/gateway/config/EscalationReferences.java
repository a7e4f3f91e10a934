package dev.trunkline.gateway.config;

import dev.trunkline.gateway.agent.AgentProfile;
import dev.trunkline.gateway.config.keys.Mistakes;
import dev.trunkline.gateway.trunk.Trunk;
import dev.trunkline.gateway.trunk.choose.DestinationPrefixes;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What escalations say of trunks, policies and numbers, and agents of them, checked over all. */
final class EscalationReferences {
    private EscalationReferences() {}

    static void check(
            Map<String, EscalationConfig> escalations,
            OutboundConfig outbound,
            Map<String, Trunk> trunks,
            @Nullable String messagingService,
            Mistakes mistakes) {
        for (EscalationConfig escalation : new TreeMap<>(escalations).values()) {
            for (EscalationStep step : escalation.inOrder()) {
                String path = "escalations." + escalation.name() + ".steps." + step.name() + ".";
                numbers(path, step, outbound, mistakes);
                known(path + "policy", step.policy(), outbound.policies().keySet(), mistakes);
                trunk(path + "trunk", step.trunk(), trunks, mistakes);
                EscalationText text = step.text();
                mistakes.check(
                        text == null || text.from() != null || messagingService != null,
                        path + "text.from",
                        null,
                        "a sender",
                        "set it, or twilio.messagingServiceSid");
            }
        }
    }

    /** What is allowed in the configuration is refused at night otherwise, when it is needed. */
    private static void numbers(
            String path, EscalationStep step, OutboundConfig outbound, Mistakes mistakes) {
        DestinationPrefixes prefixes = outbound.prefixes();
        mistakes.check(
                step.callees().stream().allMatch(prefixes::allows),
                path + "call",
                null, // a number must not stand in a message
                "numbers that outbound.allowedPrefixes admits",
                "add their prefixes there");
    }

    private static void trunk(
            String key, @Nullable String name, Map<String, Trunk> trunks, Mistakes mistakes) {
        known(key, name, trunks.keySet(), mistakes);
        Trunk trunk = name == null ? null : trunks.get(name);
        mistakes.check(
                trunk == null || trunk.callsOut(),
                key,
                name,
                "a trunk that calls can go out over",
                "set trunks." + name + ".numbers, or name another");
    }

    /** Which escalation an agent has, and whether its calls find a trunk. */
    static void check(
            Map<String, AgentProfile> agents,
            Map<String, EscalationConfig> escalations,
            OutboundConfig outbound,
            Mistakes mistakes) {
        for (AgentProfile agent : new TreeMap<>(agents).values()) {
            String path = "agents." + agent.name() + ".escalation";
            known(path, agent.escalation(), escalations.keySet(), mistakes);
            EscalationConfig own =
                    agent.escalation() == null ? null : escalations.get(agent.escalation());
            boolean anyway = outbound.policy() != null || agent.outbound().policy() != null;
            mistakes.check(
                    own == null
                            || anyway
                            || own.inOrder().stream().allMatch(EscalationReferences::findsTrunk),
                    path,
                    agent.escalation(),
                    "a trunk for each of its calls",
                    "set outbound.policy, or trunk or policy in each step");
        }
    }

    private static boolean findsTrunk(EscalationStep step) {
        return step.call().isEmpty() || step.trunk() != null || step.policy() != null;
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
