package dev.trunkline.loadtest.pbx;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.jspecify.annotations.Nullable;

/**
 * An answer of ARI.
 *
 * @param body null for none
 */
record AriReply(int status, @Nullable JsonNode body) {
    static final AriReply NO_CONTENT = new AriReply(204, null);

    static AriReply ok(JsonNode body) {
        return new AriReply(200, body);
    }

    static AriReply of(AriRefusal refusal) {
        return new AriReply(
                refusal.status(),
                JsonNodeFactory.instance.objectNode().put("message", refusal.getMessage()));
    }
}
