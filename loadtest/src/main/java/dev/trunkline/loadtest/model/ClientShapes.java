package dev.trunkline.loadtest.model;

import static dev.trunkline.loadtest.model.Shape.choice;
import static dev.trunkline.loadtest.model.Shape.either;
import static dev.trunkline.loadtest.model.Shape.flag;
import static dev.trunkline.loadtest.model.Shape.members;
import static dev.trunkline.loadtest.model.Shape.nullable;
import static dev.trunkline.loadtest.model.Shape.text;
import static dev.trunkline.loadtest.model.Shape.whole;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Every client event of the GA protocol over a WebSocket, member by member. */
final class ClientShapes {
    private static final Shape FORMAT =
            new Shape.Tagged(
                    "type",
                    Map.of(
                            "audio/pcm",
                            members(Map.of("type", text(), "rate", whole(24_000, 24_000)), "type"),
                            "audio/pcmu",
                            members(Map.of("type", text()), "type"),
                            "audio/pcma",
                            members(Map.of("type", text()), "type")));

    private static final Shape TURN_DETECTION =
            new Shape.Tagged(
                    "type",
                    Map.of(
                            "server_vad",
                            members(
                                    Map.of(
                                            "type", text(),
                                            "threshold", new Shape.Decimal(0, 1),
                                            "prefix_padding_ms", whole(0, 10_000),
                                            "silence_duration_ms", whole(0, 10_000),
                                            "create_response", flag(),
                                            "interrupt_response", flag(),
                                            "idle_timeout_ms", nullable(whole(1, 600_000)))),
                            "semantic_vad",
                            members(
                                    Map.of(
                                            "type",
                                            text(),
                                            "eagerness",
                                            choice("low", "medium", "high", "auto"),
                                            "create_response",
                                            flag(),
                                            "interrupt_response",
                                            flag()))));

    private static final Shape TRANSCRIPTION =
            members(
                    Map.of(
                            "model", text(),
                            "language", text(),
                            "prompt", text(),
                            "languages", new Shape.ListOf(text()),
                            "keywords", new Shape.ListOf(text()),
                            "delay", choice("minimal", "low", "medium", "high", "xhigh")));

    private static final Shape NOISE_REDUCTION =
            members(
                    Map.of(
                            "type",
                            choice("near_field", "far_field"),
                            "strength",
                            new Shape.Decimal(0, 1)));

    private static final Shape VOICE = either(text(), members(Map.of("id", text()), "id"));

    private static final Shape TOOLS =
            new Shape.ListOf(
                    new Shape.Tagged(
                            "type",
                            Map.of(
                                    "function",
                                    members(
                                            Map.of(
                                                    "type",
                                                    text(),
                                                    "name",
                                                    new Shape.Text(64),
                                                    "description",
                                                    text(),
                                                    "parameters",
                                                    new Shape.AnyObject()),
                                            "name"),
                                    "mcp",
                                    members(
                                            Map.ofEntries(
                                                    Map.entry("type", text()),
                                                    Map.entry("server_label", text()),
                                                    Map.entry("server_url", text()),
                                                    Map.entry("connector_id", text()),
                                                    Map.entry("tunnel_id", text()),
                                                    Map.entry("authorization", text()),
                                                    Map.entry("headers", new Shape.AnyObject()),
                                                    Map.entry(
                                                            "allowed_tools", new Shape.Anything()),
                                                    Map.entry(
                                                            "require_approval",
                                                            new Shape.Anything()),
                                                    Map.entry("server_description", text()),
                                                    Map.entry("defer_loading", flag()),
                                                    Map.entry(
                                                            "allowed_callers",
                                                            new Shape.Anything())),
                                            "server_label"))));

    private static final Shape TOOL_CHOICE =
            either(
                    choice("none", "auto", "required"),
                    new Shape.Tagged(
                            "type",
                            Map.of(
                                    "function",
                                    members(Map.of("type", text(), "name", text()), "name"),
                                    "mcp",
                                    members(
                                            Map.of(
                                                    "type", text(),
                                                    "server_label", text(),
                                                    "name", text()),
                                            "server_label"))));

    private static final Shape MAX_OUTPUT_TOKENS = either(choice("inf"), whole(1, 4_096));
    private static final Shape MODALITIES = new Shape.ListOf(choice("audio", "text"));
    private static final Shape REASONING =
            members(Map.of("effort", choice("minimal", "low", "medium", "high", "xhigh")));
    private static final Shape PROMPT =
            members(
                    Map.of("id", text(), "version", text(), "variables", new Shape.AnyObject()),
                    "id");

    /**
     * The value of {@code session} in {@code session.update}; {@code type} is required each time.
     */
    static final Shape SESSION =
            members(
                    Map.ofEntries(
                            Map.entry("type", choice("realtime")),
                            Map.entry("model", text()),
                            Map.entry("output_modalities", MODALITIES),
                            Map.entry("instructions", text()),
                            Map.entry(
                                    "audio",
                                    members(
                                            Map.of(
                                                    "input",
                                                    members(
                                                            Map.of(
                                                                    "format",
                                                                    FORMAT,
                                                                    "transcription",
                                                                    nullable(TRANSCRIPTION),
                                                                    "noise_reduction",
                                                                    nullable(NOISE_REDUCTION),
                                                                    "turn_detection",
                                                                    nullable(TURN_DETECTION))),
                                                    "output",
                                                    members(
                                                            Map.of(
                                                                    "format",
                                                                    FORMAT,
                                                                    "voice",
                                                                    VOICE,
                                                                    "speed",
                                                                    new Shape.Decimal(
                                                                            0.25, 1.5)))))),
                            Map.entry("tools", TOOLS),
                            Map.entry("tool_choice", TOOL_CHOICE),
                            Map.entry("parallel_tool_calls", flag()),
                            Map.entry("reasoning", REASONING),
                            Map.entry("max_output_tokens", MAX_OUTPUT_TOKENS),
                            Map.entry(
                                    "truncation",
                                    either(
                                            choice("auto", "disabled"),
                                            members(
                                                    Map.of(
                                                            "type",
                                                            choice("retention_ratio"),
                                                            "retention_ratio",
                                                            new Shape.Decimal(0, 1),
                                                            "token_limits",
                                                            members(
                                                                    Map.of(
                                                                            "post_instructions",
                                                                            whole(
                                                                                    0,
                                                                                    Integer
                                                                                            .MAX_VALUE)))),
                                                    "type",
                                                    "retention_ratio"))),
                            Map.entry(
                                    "tracing",
                                    nullable(
                                            either(
                                                    choice("auto"),
                                                    members(
                                                            Map.of(
                                                                    "workflow_name",
                                                                    text(),
                                                                    "group_id",
                                                                    text(),
                                                                    "metadata",
                                                                    new Shape.AnyObject()))))),
                            Map.entry("prompt", nullable(PROMPT)),
                            Map.entry(
                                    "include",
                                    nullable(
                                            new Shape.ListOf(
                                                    choice(
                                                            "item.input_audio_transcription.logprobs"))))),
                    "type");

    private static final Shape ITEM_STATUS = choice("completed", "incomplete", "in_progress");

    private static Shape item(Map<String, Shape> own, String... required) {
        Map<String, Shape> all = new HashMap<>(own);
        all.put("type", text());
        all.put("id", new Shape.Text(64));
        all.put("object", choice("realtime.item"));
        all.put("status", ITEM_STATUS);
        return members(all, required);
    }

    private static final Shape CONTENT =
            new Shape.ListOf(
                    new Shape.Tagged(
                            "type",
                            Map.of(
                                    "input_text",
                                    members(Map.of("type", text(), "text", text()), "text"),
                                    "output_text",
                                    members(Map.of("type", text(), "text", text()), "text"),
                                    "input_audio",
                                    members(
                                            Map.of(
                                                    "type", text(),
                                                    "audio", text(),
                                                    "transcript", nullable(text())),
                                            "audio"),
                                    "output_audio",
                                    members(
                                            Map.of(
                                                    "type", text(),
                                                    "audio", text(),
                                                    "transcript", nullable(text()))),
                                    "input_image",
                                    members(
                                            Map.of(
                                                    "type", text(),
                                                    "image_url", text(),
                                                    "detail", choice("auto", "low", "high")),
                                            "image_url"))));

    static final Shape ITEM =
            new Shape.Tagged(
                    "type",
                    Map.of(
                            "message",
                            item(
                                    Map.of(
                                            "role",
                                            choice("system", "user", "assistant"),
                                            "content",
                                            CONTENT),
                                    "role",
                                    "content"),
                            "function_call",
                            item(
                                    Map.of("name", text(), "arguments", text(), "call_id", text()),
                                    "name",
                                    "arguments"),
                            "function_call_output",
                            item(Map.of("call_id", text(), "output", text()), "call_id", "output"),
                            "mcp_approval_response",
                            item(
                                    Map.of(
                                            "approval_request_id",
                                            text(),
                                            "approve",
                                            flag(),
                                            "reason",
                                            nullable(text())),
                                    "approval_request_id",
                                    "approve")));

    private static final Shape RESPONSE =
            members(
                    Map.ofEntries(
                            Map.entry("instructions", text()),
                            Map.entry("output_modalities", MODALITIES),
                            Map.entry(
                                    "audio",
                                    members(
                                            Map.of(
                                                    "output",
                                                    members(
                                                            Map.of(
                                                                    "format", FORMAT, "voice",
                                                                    VOICE))))),
                            Map.entry("tools", TOOLS),
                            Map.entry("tool_choice", TOOL_CHOICE),
                            Map.entry("max_output_tokens", MAX_OUTPUT_TOKENS),
                            Map.entry("parallel_tool_calls", flag()),
                            Map.entry("reasoning", REASONING),
                            Map.entry("prompt", nullable(PROMPT)),
                            Map.entry("metadata", nullable(new Shape.AnyObject())),
                            Map.entry("conversation", choice("auto", "none")),
                            Map.entry(
                                    "input",
                                    new Shape.ListOf(
                                            either(
                                                    new Shape.Tagged(
                                                            "type",
                                                            Map.of(
                                                                    "message",
                                                                    ITEM,
                                                                    "function_call",
                                                                    ITEM,
                                                                    "function_call_output",
                                                                    ITEM,
                                                                    "mcp_approval_response",
                                                                    ITEM,
                                                                    "item_reference",
                                                                    members(
                                                                            Map.of(
                                                                                    "type", text(),
                                                                                    "id", text()),
                                                                            "id"))))))));

    private static final Map<String, Shape> EVENTS =
            Map.ofEntries(
                    // The session is checked apart: the beta's is translated first.
                    event("session.update", Map.of("session", new Shape.AnyObject()), "session"),
                    event("input_audio_buffer.append", Map.of("audio", text()), "audio"),
                    event("input_audio_buffer.commit", Map.of()),
                    event("input_audio_buffer.clear", Map.of()),
                    event(
                            "conversation.item.create",
                            Map.of("item", ITEM, "previous_item_id", nullable(text())),
                            "item"),
                    event("conversation.item.retrieve", Map.of("item_id", text()), "item_id"),
                    event(
                            "conversation.item.truncate",
                            Map.of(
                                    "item_id", text(),
                                    "content_index", whole(0, Integer.MAX_VALUE),
                                    "audio_end_ms", whole(0, Integer.MAX_VALUE)),
                            "item_id",
                            "content_index",
                            "audio_end_ms"),
                    event("conversation.item.delete", Map.of("item_id", text()), "item_id"),
                    event("response.create", Map.of("response", nullable(RESPONSE))),
                    event("response.cancel", Map.of("response_id", text())));

    private ClientShapes() {}

    private static Map.Entry<String, Shape> event(
            String type, Map<String, Shape> own, String... required) {
        Map<String, Shape> all = new HashMap<>(own);
        all.put("type", text());
        all.put("event_id", new Shape.Text(512));
        return Map.entry(type, members(all, required));
    }

    /** The shape of one client event, null for a type the service does not know on a WebSocket. */
    static Shape.@org.jspecify.annotations.Nullable Members of(String type) {
        return (Shape.Members) EVENTS.get(type);
    }

    static List<String> types() {
        return EVENTS.keySet().stream().sorted().toList();
    }
}
