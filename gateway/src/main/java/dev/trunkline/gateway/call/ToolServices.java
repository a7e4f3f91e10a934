package dev.trunkline.gateway.call;

import dev.trunkline.gateway.agent.AgentProfile;
import dev.trunkline.observability.trace.CallTraces;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the tools of all calls are made of. Immutable; its parts may be used from any thread.
 *
 * @param http runs the tools of agents that stand behind HTTP services
 * @param messages sends text messages; null if there is nobody to send them
 * @param agents the present profile of an agent, by its name
 * @param onCall brings people to calls
 * @param traces is told of each use of a tool
 */
public record ToolServices(
        ToolService http,
        @Nullable TextMessages messages,
        Function<String, @Nullable AgentProfile> agents,
        OnCall onCall,
        CallTraces traces) {

    /** Where nobody is on call, and no traces are made. */
    public ToolServices(
            ToolService http,
            @Nullable TextMessages messages,
            Function<String, @Nullable AgentProfile> agents) {
        this(http, messages, agents, OnCall.NOBODY, CallTraces.NONE);
    }
}
