package dev.trunkline.loadtest.relay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Twilio's messages, written as its documentation shows them, or as a fault has it (Twilio Docs,
 * "Getting and sending WebSocket messages").
 */
final class RelayMessages {
    private static final int HUGE_CHARS = 100_000;
    private static final int AS_NUMBER = 42; // what a text becomes that should have been one

    private final RelayIdentity identity;
    private final RelayScript script;
    private final Consumer<String> socket;

    RelayMessages(RelayIdentity identity, RelayScript script, Consumer<String> socket) {
        this.identity = identity;
        this.script = script;
        this.socket = socket;
    }

    void setup() {
        ObjectNode setup = message("setup");
        setup.put("sessionId", identity.sessionId()).put("accountSid", identity.accountSid());
        setup.put("parentCallSid", "").put("callSid", identity.callSid());
        setup.put("from", identity.from()).put("to", identity.to());
        setup.put("forwardedFrom", "").put("callType", "PSTN").put("callerName", "");
        setup.put("direction", identity.direction()).put("callStatus", "RINGING");
        ObjectNode parameters = setup.putObject("customParameters");
        identity.parameters().forEach(parameters::put);
        send(setup);
    }

    void prompt(String words, String language, boolean last) {
        String padding = has(RelayFault.HUGE_PROMPTS) ? " and".repeat(HUGE_CHARS / 4) : "";
        ObjectNode prompt = message("prompt").put("voicePrompt", words + padding);
        String tag = language.equals("multi") ? "en" : language; // multi gives the primary tag
        send(prompt.put("lang", tag).put("last", last));
    }

    void dtmf(char key) {
        send(message("dtmf").put("digit", String.valueOf(key)));
    }

    void interrupt(String heard, long durationMs) {
        ObjectNode interrupt = message("interrupt");
        if (!has(RelayFault.INTERRUPTS_WITHOUT_TEXT)) {
            boolean foreign = has(RelayFault.FOREIGN_INTERRUPTS);
            interrupt.put("utteranceUntilInterrupt", foreign ? "Nobody ever said this" : heard);
        }
        send(interrupt.put("durationUntilInterruptMs", durationMs));
    }

    void info(String name, String value) {
        send(message("info").put("name", name).put("value", value));
    }

    void error(String description) {
        send(message("error").put("description", description));
    }

    private static ObjectNode message(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }

    private boolean has(RelayFault fault) {
        return script.faults().contains(fault);
    }

    private void send(ObjectNode message) {
        if (script.behavior().extraFields()) {
            message.put("version", "2027-01-01").putObject("later").put("agentSpeaking", "false");
        }
        boolean setup = message.path("type").asText().equals("setup");
        if (has(setup ? RelayFault.BARE_SETUP : RelayFault.MISSING_FIELDS)) {
            message.retain("type");
        }
        boolean numeric = has(setup ? RelayFault.NUMERIC_SETUP : RelayFault.STRINGS_AS_NUMBERS);
        Set.copyOf(message.properties()).forEach(member -> spoil(message, member, numeric));
        socket.accept(message.toString());
        if (has(RelayFault.UNKNOWN_TYPES)) {
            socket.accept("{\"type\":\"weather\",\"value\":{\"sky\":\"blue\"}}");
        }
        if (has(RelayFault.GARBAGE)) {
            List.of("{\"type\":\"prompt\",", "[\"prompt\"]", "{}", "").forEach(socket);
        }
    }

    private void spoil(ObjectNode message, Map.Entry<String, JsonNode> member, boolean numeric) {
        JsonNode value = member.getValue();
        if (member.getKey().equals("type")) {
            return;
        }
        if (has(RelayFault.NUMBERS_AS_STRINGS) && (value.isNumber() || value.isBoolean())) {
            message.set(member.getKey(), TextNode.valueOf(value.asText()));
        } else if (numeric && value.isTextual()) {
            message.put(member.getKey(), AS_NUMBER);
        }
    }
}
