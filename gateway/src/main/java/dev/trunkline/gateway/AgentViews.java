package dev.trunkline.gateway;

import dev.trunkline.gateway.admin.AgentDirectory;
import dev.trunkline.gateway.agent.Agents;
import dev.trunkline.gateway.agent.CurrentAgents;
import java.time.Instant;
import java.util.Locale;

/** The agents as operators see them. Any thread. */
final class AgentViews implements AgentDirectory {
    private final CurrentAgents agents;

    AgentViews(CurrentAgents agents) {
        this.agents = agents;
    }

    int count() {
        return agents.now().all().size();
    }

    Instant loadedAt() {
        return agents.now().loadedAt();
    }

    @Override
    public Listing agents() {
        CurrentAgents.State state = agents.state();
        Agents now = state.agents();
        return new Listing(
                now.loadedAt(),
                now.standard(),
                now.all().stream()
                        .map(agent ->
                                new Entry(
                                        agent.name(),
                                        agent.leg().name().toLowerCase(Locale.ROOT),
                                        agent.parent()))
                        .toList(),
                state.mistakes());
    }
}
