package dev.trunkline.gateway.realtime;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trunkline.gateway.call.ModelSessionListener.ToolCall;
import dev.trunkline.gateway.call.ResponseRequest;
import dev.trunkline.gateway.config.RealtimeConfig.Dialect;

/**
 * The events that the gateway sends (OpenAI Realtime reference, "Client events"), as JSON text.
 * Cold path: audio goes by {@link AppendFrame}.
 *
 * <p>Each but {@code append} carries an {@code event_id}, which the model repeats in its errors.
 */
final class ClientEvents {
    private static final JsonMapper JSON = new JsonMapper();

    private final Dialect dialect;
    private int sequence;

    ClientEvents(Dialect dialect) {
        this.dialect = dialect;
    }

    /** As {@link AppendFrame} writes it, for the plain lane. */
    static String append(String base64) {
        return JSON.createObjectNode()
                .put("type", "input_audio_buffer.append")
                .put("audio", base64)
                .toString();
    }

    String sessionUpdate(ObjectNode session) {
        return sessionUpdate(nextId(), session);
    }

    String sessionUpdate(String eventId, ObjectNode session) {
        ObjectNode event = event("session.update", eventId);
        event.set("session", session);
        return event.toString();
    }

    String responseCreate(String eventId, ResponseRequest request) {
        ObjectNode event = event("response.create", eventId);
        if (request.instructions() != null || !request.withTools()) {
            ObjectNode response = event.putObject("response");
            if (request.instructions() != null) {
                response.put("instructions", request.instructions());
            }
            if (!request.withTools()) {
                response.put("tool_choice", "none");
            }
        }
        return event.toString();
    }

    String responseCancel(String responseId) {
        return event("response.cancel", nextId()).put("response_id", responseId).toString();
    }

    String truncate(String itemId, int contentIndex, long audioEndMs) {
        return event("conversation.item.truncate", nextId())
                .put("item_id", itemId)
                .put("content_index", contentIndex)
                .put("audio_end_ms", audioEndMs)
                .toString();
    }

    String userText(String text) {
        ObjectNode event = event("conversation.item.create", nextId());
        ObjectNode item = event.putObject("item").put("type", "message").put("role", "user");
        item.putArray("content").addObject().put("type", "input_text").put("text", text);
        return event.toString();
    }

    /** An item of the agent's at the end of the conversation, under a name of ours. */
    String agentText(String itemId, String text) {
        ObjectNode event = event("conversation.item.create", nextId());
        agentMessage(event, text).put("id", itemId);
        return event.toString();
    }

    /** The same, right behind an item that it stands for. */
    String agentTextAfter(String previousItemId, String itemId, String text) {
        ObjectNode event =
                event("conversation.item.create", nextId()).put("previous_item_id", previousItemId);
        agentMessage(event, text).put("id", itemId);
        return event.toString();
    }

    private ObjectNode agentMessage(ObjectNode event, String text) {
        ObjectNode item = event.putObject("item").put("type", "message").put("role", "assistant");
        String type = dialect == Dialect.BETA ? "text" : "output_text";
        item.putArray("content").addObject().put("type", type).put("text", text);
        return item;
    }

    String delete(String itemId) {
        return event("conversation.item.delete", nextId()).put("item_id", itemId).toString();
    }

    /** A call that an earlier session's model made. */
    String toolCall(ToolCall call) {
        ObjectNode event = event("conversation.item.create", nextId());
        event.putObject("item")
                .put("type", "function_call")
                .put("call_id", call.toolCallId())
                .put("name", call.name())
                .put("arguments", call.argumentsJson());
        return event.toString();
    }

    String toolOutput(String toolCallId, String output) {
        ObjectNode event = event("conversation.item.create", nextId());
        event.putObject("item")
                .put("type", "function_call_output")
                .put("call_id", toolCallId)
                .put("output", output);
        return event.toString();
    }

    /** An answer to an {@code mcp_approval_request}; its item wants an id of its own. */
    String mcpApproval(String approvalId, boolean approve) {
        String eventId = nextId();
        ObjectNode event = event("conversation.item.create", eventId);
        event.putObject("item")
                .put("type", "mcp_approval_response")
                .put("id", eventId + "_mcp")
                .put("approval_request_id", approvalId)
                .put("approve", approve);
        return event.toString();
    }

    Dialect dialect() {
        return dialect;
    }

    private String nextId() {
        return "tl_" + ++sequence;
    }

    private static ObjectNode event(String type, String eventId) {
        return JSON.createObjectNode().put("type", type).put("event_id", eventId);
    }
}
