package dev.trunkline.loadtest.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trunkline.codecs.audio.AudioFormat;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one response is to be: the session's settings with the overrides of {@code response.create}.
 *
 * @param outOfBand {@code conversation: none}: nothing is written to the conversation
 * @param metadata null or an object, echoed
 * @param input items that the answer is based on instead of the conversation; null for those
 */
record ResponseRequest(
        boolean outOfBand,
        boolean speaks,
        AudioFormat format,
        ObjectNode output,
        JsonNode maxOutputTokens,
        @Nullable JsonNode metadata,
        String instructions,
        @Nullable JsonNode input) {

    private static final int MAX_METADATA_PAIRS = 16;

    static ResponseRequest of(SessionConfig config, JsonNode overrides) throws ProtocolException {
        SessionConfig.checkModalities(
                overrides.get("output_modalities"), "response.output_modalities");
        JsonNode metadata = overrides.path("metadata");
        if (metadata.size() > MAX_METADATA_PAIRS) {
            throw ProtocolException.invalidValue(
                    "response.metadata", "Too many pairs: expected at most " + MAX_METADATA_PAIRS);
        }
        ObjectNode output = (ObjectNode) config.effective().at("/audio/output");
        output.remove("speed");
        if (overrides.at("/audio/output") instanceof ObjectNode overridden) {
            output.setAll(overridden.deepCopy());
        }
        JsonNode modality = overrides.at("/output_modalities/0");
        boolean speaks =
                modality.isMissingNode() ? config.speaks() : modality.asText().equals("audio");
        JsonNode maxOutputTokens =
                overrides.has("max_output_tokens")
                        ? overrides.get("max_output_tokens")
                        : config.member("max_output_tokens");
        return new ResponseRequest(
                overrides.path("conversation").asText().equals("none"),
                speaks,
                SessionConfig.formatOf(output.path("format")),
                output,
                maxOutputTokens,
                metadata.isObject() ? metadata : null,
                overrides.path("instructions").asText(config.member("instructions").asText()),
                overrides.has("input") ? overrides.get("input").deepCopy() : null);
    }

    /** What is asked with this request when the conversation stands so. */
    AnswerText.Asked asked(int number, Conversation conversation) {
        if (input == null) {
            return AnswerText.Asked.of(number, instructions, conversation.history());
        }
        List<HistoryItem> context = new ArrayList<>();
        for (JsonNode item : input) {
            ConversationItem known = conversation.find(item.path("id").asText());
            if (!item.path("type").asText().equals("item_reference")) {
                context.add(new ConversationItem(item.deepCopy()).history());
            } else if (known != null) {
                context.add(known.history());
            }
        }
        return AnswerText.Asked.of(number, instructions, List.copyOf(context));
    }
}
