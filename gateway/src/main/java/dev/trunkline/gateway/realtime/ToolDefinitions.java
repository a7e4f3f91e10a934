package dev.trunkline.gateway.realtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trunkline.gateway.agent.AgentProfile;
import dev.trunkline.gateway.agent.AgentTool;
import dev.trunkline.gateway.agent.JsonSchema;
import dev.trunkline.gateway.agent.Transfer;
import dev.trunkline.gateway.call.BuiltInTools;
import java.util.Map;
import java.util.TreeMap;

/**
 * The tools of an agent as its model is told them (OpenAI Realtime reference, {@code
 * session.tools}): in the order of their names, built-in ones first.
 */
final class ToolDefinitions {
    private ToolDefinitions() {}

    static void write(ArrayNode tools, AgentProfile agent) {
        if (agent.hangUp().tool()) {
            function(
                    tools,
                    BuiltInTools.HANG_UP,
                    "End the phone call. Say goodbye to the caller first.");
        }
        if (!agent.transfers().isEmpty()) {
            transfer(tools, agent);
        }
        if (agent.sendSms() != null) {
            argument(
                            function(tools, BuiltInTools.SEND_SMS, agent.sendSms().description()),
                            BuiltInTools.BODY)
                    .put("description", "The message, as the caller is to read it.")
                    .put("minLength", 1);
        }
        if (agent.sendDtmf()) {
            argument(
                            function(
                                    tools,
                                    BuiltInTools.SEND_DTMF,
                                    "Press keys on the phone, for a machine at the other end that"
                                            + " asks for them."),
                            BuiltInTools.DIGITS)
                    .put("description", "The keys; w waits for half a second.")
                    .put("pattern", BuiltInTools.DIGITS_PATTERN);
        }
        if (!agent.switchTo().isEmpty()) {
            ArrayNode names =
                    argument(
                                    function(
                                            tools,
                                            BuiltInTools.SWITCH_AGENT,
                                            "Hand the conversation to another agent, who goes on"
                                                    + " from here."),
                                    BuiltInTools.AGENT)
                            .putArray("enum");
            agent.switchTo().stream().sorted().forEach(names::add);
        }
        if (agent.callsHumans()) {
            function(
                    tools,
                    BuiltInTools.CALL_HUMAN,
                    "Call the person on call, who takes the call over. It takes a minute or two:"
                            + " go on with the caller meanwhile, and do not promise that somebody"
                            + " comes.");
        }
        for (AgentTool tool : new TreeMap<>(agent.tools()).values()) {
            switch (tool) {
                case AgentTool.Http http -> http(tools, http);
                case AgentTool.Mcp mcp -> mcp(tools, mcp);
            }
        }
    }

    private static void transfer(ArrayNode tools, AgentProfile agent) {
        StringBuilder description = new StringBuilder("Send the caller to someone else.");
        Map<String, Transfer> transfers = new TreeMap<>(agent.transfers());
        transfers.forEach((name, transfer) ->
                description.append(' ').append(name).append(": ").append(transfer.description()));
        ArrayNode names =
                argument(
                                function(tools, BuiltInTools.TRANSFER, description.toString()),
                                BuiltInTools.TARGET)
                        .putArray("enum");
        transfers.keySet().forEach(names::add);
    }

    private static void http(ArrayNode tools, AgentTool.Http http) {
        JsonSchema schema = http.parameters() == null ? JsonSchema.NO_ARGUMENTS : http.parameters();
        JsonNode parameters = schema.tree();
        tools.addObject()
                .put("type", "function")
                .put("name", http.name())
                .put("description", http.description())
                .set("parameters", parameters);
    }

    /** Asked by the model's own side; the token goes nowhere else. */
    private static void mcp(ArrayNode tools, AgentTool.Mcp mcp) {
        ObjectNode tool =
                tools.addObject()
                        .put("type", "mcp")
                        .put("server_label", mcp.name())
                        .put("server_url", mcp.url().toString())
                        .put("require_approval", mcp.approve() ? "never" : "always");
        if (mcp.description() != null) {
            tool.put("server_description", mcp.description());
        }
        if (mcp.authorization() != null) {
            tool.put("authorization", mcp.authorization().value());
        }
        if (!mcp.allowedTools().isEmpty()) {
            ArrayNode allowed = tool.putArray("allowed_tools");
            mcp.allowedTools().forEach(allowed::add);
        }
    }

    /** A function without arguments so far; returns its parameters. */
    private static ObjectNode function(ArrayNode tools, String name, String description) {
        ObjectNode parameters =
                tools.addObject()
                        .put("type", "function")
                        .put("name", name)
                        .put("description", description)
                        .putObject("parameters")
                        .put("type", "object");
        parameters.putObject("properties");
        return parameters;
    }

    /** The one argument of a function: a string, required. */
    private static ObjectNode argument(ObjectNode parameters, String name) {
        parameters.putArray("required").add(name);
        return parameters.withObject("/properties").putObject(name).put("type", "string");
    }
}
