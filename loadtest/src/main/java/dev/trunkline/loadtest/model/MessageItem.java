package dev.trunkline.loadtest.model;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One message of the model while it is being made: spoken or written. Confined to the event loop.
 */
abstract sealed class MessageItem permits SpokenItem, WrittenItem {
    private final RealtimeProtocol protocol;
    private final ModelResponse response;
    private final int index;
    private final ConversationItem item;
    private final ObjectNode part = JsonNodeFactory.instance.objectNode();
    private final String member;

    /** {@code member} is the part's text: {@code transcript} or {@code text}. */
    MessageItem(
            RealtimeProtocol protocol,
            ModelResponse response,
            int index,
            String partType,
            String member) {
        this.protocol = protocol;
        this.response = response;
        this.index = index;
        this.member = member;
        part.put("type", partType);
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", protocol.newId("item")).put("object", "realtime.item");
        json.put("type", "message").put("status", "in_progress").put("role", "assistant");
        json.putArray("content");
        item = new ConversationItem(json);
    }

    /** Announces the message and begins to make it. */
    abstract void begin(Runnable done);

    /** A delta that was in flight when the response was cancelled. */
    abstract void lateDelta();

    /** The done events, whether all was said or not. */
    abstract void end(String status);

    RealtimeProtocol protocol() {
        return protocol;
    }

    ModelResponse response() {
        return response;
    }

    ConversationItem item() {
        return item;
    }

    int index() {
        return index;
    }

    void announce() {
        response.addOutput(item, index);
        part.put(member, "");
        contentPart("response.content_part.added");
    }

    /** {@code text} is all that was said; {@code contentType} is what items call the part. */
    void finish(String text, String contentType, String status) {
        part.put(member, text);
        contentPart("response.content_part.done");
        ObjectNode content = JsonNodeFactory.instance.objectNode().put("type", contentType);
        if (!item.truncated()) {
            content.put(member, text);
        }
        item.json().putArray("content").add(content);
        response.outputDone(item, index, status);
    }

    private void contentPart(String type) {
        ObjectNode event = contentEvent(type);
        event.set("part", part.deepCopy());
        protocol.events().send(event);
    }

    ObjectNode contentEvent(String type) {
        return protocol.events()
                .event(type)
                .put("response_id", response.id())
                .put("item_id", item.id())
                .put("output_index", index)
                .put("content_index", 0);
    }
}
