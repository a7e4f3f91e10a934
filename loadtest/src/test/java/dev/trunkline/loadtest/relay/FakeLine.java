package dev.trunkline.loadtest.relay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A session without a socket: the test is the gateway, and the clock. */
final class FakeLine implements RelayLine {
    private static final JsonMapper JSON = new JsonMapper();
    private static final RelayIdentity IDENTITY =
            new RelayIdentity(
                    "VX1", "AC1", "CA1", "+447700900123", "+442079460000", "inbound", Map.of());

    final List<String> sent = new ArrayList<>();
    final List<RelaySettings.Finding> violations = new ArrayList<>();
    final RelayConversation session;
    String closed = "";
    boolean dropped;
    boolean hungUp;

    /** {@code attributes}: names and values by turns, besides the URL. */
    FakeLine(RelayScript.Builder script, String... attributes) {
        this(script.timing(RelayTiming.realTime().withAgentWordMs(300)).build(), attributes);
    }

    FakeLine(RelayScript script, String... attributes) {
        RelaySettings settings = RelaySettings.read(RelayTwiml.noun(attributes));
        session = new RelayConversation(settings, IDENTITY, new RelayCaller(script), this);
        session.open(0);
    }

    /** The session of a caller who may have had others, beginning so late. */
    FakeLine(RelayCaller caller, long ms) {
        RelaySettings settings = RelaySettings.read(RelayTwiml.noun());
        session = new RelayConversation(settings, IDENTITY, caller, this);
        session.open(ms * 1_000_000);
    }

    /** So late it is now, in milliseconds since the session began. */
    FakeLine at(long ms) {
        session.advance(ms * 1_000_000);
        return this;
    }

    /** The gateway sends this now. */
    FakeLine from(long ms, String json) {
        session.received(json, ms * 1_000_000);
        return this;
    }

    FakeLine text(long ms, String token, boolean last) {
        return from(
                ms,
                JSON.createObjectNode()
                        .put("type", "text")
                        .put("token", token)
                        .put("last", last)
                        .toString());
    }

    List<JsonNode> all(String type) {
        return sent.stream()
                .map(FakeLine::tree)
                .filter(message -> message.path("type").asText().equals(type))
                .toList();
    }

    List<String> tokensPlayed() {
        return infos("tokensPlayed");
    }

    List<String> infos(String name) {
        return all("info").stream()
                .filter(info -> info.path("name").asText().equals(name))
                .map(info -> info.path("value").asText())
                .toList();
    }

    private static JsonNode tree(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Integer> codes() {
        return violations.stream().map(RelaySettings.Finding::code).toList();
    }

    @Override
    public void send(String text) {
        sent.add(text);
    }

    @Override
    public void close(int code, String reason) {
        closed = code + reason;
    }

    @Override
    public void drop() {
        dropped = true;
    }

    @Override
    public void violation(int code, String detail) {
        violations.add(new RelaySettings.Finding(code, detail));
    }

    @Override
    public void hungUpByCaller() {
        hungUp = true;
    }

    @Override
    public void progressed() {}
}
