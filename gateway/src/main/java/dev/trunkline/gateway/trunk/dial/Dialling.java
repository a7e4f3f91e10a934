package dev.trunkline.gateway.trunk.dial;

import dev.trunkline.gateway.agent.AgentProfile;
import dev.trunkline.gateway.agent.Outbound;
import dev.trunkline.gateway.agent.Outbound.MachineDetection;
import dev.trunkline.gateway.agent.Outbound.OnMachine;
import dev.trunkline.gateway.config.OutboundConfig;
import dev.trunkline.gateway.config.TenantConfig;
import dev.trunkline.gateway.trunk.Trunk;
import dev.trunkline.gateway.trunk.choose.Choice;
import dev.trunkline.gateway.trunk.limit.Demand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request with everything settled that it left open: how one call is dialled. Immutable.
 *
 * @param agent as it was when the call was asked for
 * @param tenant empty for none
 */
record Dialling(
        CallRequest request,
        AgentProfile agent,
        String tenant,
        Choice choice,
        Duration ringing,
        Duration longest,
        MachineDetection machineDetection,
        OnMachine onMachine,
        boolean record) {

    static Dialling of(
            CallRequest request,
            AgentProfile agent,
            String tenant,
            Choice choice,
            OutboundConfig config) {
        Outbound own = agent.outbound();
        Duration ringing = request.ringing();
        MachineDetection detection = request.machineDetection();
        OnMachine onMachine = request.onMachine();
        Boolean record = request.record();
        return new Dialling(
                request,
                agent,
                tenant,
                choice,
                ringing == null ? config.ringing() : ringing,
                config.longest(),
                detection == null ? own.machineDetection() : detection,
                onMachine == null ? own.onMachine() : onMachine,
                record == null ? own.record() : record);
    }

    /** Calls that wait for the same things wait in one line. */
    String line() {
        String who = request.asksForHelp() ? "on call\n" : "";
        return who + agent.name() + '\n' + tenant + '\n' + choice.assigned().name();
    }

    /** What the call takes whatever carries it. */
    Demand callDemand(OutboundConfig config) {
        List<Demand.Concurrency> limits = new ArrayList<>();
        limit(limits, "outbound", config.maxCalls());
        if (!request.asksForHelp()) {
            limit(limits, "agent:" + agent.name(), agent.outbound().maxCalls());
        }
        TenantConfig own = config.tenants().get(tenant);
        if (own != null) {
            limit(limits, "tenant:" + tenant, own.maxCalls());
        }
        return new Demand(limits, List.of());
    }

    /** What one try over {@code trunk} takes beside that. */
    static Demand tryDemand(Trunk trunk, OutboundConfig config) {
        List<Demand.Concurrency> limits = new ArrayList<>();
        limit(limits, "trunk:" + trunk.name(), trunk.maxCalls());
        return new Demand(
                limits,
                List.of(
                        new Demand.Rate("outbound", config.callsPerSecond()),
                        new Demand.Rate("trunk:" + trunk.name(), trunk.callsPerSecond())));
    }

    private static void limit(
            List<Demand.Concurrency> limits, String scope, @Nullable Integer most) {
        if (most != null) {
            limits.add(new Demand.Concurrency(scope, most));
        }
    }

    TrunkCarrier.Try attempt(String callId, int number, Trunk trunk) {
        return new TrunkCarrier.Try(
                callId,
                number,
                trunk,
                request.to(),
                request.shownBy(trunk),
                agent.name(),
                choice.experiment(),
                choice.block(),
                ringing,
                longest,
                machineDetection,
                record,
                request.purpose());
    }
}
