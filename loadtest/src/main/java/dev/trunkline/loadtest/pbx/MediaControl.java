package dev.trunkline.loadtest.pbx;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The text messages of {@code chan_websocket} in one of its two forms. Immutable. */
final class MediaControl {
    private static final JsonMapper JSON = new JsonMapper();

    private final boolean json;
    private final String channelId;

    /**
     * A command of the peer.
     *
     * @param name empty if there is none
     * @param id correlation id, empty if there is none
     * @param direction of {@code SET_MEDIA_DIRECTION}
     */
    record Command(String name, String id, String direction) {}

    MediaControl(boolean json, String channelId) {
        this.json = json;
        this.channelId = channelId;
    }

    boolean isJson() {
        return json;
    }

    /** Null if it is no JSON where JSON is spoken. */
    @Nullable Command read(String text) {
        if (!json) {
            String[] words = text.strip().split(" ", 2);
            String id = words.length > 1 ? words[1] : "";
            return new Command(words[0], id, id);
        }
        try {
            JsonNode command = JSON.readTree(text);
            return new Command(
                    command.path("command").asText(),
                    command.path("correlation_id").asText(),
                    command.path("direction").asText());
        } catch (JsonProcessingException unreadable) {
            return null;
        }
    }

    /** What the channel is, for its first message. */
    record Start(
            String connectionId,
            String channel,
            MediaFormat format,
            Map<String, String> variables) {}

    String mediaStart(Start start) {
        int frameBytes = start.format.frameBytes();
        if (!json) {
            return "MEDIA_START connection_id:%s channel:%s channel_id:%s format:%s optimal_frame_size:%d ptime:%d"
                    .formatted(
                            start.connectionId,
                            start.channel,
                            channelId,
                            start.format.ariName(),
                            frameBytes,
                            MediaFormat.FRAME_MS);
        }
        ObjectNode event = JsonNodeFactory.instance.objectNode().put("event", "MEDIA_START");
        event.put("connection_id", start.connectionId).put("channel", start.channel);
        event.put("channel_id", channelId).put("format", start.format.ariName());
        event.put("optimal_frame_size", frameBytes).put("ptime", MediaFormat.FRAME_MS);
        ObjectNode variables = event.putObject("channel_variables");
        start.variables.forEach(variables::put);
        return event.toString();
    }

    /** An event without members of its own. */
    String bare(String name) {
        return json ? event(name).toString() : name;
    }

    /** An event that answers a command with an id. */
    String correlated(String name, String id) {
        if (json) {
            return event(name).put("correlation_id", id).toString();
        }
        return id.isEmpty() ? name : name + " " + id;
    }

    String dtmfEnd(char digit) {
        return json
                ? event("DTMF_END").put("digit", String.valueOf(digit)).toString()
                : "DTMF_END digit:" + digit + " channel_id:" + channelId;
    }

    String error(String text) {
        return json
                ? event("ERROR").put("error_text", text).toString()
                : "ERROR channel_id:" + channelId + " error_text:" + text;
    }

    String status(MediaQueue.Status status) {
        if (!json) {
            return "STATUS channel_id:%s queue_length:%d xon_level:%d xoff_level:%d queue_full:%b bulk_media:%b media_paused:%b"
                    .formatted(
                            channelId,
                            status.queueLength(),
                            MediaQueue.XON_FRAMES,
                            MediaQueue.XOFF_FRAMES,
                            status.queueFull(),
                            status.bulkMedia(),
                            status.mediaPaused());
        }
        return event("STATUS")
                .put("queue_length", status.queueLength())
                .put("xon_level", MediaQueue.XON_FRAMES)
                .put("xoff_level", MediaQueue.XOFF_FRAMES)
                .put("queue_full", status.queueFull())
                .put("bulk_media", status.bulkMedia())
                .put("media_paused", status.mediaPaused())
                .toString();
    }

    private ObjectNode event(String name) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("event", name)
                .put("channel_id", channelId);
    }
}
