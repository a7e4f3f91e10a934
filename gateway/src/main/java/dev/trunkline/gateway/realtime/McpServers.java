package dev.trunkline.gateway.realtime;

import dev.trunkline.gateway.agent.AgentProfile;
import dev.trunkline.gateway.agent.AgentTool;
import dev.trunkline.gateway.call.ResponseRequest;
import dev.trunkline.observability.metrics.CallCounter;
import dev.trunkline.observability.metrics.CallMeters;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The gateway's part in tools of MCP servers, which the model's side asks by itself: it says yes or
 * no where a server's tool may be used only if asked for, and counts. Cold path; confined to the
 * session's event loop.
 */
final class McpServers {
    /** More than any conversation has; a model that asks on is not answered any more. */
    private static final int MOST_APPROVALS = 100;

    private final ClientEvents events;
    private final ResponseQueue responses;
    private final CallMeters meters;
    private final Consumer<String> sender;
    private final Set<String> answered = new HashSet<>();
    private AgentProfile agent;

    McpServers(
            AgentProfile agent,
            ClientEvents events,
            ResponseQueue responses,
            CallMeters meters,
            Consumer<String> sender) {
        this.agent = agent;
        this.events = events;
        this.responses = responses;
        this.meters = meters;
        this.sender = sender;
    }

    /** Another agent's profile says what is approved from now on. */
    void follow(AgentProfile next) {
        agent = next;
    }

    /** The same request may be told by several events: it is answered once. */
    void onApprovalRequested(String approvalId, String serverLabel) {
        if (answered.size() >= MOST_APPROVALS || !answered.add(approvalId)) {
            return;
        }
        boolean approve =
                agent.tools().get(serverLabel) instanceof AgentTool.Mcp server && server.approve();
        sender.accept(events.mcpApproval(approvalId, approve));
        if (!approve) {
            meters.count(CallCounter.TOOL_MCP);
            meters.count(CallCounter.TOOL_RESULT_REFUSED);
        }
        // Nothing says that the model goes on by itself. If it does, this waits for its turn.
        responses.request(ResponseRequest.answer());
    }

    void onCallOver(boolean completed) {
        meters.count(CallCounter.TOOL_MCP);
        meters.count(completed ? CallCounter.TOOL_RESULT_OK : CallCounter.TOOL_RESULT_FAILED);
    }

    /** The agent does without that server's tools. */
    void onToolsNotListed() {
        meters.count(CallCounter.ERROR_MCP_LIST_TOOLS_FAILED);
    }
}
