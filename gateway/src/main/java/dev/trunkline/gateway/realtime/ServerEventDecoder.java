package dev.trunkline.gateway.realtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trunkline.gateway.call.ModelSessionListener.AudioItem;
import dev.trunkline.gateway.realtime.ServerEvent.FunctionCall;
import dev.trunkline.gateway.realtime.ServerEvent.Usage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the model's events. Both the GA names and the beta's are understood; unknown members are
 * ignored. Cold path.
 */
final class ServerEventDecoder {
    private static final JsonMapper JSON = new JsonMapper();

    private ServerEventDecoder() {}

    /** Borrows {@code message}. */
    static ServerEvent decode(ByteBuf message) throws MalformedEventException {
        JsonNode root;
        try (ByteBufInputStream in = new ByteBufInputStream(message.slice())) {
            root = JSON.readTree((java.io.InputStream) in);
        } catch (IOException notJson) {
            throw new MalformedEventException("not JSON");
        }
        if (root == null || !root.isObject()) {
            throw new MalformedEventException("not a JSON object");
        }
        return decode(root);
    }

    private static ServerEvent decode(JsonNode event) throws MalformedEventException {
        return switch (text(event, "type")) {
            case "response.output_audio.delta", "response.audio.delta" ->
                    new ServerEvent.AudioDelta(audioItem(event), text(event, "delta"));
            case "response.output_audio.done", "response.audio.done" ->
                    new ServerEvent.AudioDone(audioItem(event));
            case "response.output_audio_transcript.delta", "response.audio_transcript.delta" ->
                    new ServerEvent.TranscriptDelta(
                            event.path("item_id").asText(""), event.path("delta").asText(""));
            case "response.output_audio_transcript.done", "response.audio_transcript.done" ->
                    new ServerEvent.TranscriptDone(
                            text(event, "item_id"), event.path("transcript").asText(""));
            case "response.output_text.delta", "response.text.delta" ->
                    new ServerEvent.TextDelta(
                            text(event, "response_id"),
                            text(event, "item_id"),
                            text(event, "delta"));
            case "response.output_text.done", "response.text.done" ->
                    new ServerEvent.TextDone(
                            text(event, "response_id"),
                            text(event, "item_id"),
                            event.path("text").asText(""));
            case "conversation.item.input_audio_transcription.completed" ->
                    new ServerEvent.CallerTranscript(
                            event.path("item_id").asText(""), event.path("transcript").asText(""));
            case "response.created" ->
                    new ServerEvent.ResponseCreated(text(object(event, "response"), "id"));
            case "response.done" -> responseDone(object(event, "response"));
            case "input_audio_buffer.speech_started" ->
                    new ServerEvent.SpeechStarted(event.path("audio_start_ms").asLong());
            case "input_audio_buffer.speech_stopped" ->
                    new ServerEvent.SpeechStopped(event.path("audio_end_ms").asLong());
            case "input_audio_buffer.committed" ->
                    new ServerEvent.Committed(event.path("item_id").asText(""));
            case "session.created" ->
                    new ServerEvent.SessionCreated(
                            event.path("session").path("expires_at").asLong(0));
            case "session.updated" -> new ServerEvent.SessionUpdated();
            case "error" -> failed(event);
            case "response.output_item.done", "conversation.item.done" -> itemDone(event);
            case "response.mcp_call.in_progress" -> new ServerEvent.McpCallBegan();
            case "response.mcp_call.completed" -> new ServerEvent.McpCallOver(true);
            case "response.mcp_call.failed" -> new ServerEvent.McpCallOver(false);
            case "mcp_list_tools.failed" -> new ServerEvent.McpToolsNotListed();
            case "rate_limits.updated",
                    "conversation.created",
                    "conversation.item.created",
                    "conversation.item.added",
                    "conversation.item.deleted",
                    "conversation.item.retrieved",
                    "conversation.item.truncated",
                    "conversation.item.input_audio_transcription.delta",
                    "conversation.item.input_audio_transcription.failed",
                    "conversation.item.input_audio_transcription.segment",
                    "conversation.item.input_audio_transcription.updated",
                    "input_audio_buffer.cleared",
                    "input_audio_buffer.timeout_triggered",
                    "response.output_item.added",
                    "response.content_part.added",
                    "response.content_part.done",
                    "response.function_call_arguments.delta",
                    "response.function_call_arguments.done",
                    "mcp_list_tools.in_progress",
                    "mcp_list_tools.completed",
                    "response.mcp_call_arguments.delta",
                    "response.mcp_call_arguments.done",
                    "ping" -> // xAI's and Inworld's servers send it as an event
                    new ServerEvent.Ignored();
            default -> new ServerEvent.Unrecognized();
        };
    }

    /** Of the items that are done, those count that ask for something. */
    private static ServerEvent itemDone(JsonNode event) throws MalformedEventException {
        JsonNode item = event.path("item");
        return item.path("type").asText("").equals("mcp_approval_request")
                ? new ServerEvent.McpApprovalRequested(
                        text(item, "id"), item.path("server_label").asText(""))
                : new ServerEvent.Ignored();
    }

    private static ServerEvent failed(JsonNode event) throws MalformedEventException {
        JsonNode error = object(event, "error");
        return new ServerEvent.Failed(
                error.path("type").asText(""),
                error.path("code").textValue(),
                error.path("event_id").textValue());
    }

    private static ServerEvent responseDone(JsonNode response) throws MalformedEventException {
        List<FunctionCall> calls = new ArrayList<>();
        for (JsonNode item : response.path("output")) {
            if (item.path("type").asText("").equals("function_call")
                    && item.path("status").asText("completed").equals("completed")) {
                calls.add(
                        new FunctionCall(
                                text(item, "call_id"),
                                text(item, "name"),
                                item.path("arguments").asText("")));
            }
        }
        return new ServerEvent.ResponseDone(
                text(response, "id"),
                response.path("status").asText("completed"),
                response.path("status_details").path("error").path("code").textValue(),
                List.copyOf(calls),
                usage(response.get("usage")));
    }

    private static @Nullable Usage usage(@Nullable JsonNode usage) {
        if (usage == null || !usage.isObject()) {
            return null;
        }
        JsonNode in = usage.path("input_token_details");
        JsonNode out = usage.path("output_token_details");
        return new Usage(
                in.path("text_tokens").asLong(),
                in.path("audio_tokens").asLong(),
                in.path("cached_tokens_details").path("text_tokens").asLong(),
                in.path("cached_tokens_details").path("audio_tokens").asLong(),
                out.path("text_tokens").asLong(),
                out.path("audio_tokens").asLong());
    }

    private static AudioItem audioItem(JsonNode event) throws MalformedEventException {
        return new AudioItem(
                text(event, "response_id"),
                text(event, "item_id"),
                event.path("content_index").asInt(0));
    }

    private static JsonNode object(JsonNode parent, String field) throws MalformedEventException {
        JsonNode value = parent.get(field);
        if (value == null || !value.isObject()) {
            throw new MalformedEventException(field + " is missing or no object");
        }
        return value;
    }

    private static String text(JsonNode parent, String field) throws MalformedEventException {
        JsonNode value = parent.get(field);
        if (value == null || !value.isTextual()) {
            throw new MalformedEventException(field + " is missing or no string");
        }
        return value.textValue();
    }
}
