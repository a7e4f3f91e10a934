package dev.trunkline.gateway.trunk.dial;

import dev.trunkline.gateway.agent.AgentProfile;
import dev.trunkline.gateway.config.OutboundConfig;
import dev.trunkline.gateway.trunk.PhoneNumber;
import dev.trunkline.gateway.trunk.Trunk;
import dev.trunkline.gateway.trunk.choose.Choice;
import dev.trunkline.gateway.trunk.choose.DestinationPrefixes;
import dev.trunkline.gateway.trunk.choose.OfficeHours;
import dev.trunkline.gateway.trunk.choose.TrunkChooser;
import dev.trunkline.gateway.trunk.choose.TrunkPolicy;
import dev.trunkline.gateway.trunk.dial.Placement.Reason;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Holds a request against the configuration, and settles what it leaves open. */
public final class RequestCheck {
    private final OutboundConfig config;
    private final Map<String, Trunk> trunks;
    private final Function<String, Optional<AgentProfile>> agents;
    private final TrunkChooser chooser;
    private final InstantSource wallClock;
    private final DestinationPrefixes prefixes;

    /**
     * @param trunks by name
     * @param agents by name, as they are now
     */
    public RequestCheck(
            OutboundConfig config,
            Map<String, Trunk> trunks,
            Function<String, Optional<AgentProfile>> agents,
            TrunkChooser chooser,
            InstantSource wallClock) {
        this.config = config;
        this.trunks = trunks;
        this.agents = agents;
        this.chooser = chooser;
        this.wallClock = wallClock;
        prefixes = config.prefixes();
    }

    /** Whether a call can come of it. */
    sealed interface Result {
        /**
         * It can.
         *
         * @param trunk over which alone; null if {@code policy} finds one
         */
        record Right(
                CallRequest request,
                AgentProfile agent,
                String tenant,
                @Nullable Trunk trunk,
                @Nullable TrunkPolicy policy)
                implements Result {}

        record Wrong(Placement.Refused why) implements Result {}
    }

    Result check(CallRequest request) {
        Optional<AgentProfile> agent = agents.apply(request.agent());
        if (agent.isEmpty()) {
            return mistaken("agent", "the name of an agent; see /api/agents");
        }
        Result wrong = wrong(request, agent.get());
        if (wrong != null) {
            return wrong;
        }
        String tenant =
                request.tenant() == null ? agent.get().outbound().tenant() : request.tenant();
        if (request.trunk() != null) {
            Trunk trunk = trunks.get(request.trunk());
            return trunk == null || !trunk.callsOut() || !trunk.enabled()
                    ? mistaken("trunk", "one of " + usable())
                    : right(request, agent.get(), tenant, trunk, null);
        }
        String own = agent.get().outbound().policy();
        String name =
                request.policy() != null ? request.policy() : own != null ? own : config.policy();
        TrunkPolicy policy = name == null ? null : config.policies().get(name);
        if (policy == null) {
            return mistaken(
                    "policy",
                    "one of "
                            + config.policies().keySet().stream().sorted().toList()
                            + ", or a trunk, or outbound.policy in the configuration");
        }
        boolean anyEnabled = policy.trunks().stream().anyMatch(this::enabled);
        return anyEnabled
                ? right(request, agent.get(), tenant, null, policy)
                : mistaken("policy", "one with a trunk that is enabled");
    }

    private boolean enabled(String trunk) {
        Trunk named = trunks.get(trunk);
        return named != null && named.enabled();
    }

    private static Result right(
            CallRequest request,
            AgentProfile agent,
            @Nullable String tenant,
            @Nullable Trunk trunk,
            @Nullable TrunkPolicy policy) {
        return new Result.Right(request, agent, tenant == null ? "" : tenant, trunk, policy);
    }

    private @Nullable Result wrong(CallRequest request, AgentProfile agent) {
        if (request.trunk() != null && request.policy() != null) {
            return mistaken("policy", "either it or trunk");
        }
        if (request.tenant() != null && !config.tenants().containsKey(request.tenant())) {
            return mistaken(
                    "tenant", "one of " + config.tenants().keySet().stream().sorted().toList());
        }
        PhoneNumber from = request.from();
        if (from != null
                && trunks.values().stream().noneMatch(trunk -> trunk.callerIds().contains(from))) {
            return mistaken("from", "a number of a trunk");
        }
        if (!prefixes.allows(request.to())) {
            return new Result.Wrong(
                    new Placement.Refused(
                            Reason.NOT_ALLOWED,
                            "to: "
                                    + request.to()
                                    + " may not be called; add its prefix to"
                                    + " outbound.allowedPrefixes if it should be"));
        }
        String hours = request.asksForHelp() ? null : agent.outbound().hours();
        OfficeHours open = hours == null ? null : config.hours().get(hours);
        return open == null || open.open(wallClock.instant())
                ? null
                : new Result.Wrong(
                        new Placement.Refused(
                                Reason.OUT_OF_HOURS,
                                "agent "
                                        + agent.name()
                                        + " calls only in the hours '"
                                        + hours
                                        + "': try again then"));
    }

    private List<String> usable() {
        return trunks.values().stream()
                .filter(trunk -> trunk.callsOut() && trunk.enabled())
                .map(Trunk::name)
                .sorted()
                .toList();
    }

    private static Result mistaken(String key, String expected) {
        return new Result.Wrong(
                new Placement.Refused(Reason.MISTAKEN, key + ": expected " + expected));
    }

    /** Draws a trunk: once for each call that is made. */
    Dialling settle(Result.Right right) {
        Trunk trunk = right.trunk();
        TrunkPolicy policy = right.policy();
        Choice choice =
                policy == null || trunk != null
                        ? Choice.of(List.of(Objects.requireNonNull(trunk)))
                        : chooser.choose(policy, right.request().to(), wallClock.instant());
        return Dialling.of(right.request(), right.agent(), right.tenant(), choice, config);
    }

    /** The same for the same request, told apart from others by its content alone. */
    static String fingerprint(CallRequest request) {
        String content =
                String.join(
                        "\n",
                        request.to().e164(),
                        request.agent(),
                        String.valueOf(request.trunk()),
                        String.valueOf(request.policy()),
                        String.valueOf(request.tenant()),
                        request.from() == null ? "" : request.from().e164(),
                        String.valueOf(request.machineDetection()),
                        String.valueOf(request.onMachine()),
                        String.valueOf(request.record()),
                        String.valueOf(request.ringing()),
                        new TreeMap<>(request.parameters()).toString());
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of()
                    .formatHex(sha256.digest(content.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every Java has it
        }
    }
}
