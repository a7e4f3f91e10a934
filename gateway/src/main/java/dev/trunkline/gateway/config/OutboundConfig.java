package dev.trunkline.gateway.config;

import dev.trunkline.gateway.config.keys.Key;
import dev.trunkline.gateway.config.keys.Mistakes;
import dev.trunkline.gateway.trunk.choose.BreakerConfig;
import dev.trunkline.gateway.trunk.choose.DestinationPrefixes;
import dev.trunkline.gateway.trunk.choose.OfficeHours;
import dev.trunkline.gateway.trunk.choose.TrunkPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Calls out: over which trunks, where to, how many and when. */
public record OutboundConfig(
        @Key("Policy of calls that name neither trunk nor policy, nor does their agent")
                @Nullable String policy,
        @Key("How a trunk is found for a call, by name") Map<String, TrunkPolicy> policies,
        @Key(
                        value =
                                "Beginnings of the numbers that may be called; empty: no calls out at"
                                        + " all",
                        range = "plus and digits, such as +44 or +1415")
                List<String> allowedPrefixes,
        @Key(
                        value =
                                "Calls out that are begun in a second, over all trunks: Twilio's limit"
                                        + " for the account; beyond it Twilio queues them itself",
                        or = "1.0",
                        range = "0.1 to 1000.0")
                double callsPerSecond,
        @Key(
                        value = "Calls out at once, over all trunks; no such limit if not set",
                        range = "1 to 100000")
                @Nullable Integer maxCalls,
        @Key(
                        value = "Calls that may wait to be begun; the next one is refused",
                        or = "1000",
                        range = "0 to 1000000")
                int maxQueued,
        @Key(
                        value = "A call that could not be begun by then is given up",
                        or = "60s",
                        range = "1s to 24h")
                Duration queueDeadline,
        @Key(value = "How long a try may ring", or = "30s", range = "5s to 10m") Duration ringing,
        @Key(value = "Longest call, from its answer", or = "30m", range = "10s to 24h")
                Duration longest,
        @Key("Trying the next trunk when one fails") FailoverConfig failover,
        @Key("Leaving trunks alone that keep failing") BreakerConfig breaker,
        @Key("Limits of tenants, by name") Map<String, TenantConfig> tenants,
        @Key("Hours in which agents may call, by name") Map<String, OfficeHours> hours,
        @Key(
                        value =
                                "Whether the `callback` of a call out may lead into private networks,"
                                        + " and without TLS; never to a cloud's metadata",
                        or = "false")
                boolean allowPrivateCallbacks) {

    private static final int MOST_CALLS = 100_000;

    public OutboundConfig {
        policies = Map.copyOf(policies);
        allowedPrefixes = List.copyOf(allowedPrefixes);
        tenants = Map.copyOf(tenants);
        hours = Map.copyOf(hours);
        List<String> noPrefixes =
                allowedPrefixes.stream()
                        .filter(prefix -> !DestinationPrefixes.isPrefix(prefix))
                        .toList();
        new Mistakes()
                .check(
                        policy == null || policies.containsKey(policy),
                        "policy",
                        policy,
                        "one of " + policies.keySet().stream().sorted().toList(),
                        "name a policy of outbound.policies, or add it there")
                .check(
                        noPrefixes.isEmpty(),
                        "allowedPrefixes",
                        noPrefixes,
                        "plus and 1 to 15 digits each",
                        "write each in quotes, as \"+44\"")
                .range(
                        "callsPerSecond",
                        callsPerSecond,
                        0.1,
                        1_000,
                        "1 is what accounts begin with")
                .range(
                        "maxCalls",
                        maxCalls == null ? 1 : maxCalls,
                        1,
                        MOST_CALLS,
                        "leave it out for no limit; empty allowedPrefixes stop calls out")
                .range("maxQueued", maxQueued, 0, 1_000_000, "each takes some kilobytes")
                .range(
                        "queueDeadline",
                        queueDeadline,
                        Duration.ofSeconds(1),
                        Duration.ofHours(24),
                        "60s is the default")
                .range(
                        "ringing",
                        ringing,
                        Duration.ofSeconds(5),
                        Duration.ofMinutes(10),
                        "a voicemail often answers after 25s")
                .range(
                        "longest",
                        longest,
                        Duration.ofSeconds(10),
                        Duration.ofHours(24),
                        "a forgotten call costs until it ends")
                .throwIfAny();
    }

    /** Which numbers may be called. */
    public DestinationPrefixes prefixes() {
        return new DestinationPrefixes(allowedPrefixes);
    }
}
