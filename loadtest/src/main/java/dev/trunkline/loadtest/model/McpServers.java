package dev.trunkline.loadtest.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tools of type {@code mcp}: the service lists and calls them itself; the client sees items, and
 * may be asked. Confined to the event loop.
 */
final class McpServers {
    private static final int LISTING_MS = 20;

    private final RealtimeProtocol protocol;
    private final Set<String> listed = new HashSet<>();
    private final Map<String, Answers.McpCall> asked = new HashMap<>();
    private final List<Answers.McpCall> approved = new ArrayList<>();

    McpServers(RealtimeProtocol protocol) {
        this.protocol = protocol;
    }

    /** The session has been configured: asks servers that are new for their tools. */
    void configured() {
        for (JsonNode tool : protocol.config().member("tools")) {
            String label = tool.path("server_label").asText();
            if (tool.path("type").asText().equals("mcp") && listed.add(label)) {
                list(label);
            }
        }
    }

    private void list(String label) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", protocol.newId("mcpl")).put("type", "mcp_list_tools");
        json.put("server_label", label).putArray("tools");
        ConversationItem item = new ConversationItem(json);
        protocol.conversation().append(item);
        protocol.items().added(item);
        send("mcp_list_tools.in_progress", item);
        protocol.timers().after(LISTING_MS, () -> listed(item, label));
    }

    private void listed(ConversationItem item, String label) {
        AnswerScript.McpServer server =
                protocol.behavior().answers().script().mcpServers().get(label);
        if (server != null && server.fails()) {
            send("mcp_list_tools.failed", item);
            return;
        }
        ArrayNode tools = item.json().putArray("tools");
        if (server != null) {
            for (String name : server.tools()) {
                ObjectNode tool = tools.addObject().put("name", name).put("description", name);
                tool.putObject("input_schema").put("type", "object");
            }
        }
        send("mcp_list_tools.completed", item);
        protocol.items().done(item);
    }

    private void send(String type, ConversationItem item) {
        protocol.events().send(protocol.events().event(type).put("item_id", item.id()));
    }

    /** Makes a call within a response. */
    void call(ModelResponse response, Answers.McpCall call, int index) {
        ObjectNode json = item("mcp_call", call, "");
        ConversationItem item = new ConversationItem(json);
        response.addOutput(item, index);
        ObjectNode delta = event("response.mcp_call_arguments.delta", response, item, index);
        protocol.events().send(delta.put("delta", call.argumentsJson()));
        json.put("arguments", call.argumentsJson());
        ObjectNode done = event("response.mcp_call_arguments.done", response, item, index);
        protocol.events().send(done.put("arguments", call.argumentsJson()));
        ObjectNode progress = event("response.mcp_call.in_progress", response, item, index);
        progress.remove("response_id");
        protocol.events().send(progress);
        boolean failed = call.output().isEmpty();
        if (failed) {
            ObjectNode error = json.putObject("error").put("type", "tool_execution_error");
            error.put("message", "The tool failed.");
        } else {
            json.put("output", call.output());
        }
        String outcome = failed ? "response.mcp_call.failed" : "response.mcp_call.completed";
        ObjectNode over = event(outcome, response, item, index);
        over.remove("response_id");
        protocol.events().send(over);
        response.outputDone(item, index, "");
    }

    /** Asks the client whether a call may be made. */
    void askApproval(ModelResponse response, Answers.McpCall call, int index) {
        ConversationItem item =
                new ConversationItem(item("mcp_approval_request", call, call.argumentsJson()));
        asked.put(item.id(), call);
        response.addOutput(item, index);
        response.outputDone(item, index, "");
    }

    private ObjectNode item(String type, Answers.McpCall call, String arguments) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", protocol.newId(type.equals("mcp_call") ? "mcp" : "mcpr"));
        json.put("type", type).put("server_label", call.serverLabel());
        return json.put("name", call.name()).put("arguments", arguments);
    }

    private ObjectNode event(
            String type, ModelResponse response, ConversationItem item, int index) {
        ObjectNode event = protocol.events().event(type).put("response_id", response.id());
        return event.put("item_id", item.id()).put("output_index", index);
    }

    /** The client has put an item into the conversation, maybe its consent. */
    void answered(ConversationItem item) {
        Answers.McpCall call = asked.get(item.json().path("approval_request_id").asText());
        if (call != null && item.json().path("approve").asBoolean()) {
            approved.add(call);
        }
    }

    /** Calls that may be made in the response that begins now. */
    List<Answers.McpCall> takeApproved() {
        List<Answers.McpCall> now = List.copyOf(approved);
        approved.clear();
        return now;
    }
}
