package dev.trunkline.loadtest.pbx;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * ARI's JSON: channels, bridges and events with the members, and in the order, of a real Asterisk.
 * An event goes to the application that is subscribed to what it is about. One event loop.
 */
final class AriEvents {
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSxx").withZone(ZoneOffset.UTC);

    private final String asteriskId;
    private final EventSockets sockets;

    AriEvents(String asteriskId, EventSockets sockets) {
        this.asteriskId = asteriskId;
        this.sockets = sockets;
    }

    static String now() {
        return TIMESTAMP.format(Instant.now());
    }

    void stasisStart(Channel channel, List<String> arguments) {
        ObjectNode event = event("StasisStart");
        arguments.forEach(event.putArray("args")::add);
        event.set("channel", json(channel));
        send(channel.subscriber(), event);
    }

    void stasisEnd(Channel channel) {
        about(channel, event("StasisEnd"));
    }

    void stateChange(Channel channel) {
        about(channel, event("ChannelStateChange"));
    }

    void connectedLine(Channel channel) {
        about(channel, event("ChannelConnectedLine"));
    }

    void variableSet(Channel channel, String name, String value) {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("variable", name).put("value", value);
        event.put("type", "ChannelVarset").put("timestamp", now());
        about(channel, event);
    }

    void dial(Channel peer, String dialString, String status) {
        ObjectNode event = event("Dial");
        event.put("dialstatus", status).put("forward", "").put("dialstring", dialString);
        event.set("peer", json(peer));
        send(peer.subscriber(), event);
    }

    void dtmf(Channel channel, char digit, int durationMs) {
        ObjectNode event = event("ChannelDtmfReceived");
        event.put("digit", String.valueOf(digit)).put("duration_ms", durationMs);
        about(channel, event);
    }

    /** The peer hung up. */
    void hangUpRequest(Channel channel) {
        about(channel, event("ChannelHangupRequest"));
    }

    /** We are to hang up. */
    void softHangUpRequest(Channel channel, int cause) {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("cause", cause).put("soft", true);
        event.put("type", "ChannelHangupRequest").put("timestamp", now());
        about(channel, event);
    }

    void destroyed(Channel channel, HangUpCause cause) {
        ObjectNode event = event("ChannelDestroyed");
        event.put("cause", cause.code()).put("cause_txt", cause.text());
        about(channel, event);
    }

    void enteredBridge(Bridge bridge, Channel channel) {
        inBridge("ChannelEnteredBridge", bridge, channel);
    }

    void leftBridge(Bridge bridge, Channel channel) {
        inBridge("ChannelLeftBridge", bridge, channel);
    }

    void bridgeDestroyed(Bridge bridge) {
        ObjectNode event = event("BridgeDestroyed");
        event.set("bridge", json(bridge));
        send(bridge.subscriber(), event);
    }

    ObjectNode replaced(String application) {
        return signed(event("ApplicationReplaced"), application);
    }

    private void inBridge(String type, Bridge bridge, Channel channel) {
        ObjectNode event = event(type);
        event.set("bridge", json(bridge));
        about(channel, event);
    }

    private static ObjectNode event(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type).put("timestamp", now());
    }

    private void about(Channel channel, ObjectNode event) {
        event.set("channel", json(channel));
        send(channel.subscriber(), event);
    }

    private void send(@Nullable String application, ObjectNode event) {
        if (application != null) {
            sockets.send(application, signed(event, application));
        }
    }

    private ObjectNode signed(ObjectNode event, String application) {
        return event.put("asterisk_id", asteriskId).put("application", application);
    }

    static ObjectNode json(Channel channel) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", channel.id()).put("name", channel.name());
        json.put("state", channel.state().ariName()).put("protocol_id", channel.protocolId());
        party(json.putObject("caller"), channel.caller());
        party(json.putObject("connected"), channel.connected());
        json.put("accountcode", "");
        Channel.Position at = channel.position();
        json.putObject("dialplan")
                .put("context", at.context())
                .put("exten", at.extension())
                .put("priority", at.priority())
                .put("app_name", at.application())
                .put("app_data", at.data());
        return json.put("creationtime", channel.creationTime()).put("language", "en");
    }

    private static void party(ObjectNode into, Channel.Party party) {
        into.put("name", party.name()).put("number", party.number());
    }

    static ObjectNode json(Bridge bridge) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", bridge.id())
                .put("technology", "simple_bridge")
                .put("bridge_type", "mixing")
                .put("bridge_class", "stasis")
                .put("creator", "Stasis")
                .put("name", bridge.name());
        bridge.members().forEach(member -> json.withArray("channels").add(member.id()));
        if (bridge.members().isEmpty()) {
            json.putArray("channels");
        }
        return json.put("creationtime", bridge.creationTime()).put("video_mode", "talker");
    }
}
