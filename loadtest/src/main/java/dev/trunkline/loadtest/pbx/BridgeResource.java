package dev.trunkline.loadtest.pbx;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** {@code /ari/bridges}. One event loop. */
final class BridgeResource {
    private final Switchboard switchboard;

    BridgeResource(Switchboard switchboard) {
        this.switchboard = switchboard;
    }

    AriReply answer(AriCall call) {
        String id = call.part(1);
        String action = call.part(2);
        if (id.isEmpty() && call.method().equals("GET")) {
            ArrayNode all = JsonNodeFactory.instance.arrayNode();
            switchboard.bridges().values().forEach(each -> all.add(AriEvents.json(each)));
            return AriReply.ok(all);
        }
        if (call.method().equals("POST") && action.isEmpty()) {
            return create(call, id.isEmpty() ? call.text("bridgeId") : id);
        }
        return switch (call.method() + " " + action) {
            case "GET " -> AriReply.ok(AriEvents.json(existing(id)));
            case "DELETE " -> {
                switchboard.destroy(existing(id));
                yield AriReply.NO_CONTENT;
            }
            case "POST addChannel" -> {
                Bridge bridge = existing(id);
                channels(call).forEach(channel -> switchboard.enterBridge(bridge, channel));
                yield AriReply.NO_CONTENT;
            }
            case "POST removeChannel" -> {
                Bridge bridge = existing(id);
                List<Channel> leaving = channels(call);
                if (leaving.stream().anyMatch(channel -> channel.bridge() != bridge)) {
                    throw new AriRefusal(422, "Channel not in this bridge");
                }
                leaving.forEach(switchboard::leaveBridge);
                yield AriReply.NO_CONTENT;
            }
            default -> {
                if (action.isEmpty()
                        || action.equals("addChannel")
                        || action.equals("removeChannel")) {
                    throw call.badMethod();
                }
                throw call.notFound();
            }
        };
    }

    private AriReply create(AriCall call, String asked) {
        String id = asked.isEmpty() ? UUID.randomUUID().toString() : asked;
        if (switchboard.bridges().containsKey(id)) {
            throw new AriRefusal(409, "Bridge with the same ID already exists");
        }
        Bridge bridge = new Bridge(id, call.text("name"));
        switchboard.bridges().put(id, bridge);
        return AriReply.ok(AriEvents.json(bridge));
    }

    private List<Channel> channels(AriCall call) {
        List<Channel> named = new ArrayList<>();
        for (String id : call.text("channel").split(",", -1)) {
            if (!id.isEmpty()) {
                Channel channel = switchboard.channels().get(id);
                if (channel == null) {
                    throw new AriRefusal(400, "Channel not found");
                }
                if (!channel.inStasis()) {
                    throw new AriRefusal(422, "Channel not in Stasis application");
                }
                named.add(channel);
            }
        }
        if (named.isEmpty()) {
            throw new AriRefusal(400, "Missing parameter channel");
        }
        return named;
    }

    private Bridge existing(String id) {
        Bridge bridge = switchboard.bridges().get(id);
        if (bridge == null) {
            throw new AriRefusal(404, "Bridge not found");
        }
        return bridge;
    }
}
