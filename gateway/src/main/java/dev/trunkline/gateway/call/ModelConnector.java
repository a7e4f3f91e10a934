package dev.trunkline.gateway.call;

import dev.trunkline.gateway.agent.AgentProfile;
import dev.trunkline.observability.metrics.CallMeters;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;

/** Opens model sessions. Safe to call from any thread. */
public interface ModelConnector {
    /**
     * Connects, configures the session from the profile, and has the greeting begun if the agent
     * speaks first. Events wait until {@link ModelSession#start}.
     *
     * @return the session, ready for audio; or a {@link ModelUnavailableException}. Completes on
     *     {@code loop}
     */
    Future<ModelSession> open(
            AgentProfile agent, Modality modality, CallMeters meters, EventLoop loop);

    /**
     * The same for a conversation that goes on after its session was lost: nobody greets. The model
     * knows nothing of it yet.
     */
    default Future<ModelSession> resume(
            AgentProfile agent, Modality modality, CallMeters meters, EventLoop loop) {
        return open(agent, modality, meters, loop);
    }

    /** What is to be done about sessions that are lost. */
    default TakeoverSettings takeover() {
        return TakeoverSettings.NONE;
    }
}
