package dev.trunkline.loadtest.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The default conversation's items in order. Confined to the event loop. */
final class Conversation {
    private final List<ConversationItem> items = new ArrayList<>();

    void append(ConversationItem item) {
        items.add(item);
    }

    /** The id before {@code item}, null if it is the first. */
    @Nullable String idBefore(ConversationItem item) {
        int at = items.indexOf(item);
        return at > 0 ? items.get(at - 1).id() : null;
    }

    @Nullable String lastId() {
        return items.isEmpty() ? null : items.getLast().id();
    }

    @Nullable ConversationItem find(String id) {
        return items.stream().filter(item -> item.id().equals(id)).findFirst().orElse(null);
    }

    void remove(ConversationItem item) {
        items.remove(item);
    }

    List<HistoryItem> history() {
        return items.stream().map(ConversationItem::history).toList();
    }

    /** Adds a client's item, already checked for shape; {@code previousId} null appends. */
    ConversationItem insert(ObjectNode json, @Nullable String previousId, String newId)
            throws ProtocolException {
        ConversationItem item = new ConversationItem(json);
        if (json.has("id")) {
            if (find(item.id()) != null) {
                throw ProtocolException.invalidValue(
                        "item.id", "Item with id '" + item.id() + "' already exists.");
            }
        } else {
            json.put("id", newId);
        }
        json.put("object", "realtime.item").put("status", "completed");
        checkContent(item);
        if (item.type().equals("function_call_output") && !callIsKnown(json.path("call_id"))) {
            throw new ProtocolException(
                    "invalid_tool_call_id",
                    "Tool call ID '"
                            + json.path("call_id").asText()
                            + "' not found in conversation.",
                    "item.call_id");
        }
        if (item.type().equals("mcp_approval_response") && !approvalWasAsked(json)) {
            throw new ProtocolException(
                    "invalid_approval_request_id",
                    "Approval request ID '"
                            + json.path("approval_request_id").asText()
                            + "' not found in conversation.",
                    "item.approval_request_id");
        }
        items.add(positionAfter(previousId), item);
        return item;
    }

    private int positionAfter(@Nullable String previousId) throws ProtocolException {
        if (previousId == null) {
            return items.size();
        }
        if (previousId.equals("root")) {
            return 0;
        }
        ConversationItem previous = find(previousId);
        if (previous == null) {
            throw new ProtocolException(
                    "item_create_invalid_previous_item_id",
                    "Error creating item: the previous item '" + previousId + "' does not exist.",
                    "previous_item_id");
        }
        return items.indexOf(previous) + 1;
    }

    private boolean callIsKnown(JsonNode callId) {
        return items.stream()
                .anyMatch(item ->
                        item.type().equals("function_call")
                                && item.json().path("call_id").equals(callId));
    }

    private boolean approvalWasAsked(JsonNode response) {
        ConversationItem asked = find(response.path("approval_request_id").asText());
        return asked != null && asked.type().equals("mcp_approval_request");
    }

    private static void checkContent(ConversationItem item) throws ProtocolException {
        if (!item.type().equals("message")) {
            return;
        }
        JsonNode content = item.json().path("content");
        for (int i = 0; i < content.size(); i++) {
            String type = content.get(i).path("type").asText();
            boolean allowed =
                    switch (item.role()) {
                        case "system" -> type.equals("input_text");
                        case "user" -> type.startsWith("input_");
                        default -> type.equals("output_text");
                    };
            if (!allowed) {
                throw ProtocolException.invalidValue(
                        "item.content[" + i + "].type",
                        "Invalid value: '" + type + "' in a message of role " + item.role() + ".");
            }
        }
    }

    /** The rules of {@code conversation.item.truncate}; throws what the service answers. */
    ConversationItem truncate(String itemId, int contentIndex, long audioEndMs)
            throws ProtocolException {
        ConversationItem item = find(itemId);
        if (item == null) {
            throw new ProtocolException(
                    "item_truncate_invalid_item_id",
                    "Error truncating item: item with ID '" + itemId + "' does not exist.",
                    "item_id");
        }
        if (!item.hasModelAudio()) {
            throw new ProtocolException(
                    "unsupported_content_type",
                    "Only model output audio messages can be truncated",
                    "item_id");
        }
        if (contentIndex != 0) {
            throw ProtocolException.invalidValue(
                    "content_index", "Content index " + contentIndex + " does not exist.");
        }
        if (audioEndMs > item.audioMs()) {
            throw ProtocolException.invalidValue(
                    "audio_end_ms",
                    "Audio content of "
                            + item.audioMs()
                            + "ms is already shorter than "
                            + audioEndMs
                            + "ms");
        }
        item.truncate(audioEndMs);
        return item;
    }
}
