package dev.trunkline.loadtest.pbx;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.trunkline.loadtest.pbx.PbxCallReport.Continued;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code /ari/channels}, without external media. One event loop. */
final class ChannelResource {
    private final Switchboard switchboard;

    ChannelResource(Switchboard switchboard) {
        this.switchboard = switchboard;
    }

    AriReply answer(AriCall call) {
        String id = call.part(1);
        if (id.isEmpty()) {
            require(call, "GET");
            ArrayNode all = JsonNodeFactory.instance.arrayNode();
            switchboard.channels().values().forEach(each -> all.add(AriEvents.json(each)));
            return AriReply.ok(all);
        }
        return switch (call.part(2)) {
            case "" -> itself(call, id);
            case "answer" -> {
                require(call, "POST");
                switchboard.answer(controlled(id));
                yield AriReply.NO_CONTENT;
            }
            case "ring" -> {
                controlled(id);
                yield AriReply.NO_CONTENT;
            }
            case "continue" -> {
                require(call, "POST");
                Channel channel = controlled(id);
                switchboard.continueAt(channel, where(call, channel));
                yield AriReply.NO_CONTENT;
            }
            case "redirect" -> {
                require(call, "POST");
                yield redirect(controlled(id), call.text("endpoint"));
            }
            case "dtmf" -> {
                require(call, "POST");
                Channel channel = controlled(id);
                String digits = call.text("dtmf");
                if (digits.isEmpty()) {
                    throw new AriRefusal(400, "DTMF is required");
                }
                digits.chars().forEach(digit -> channel.playDigit((char) digit));
                yield AriReply.NO_CONTENT;
            }
            case "variable" -> variable(call, id);
            default -> throw call.notFound();
        };
    }

    private AriReply itself(AriCall call, String id) {
        Channel channel = existing(id);
        return switch (call.method()) {
            case "GET" -> AriReply.ok(AriEvents.json(channel));
            case "DELETE" -> {
                switchboard.hangUp(channel, cause(call));
                yield AriReply.NO_CONTENT;
            }
            default -> throw call.badMethod();
        };
    }

    private static HangUpCause cause(AriCall call) {
        String reason = call.text("reason");
        String code = call.text("reason_code");
        if (!reason.isEmpty() && !code.isEmpty()) {
            throw new AriRefusal(400, "The reason and reason_code can't both be specified");
        }
        if (!code.isEmpty()) {
            return Optional.of(code)
                    .filter(text -> text.matches("\\d{1,3}"))
                    .flatMap(text ->
                            Stream.of(HangUpCause.values())
                                    .filter(each -> each.code() == Integer.parseInt(text))
                                    .findAny())
                    .orElseThrow(() -> new AriRefusal(400, "Invalid Reason Code"));
        }
        return HangUpCause.named(reason.isEmpty() ? "normal" : reason.toLowerCase(Locale.ROOT))
                .orElseThrow(() -> new AriRefusal(400, "Invalid Reason"));
    }

    private static Continued where(AriCall call, Channel channel) {
        Channel.Position now = channel.position();
        String context = call.text("context", now.context());
        boolean stays = call.text("context").isEmpty();
        String extension = call.text("extension", stays ? now.extension() : "s");
        String priority = call.text("priority");
        boolean next = stays && call.text("extension").isEmpty();
        int at =
                priority.matches("[1-9]\\d{0,6}")
                        ? Integer.parseInt(priority)
                        : next ? now.priority() + 1 : 1;
        return new Continued(context, extension, at);
    }

    private AriReply redirect(Channel channel, String endpoint) {
        if (endpoint.isEmpty()) {
            throw new AriRefusal(400, "Required parameter 'endpoint' not provided.");
        }
        int slash = endpoint.indexOf('/');
        if (slash < 1) {
            throw unprocessable(
                    "Endpoint parameter '" + endpoint + "' does not contain tech/resource");
        }
        if (slash == endpoint.length() - 1) {
            throw unprocessable("No resource provided in endpoint parameter '" + endpoint + "'");
        }
        String technology = endpoint.substring(0, slash);
        if (!(channel instanceof CallerChannel caller)
                || !channel.name().regionMatches(true, 0, endpoint, 0, slash)) {
            throw unprocessable(
                    "Endpoint technology '"
                            + technology
                            + "' does not match channel technology '"
                            + channel.name().replaceFirst("/.*", "")
                            + "'");
        }
        switchboard.redirect(caller, endpoint);
        return AriReply.NO_CONTENT;
    }

    private AriReply variable(AriCall call, String id) {
        String name = call.text("variable");
        if (name.isEmpty()) {
            throw new AriRefusal(400, "Variable name is required");
        }
        if (call.method().equals("POST")) {
            Channel channel = controlled(id);
            channel.variables().put(name, call.text("value"));
            switchboard.events().variableSet(channel, name, call.text("value"));
            return AriReply.NO_CONTENT;
        }
        require(call, "GET");
        Channel channel = existing(id);
        String value =
                name.startsWith("CHANNEL(audio") ? codec(channel) : channel.variables().get(name);
        if (value == null) {
            throw new AriRefusal(404, "Provided variable was not found");
        }
        return AriReply.ok(JsonNodeFactory.instance.objectNode().put("value", value));
    }

    private static String codec(Channel channel) {
        return switch (channel) {
            case CallerChannel caller -> caller.codec().ariName();
            case ExternalChannel external -> external.format().ariName();
            default -> "";
        };
    }

    private Channel existing(String id) {
        Channel channel = switchboard.channels().get(id);
        if (channel == null) {
            throw new AriRefusal(404, "Channel not found");
        }
        return channel;
    }

    private Channel controlled(String id) {
        Channel channel = existing(id);
        if (!channel.inStasis()) {
            throw new AriRefusal(409, "Channel not in Stasis application");
        }
        if (channel.state() == Channel.State.DOWN) {
            throw new AriRefusal(412, "Channel in invalid state");
        }
        return channel;
    }

    private static AriRefusal unprocessable(String message) {
        return new AriRefusal(422, message);
    }

    private static void require(AriCall call, String method) {
        if (!call.method().equals(method)) {
            throw call.badMethod();
        }
    }
}
