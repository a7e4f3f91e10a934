package dev.trunkline.gateway.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.gateway.agent.AgentTool;
import dev.trunkline.gateway.call.TestAgent;
import dev.trunkline.gateway.call.TestMeters;
import dev.trunkline.gateway.config.RealtimeConfig.Dialect;
import dev.trunkline.observability.metrics.CallCounter;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class McpServersTest {
    private final List<String> sent = new ArrayList<>();
    private final TestMeters meters = new TestMeters();
    private final ResponseQueue responses =
            new ResponseQueue((_, request) -> sent.add("response " + request.automatic()));
    private final McpServers servers =
            new McpServers(
                    agent(server("crm", true), server("bank", false)).profile(),
                    new ClientEvents(Dialect.GA),
                    responses,
                    meters.meters(),
                    sent::add);

    @AfterEach
    void close() {
        meters.close();
    }

    @Test
    void approval_isTheProfiles_givenOnce() {
        servers.onApprovalRequested("mcpr_1", "crm");
        servers.onApprovalRequested("mcpr_1", "crm");
        assertThat(sent).hasSize(2).last().isEqualTo("response true");
        assertThat(sent.getFirst())
                .contains("\"approval_request_id\":\"mcpr_1\"", "\"approve\":true");
        responses.onCreated("resp_1");
        servers.onApprovalRequested("mcpr_2", "bank");
        assertThat(sent).hasSize(3);
        assertThat(sent.get(2)).contains("mcpr_2", "\"approve\":false");
        responses.onDone("resp_1");
        responses.sendNext();
        assertThat(sent).hasSize(4).last().isEqualTo("response true");
        assertThat(meters.meters().counted(CallCounter.TOOL_RESULT_REFUSED)).isEqualTo(1);
    }

    @Test
    void serverThatTheAgentDoesNotHave_isRefused() {
        servers.onApprovalRequested("mcpr_1", "stranger");
        assertThat(sent.getFirst()).contains("\"approve\":false");
        servers.follow(agent(server("stranger", true)).profile());
        servers.onApprovalRequested("mcpr_2", "stranger");
        assertThat(sent).anyMatch(each -> each.contains("mcpr_2") && each.contains("true"));
        servers.onApprovalRequested("mcpr_3", "crm");
        assertThat(sent).anyMatch(each -> each.contains("mcpr_3") && each.contains("false"));
    }

    @Test
    void modelThatAsksForEver_isNotAnsweredForEver() {
        for (int i = 0; i < 1_000; i++) {
            servers.onApprovalRequested("mcpr_" + i, "crm");
        }
        assertThat(sent).hasSize(101); // and one request for an answer, which has not come
    }

    @Test
    void calls_areCountedByHowTheyWent() {
        servers.onCallOver(true);
        servers.onCallOver(true);
        servers.onCallOver(false);
        servers.onToolsNotListed();
        assertThat(meters.meters().counted(CallCounter.TOOL_MCP)).isEqualTo(3);
        assertThat(meters.meters().counted(CallCounter.TOOL_RESULT_OK)).isEqualTo(2);
        assertThat(meters.meters().counted(CallCounter.TOOL_RESULT_FAILED)).isEqualTo(1);
        assertThat(meters.count(CallCounter.ERROR_MCP_LIST_TOOLS_FAILED, "mcp_list_tools_failed"))
                .isEqualTo(1);
    }

    private static TestAgent agent(AgentTool.Mcp... tools) {
        TestAgent agent = new TestAgent();
        Map<String, AgentTool> byName = new HashMap<>();
        for (AgentTool tool : tools) {
            byName.put(tool.name(), tool);
        }
        agent.tools = byName;
        return agent;
    }

    private static AgentTool.Mcp server(String name, boolean approve) {
        return new AgentTool.Mcp(
                name, URI.create("https://mcp.example.com"), null, null, List.of(), approve);
    }
}
