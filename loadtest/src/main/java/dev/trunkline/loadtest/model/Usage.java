package dev.trunkline.loadtest.model;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Token counts of the order the service bills: a token per 100 ms of caller audio, one per 50 ms of
 * its own, one per four characters of text. The context grows; what was in it before is cached.
 */
final class Usage {
    private static final int CALLER_MS_PER_TOKEN = 100;
    private static final int MODEL_MS_PER_TOKEN = 50;
    private static final int CHARS_PER_TOKEN = 4;
    private static final int TOKENS_PER_MINUTE = 40_000;

    private long audioTokens;
    private long textTokens;
    private long cachedAudioTokens;
    private long cachedTextTokens;

    void callerSpoke(long durationMs) {
        audioTokens += durationMs / CALLER_MS_PER_TOKEN;
    }

    void text(String text) {
        textTokens += text.length() / CHARS_PER_TOKEN;
    }

    /** The usage of one response that produced {@code output} with {@code audioMs} of audio. */
    ObjectNode of(List<ConversationItem> output, long audioMs) {
        long outputText =
                output.stream()
                        .map(item -> item.history().text())
                        .mapToLong(text -> text == null ? 0 : text.length() / CHARS_PER_TOKEN)
                        .sum();
        long outputAudio = audioMs / MODEL_MS_PER_TOKEN;
        ObjectNode usage = JsonNodeFactory.instance.objectNode();
        long input = textTokens + audioTokens;
        usage.put("total_tokens", input + outputText + outputAudio);
        usage.put("input_tokens", input).put("output_tokens", outputText + outputAudio);
        ObjectNode in = usage.putObject("input_token_details");
        in.put("text_tokens", textTokens).put("audio_tokens", audioTokens).put("image_tokens", 0);
        in.put("cached_tokens", cachedTextTokens + cachedAudioTokens);
        in.putObject("cached_tokens_details")
                .put("text_tokens", cachedTextTokens)
                .put("audio_tokens", cachedAudioTokens)
                .put("image_tokens", 0);
        usage.putObject("output_token_details")
                .put("text_tokens", outputText)
                .put("audio_tokens", outputAudio);
        cachedTextTokens = textTokens;
        cachedAudioTokens = audioTokens;
        textTokens += outputText;
        audioTokens += outputAudio;
        return usage;
    }

    static ObjectNode rateLimits(ServerEvents events) {
        ObjectNode event = events.event("rate_limits.updated");
        ObjectNode tokens = event.putArray("rate_limits").addObject();
        tokens.put("name", "tokens").put("limit", TOKENS_PER_MINUTE);
        tokens.put("remaining", TOKENS_PER_MINUTE - 2_000).put("reset_seconds", 2.5);
        return event;
    }
}
