package dev.trunkline.loadtest.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;

/** The client's events about conversation items. Confined to the event loop. */
final class ItemCommands {
    private final RealtimeProtocol protocol;

    ItemCommands(RealtimeProtocol protocol) {
        this.protocol = protocol;
    }

    private Conversation conversation() {
        return protocol.conversation();
    }

    void create(ObjectNode event) throws ProtocolException {
        String previousId =
                event.path("previous_item_id").isTextual()
                        ? event.get("previous_item_id").asText()
                        : null;
        ConversationItem item =
                conversation()
                        .insert(
                                ((ObjectNode) event.path("item")).deepCopy(),
                                previousId,
                                protocol.newId("item"));
        protocol.mcp().answered(item);
        String text = item.history().text();
        protocol.usage().text(text == null ? "" : text);
        added(item);
        done(item);
    }

    void retrieve(String itemId) throws ProtocolException {
        ConversationItem item = existing(itemId, "item_retrieve_invalid_item_id", "retrieving");
        ObjectNode event = protocol.events().event("conversation.item.retrieved");
        ObjectNode json = item.copy();
        if (item.recordedTo() > item.recordedFrom()
                && json.at("/content/0") instanceof ObjectNode part) {
            byte[] all = protocol.record().audio();
            int from = Math.min(all.length, item.recordedFrom());
            int to = Math.min(all.length, item.recordedTo());
            byte[] turn = java.util.Arrays.copyOfRange(all, from, to);
            part.put("audio", Base64.getEncoder().encodeToString(turn));
        }
        event.set("item", json);
        protocol.events().send(event);
    }

    void truncate(ObjectNode event) throws ProtocolException {
        String itemId = event.path("item_id").asText();
        int contentIndex = event.path("content_index").asInt();
        long audioEndMs = event.path("audio_end_ms").asLong();
        ConversationItem found = conversation().find(itemId);
        long itemAudioMs = found == null ? -1 : found.audioMs();
        String errorCode = null;
        try {
            conversation().truncate(itemId, contentIndex, audioEndMs);
        } catch (ProtocolException e) {
            errorCode = e.code();
            throw e;
        } finally {
            protocol.record()
                    .truncation(
                            new ConnectionRecord.Truncation(
                                    itemId, contentIndex, audioEndMs, itemAudioMs, errorCode));
        }
        ObjectNode truncated =
                protocol.events().event("conversation.item.truncated").put("item_id", itemId);
        protocol.events()
                .send(truncated.put("content_index", contentIndex).put("audio_end_ms", audioEndMs));
    }

    void delete(String itemId) throws ProtocolException {
        conversation().remove(existing(itemId, "item_delete_invalid_item_id", "deleting"));
        protocol.events()
                .send(protocol.events().event("conversation.item.deleted").put("item_id", itemId));
    }

    private ConversationItem existing(String itemId, String code, String doing)
            throws ProtocolException {
        ConversationItem item = conversation().find(itemId);
        if (item == null) {
            throw new ProtocolException(
                    code,
                    "Error " + doing + " item: item with ID '" + itemId + "' does not exist.",
                    "item_id");
        }
        return item;
    }

    /** Announces an item, whoever made it. */
    void added(ConversationItem item) {
        sendItem("conversation.item.added", item);
    }

    void done(ConversationItem item) {
        sendItem("conversation.item.done", item);
    }

    private void sendItem(String type, ConversationItem item) {
        ObjectNode event = protocol.events().event(type);
        event.put("previous_item_id", conversation().idBefore(item)).set("item", item.copy());
        protocol.events().send(event);
    }
}
