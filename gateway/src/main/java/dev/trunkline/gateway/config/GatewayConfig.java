package dev.trunkline.gateway.config;

import dev.trunkline.gateway.agent.AgentProfile;
import dev.trunkline.gateway.agent.AgentReferences;
import dev.trunkline.gateway.agent.Agents;
import dev.trunkline.gateway.config.keys.Key;
import dev.trunkline.gateway.config.keys.Mistakes;
import dev.trunkline.gateway.config.pbx.PbxConfig;
import dev.trunkline.gateway.trunk.Trunk;
import dev.trunkline.observability.compare.Rates;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** All that the gateway can be told. Immutable; {@link GatewayConfigLoader} makes it. */
public record GatewayConfig(
        @Key("Ports and who may use them") HttpConfig http,
        @Key("Twilio: account, tokens, what a caller hears when the gateway cannot answer")
                TwilioConfig twilio,
        @Key("The model: any server of the OpenAI Realtime protocol") RealtimeConfig realtime,
        @Key("The audio between the two") MediaConfig media,
        @Key("How much at once") LimitsConfig limits,
        @Key("What is kept of every call, where and for how long") RecordsConfig records,
        @Key(
                        value = "After SIGTERM, how long calls in progress may go on",
                        or = "30",
                        range = "0 to 3600",
                        env = "DRAIN_SECONDS")
                int drainSeconds,
        @Key(
                        value =
                                "After SIGTERM, how long calls that come are still taken while readiness"
                                        + " is false already, so that a load balancer learns first",
                        or = "0",
                        range = "0 to 300",
                        env = "DRAIN_NOTICE_SECONDS")
                int drainNoticeSeconds,
        @Key(
                        value = "Event loops; 0: one for each processor",
                        or = "0",
                        range = "0 to 256",
                        env = "EVENT_LOOPS")
                int eventLoops,
        @Key(
                        value =
                                "How sockets are read and written: a system call for each, or many at"
                                        + " once through a ring where the kernel allows that, with epoll"
                                        + " in its place where it does not",
                        or = "epoll",
                        range = "epoll, io_uring")
                SocketTransport transport,
        @Key(
                        value =
                                "How often at most the sockets of an event loop are looked at that is"
                                        + " three quarters busy, the less busy the more often; 0ms:"
                                        + " whenever something has come",
                        or = "1ms",
                        range = "0ms to 5ms")
                Duration coalescing,
        @Key(
                        value =
                                "Nice value of the threads that collect garbage while calls go on, so that"
                                        + " they yield to the event loops where both share a core"
                                        + " (Linux); 0: that of the process",
                        or = "10",
                        range = "0 to 19")
                int collectorNice,
        @Key(
                        value =
                                "How long the gateway plays itself calls before it opens its ports, so"
                                        + " that the first caller meets code that is compiled;"
                                        + " 0s: not at all",
                        or = "3s",
                        range = "0s to 1m")
                Duration warmUp,
        @Key(value = "Agent of a call whose webhook names none", or = "default")
                String defaultAgent,
        @Key(
                        value =
                                "Agent profiles by name; or the path of a file with such a map, or of a"
                                        + " directory with one file for each agent",
                        inherits = true)
                Map<String, AgentProfile> agents,
        @Key(
                        value =
                                "How often the files of the configuration are looked at; changed agents"
                                        + " answer new calls, the rest wants a restart. 0s: never",
                        or = "5s",
                        range = "0s to 1h")
                Duration agentsReload,
        @Key(value = "Trunk of a call whose webhook names none", or = "unknown")
                String defaultTrunk,
        @Key("Trunks by name; `unknown` exists always") Map<String, Trunk> trunks,
        @Key("Calls out: over which trunks, where to, how many and when") OutboundConfig outbound,
        @Key("How people are brought to a call, by name; `agents.<name>.escalation` refers to one")
                Map<String, EscalationConfig> escalations,
        @Key("Calls that come from a PBX, past Twilio") PbxConfig pbx,
        @Key("Prices, for the comparison of trunks") CostsConfig costs,
        @Key("Calls as traces, for a collector of OpenTelemetry") TracingConfig tracing) {

    public GatewayConfig {
        agents = Map.copyOf(agents);
        escalations = Map.copyOf(escalations);
        Map<String, Trunk> all = new HashMap<>(trunks);
        all.putIfAbsent(Trunk.UNKNOWN.name(), Trunk.UNKNOWN);
        trunks = Map.copyOf(all);
        boolean local = http.insecureLocal();
        Mistakes mistakes = new Mistakes();
        AgentReferences.check(agents, trunks.keySet(), mistakes);
        OutboundReferences.check(outbound, trunks, agents, mistakes);
        EscalationReferences.check(
                escalations, outbound, trunks, twilio.messagingServiceSid(), mistakes);
        EscalationReferences.check(agents, escalations, outbound, mistakes);
        PbxReferences.check(pbx, trunks.keySet(), mistakes);
        mistakes.range(
                        "agentsReload",
                        agentsReload,
                        Duration.ZERO,
                        Duration.ofHours(1),
                        "0s reads the configuration once")
                .range("drainSeconds", drainSeconds, 0, 3_600, "stay under the grace period")
                .range(
                        "drainNoticeSeconds",
                        drainNoticeSeconds,
                        0,
                        300,
                        "with drainSeconds, stay under the grace period")
                .range("eventLoops", eventLoops, 0, 256, "0 takes the number of processors")
                .range(
                        "coalescing",
                        coalescing,
                        Duration.ZERO,
                        Duration.ofMillis(5),
                        "1ms is a twentieth of a frame")
                .range(
                        "collectorNice",
                        collectorNice,
                        0,
                        19,
                        "10 is the default; 0 changes nothing")
                .range(
                        "warmUp",
                        warmUp,
                        Duration.ZERO,
                        Duration.ofMinutes(1),
                        "3s is the default; a start takes as much longer")
                .check(
                        agents.containsKey(defaultAgent),
                        "defaultAgent",
                        defaultAgent,
                        "one of " + agents.keySet().stream().sorted().toList(),
                        "name an agent of the section agents that is not abstract, or add it there")
                .check(
                        trunks.containsKey(defaultTrunk),
                        "defaultTrunk",
                        defaultTrunk,
                        "one of " + trunks.keySet().stream().sorted().toList(),
                        "name a trunk of the section trunks, or add it there")
                .check(
                        http.publicUrl() != null || local,
                        "http.publicUrl",
                        null,
                        "the https URL at which Twilio reaches this gateway",
                        "set it, as in https://voice.example.com")
                .check(
                        twilio.authToken() != null || local,
                        "twilio.authToken",
                        null,
                        "the account's auth token, which request signatures are checked with",
                        "set it, or INSECURE_LOCAL=true to try things out on this machine only")
                .check(
                        realtime.apiKey() != null
                                || realtime.auth() == RealtimeConfig.AuthScheme.NONE
                                || local,
                        "realtime.apiKey",
                        null,
                        "the model's API key",
                        "set it, or realtime.auth=none for a server that wants no key")
                .throwIfAny();
    }

    /** The agents of this reading of the configuration. */
    public Agents agentsAt(Instant readAt) {
        return new Agents(agents, defaultAgent, readAt);
    }

    /** Whether {@code other} differs in its agents only, if at all. */
    public boolean sameBesideAgents(GatewayConfig other) {
        return http.equals(other.http)
                && twilio.equals(other.twilio)
                && realtime.equals(other.realtime)
                && media.equals(other.media)
                && limits.equals(other.limits)
                && records.equals(other.records)
                && drainSeconds == other.drainSeconds
                && drainNoticeSeconds == other.drainNoticeSeconds
                && eventLoops == other.eventLoops
                && transport == other.transport
                && coalescing.equals(other.coalescing)
                && collectorNice == other.collectorNice
                && warmUp.equals(other.warmUp)
                && agentsReload.equals(other.agentsReload)
                && defaultTrunk.equals(other.defaultTrunk)
                && trunks.equals(other.trunks)
                && outbound.equals(other.outbound)
                && escalations.equals(other.escalations)
                && pbx.equals(other.pbx)
                && costs.equals(other.costs)
                && tracing.equals(other.tracing);
    }

    /** All prices that are configured, for the comparison. */
    public Rates rates() {
        return costs.rates(trunks);
    }
}
