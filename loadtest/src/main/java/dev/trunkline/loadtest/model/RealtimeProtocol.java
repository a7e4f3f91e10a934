package dev.trunkline.loadtest.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.loadtest.audio.ProbeFrame;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The service's side of one connection: reads client events, keeps the session and the
 * conversation, and lets {@link CallerTurns} and {@link Responses} run it. Confined to the event
 * loop.
 */
final class RealtimeProtocol {
    private static final int MAX_APPEND_BYTES = 15 * 1_024 * 1_024;
    private static final long SESSION_SECONDS = 3_600;

    private final ConnectionInfo info;
    private final ModelBehavior behavior;
    private final FrameWriter frames;
    private final Timers timers;
    private final ConnectionRecord record;
    private final ServerEvents events;
    private final SessionConfig config;
    private final Conversation conversation = new Conversation();
    private final Usage usage = new Usage();
    private final ItemCommands items = new ItemCommands(this);
    private final McpServers mcp = new McpServers(this);
    private final Responses responses = new Responses(this);
    private final CallerTurns turns = new CallerTurns(this);
    private final ProbeCounts probes;
    private final NoiseMaker noise;
    private @Nullable LoadTalker talker;
    private boolean undecided; // whether the caller sends probes, until something is heard
    private @Nullable JsonNode undecidedResponse;
    private final RandomGenerator random;
    private final String idPrefix;
    private final Faults.@Nullable Ending limit;
    private int idNumber;
    private boolean updated;
    private long formatFromMs;
    private long formatFromByte;
    private long appendedBytes;
    private long deltas;
    private boolean closing;

    RealtimeProtocol(
            ConnectionInfo info,
            ModelBehavior behavior,
            FrameWriter frames,
            Timers timers,
            ConnectionRecord record) {
        this.info = info;
        this.behavior = behavior;
        this.frames = frames;
        this.timers = timers;
        this.record = record;
        random = new SplittableRandom(behavior.seed() * 1_000_003 + info.number());
        idPrefix = "_" + Long.toString(random.nextLong() >>> 20, 36) + "n" + info.number() + "x";
        events = new ServerEvents(frames, behavior, random, record);
        Faults.Ending ending = behavior.faults().ending();
        limit = ending != null && ending.announced() ? ending : null;
        long lastsSeconds = limit == null ? SESSION_SECONDS : limit.afterMs() / 1_000;
        long expiresAt = System.currentTimeMillis() / 1_000 + lastsSeconds;
        config = new SessionConfig(newId("sess"), String.valueOf(info.model()), expiresAt);
        noise = new NoiseMaker(frames, random);
        LoadTalk load = behavior.load();
        talker = load == null ? null : new LoadTalker(this, load);
        undecided = load != null && load.conversations();
        probes = new ProbeCounts(load == null ? null : load.tallies());
        turns.configure(config);
        if (talker != null) {
            turns.stopDetecting();
        }
    }

    void begin() {
        timers.after(behavior.faults().createdDelayMs(), this::created);
        endAfter(limit);
        if (behavior.faults().pingIntervalMs() > 0) {
            timers.after(behavior.faults().pingIntervalMs(), this::ping);
        }
    }

    private void created() {
        sendSession("session.created");
        if ("realtime=v1".equals(info.headers().get("openai-beta"))
                && behavior.dialect() == Dialect.GA) {
            refuse(
                    null,
                    new ProtocolException(
                            "beta_api_shape_disabled",
                            "The beta of this API is no longer served; leave out the OpenAI-Beta"
                                    + " header.",
                            null),
                    null);
            close(4_000, "invalid_request_error.beta_api_shape_disabled");
        }
    }

    private void ping() {
        frames.ping("sim".getBytes(StandardCharsets.ISO_8859_1));
        timers.after(behavior.faults().pingIntervalMs(), this::ping);
    }

    private void sendSession(String type) {
        ObjectNode event = events.event(type);
        event.set("session", config.effective());
        events.send(event);
    }

    /** One whole text message that is not a plain append; borrows {@code utf8}. */
    void message(byte[] utf8, long nowNanos) {
        JsonNode tree;
        try {
            tree = ServerEvents.MAPPER.readTree(utf8);
        } catch (JsonProcessingException e) {
            refuse(null, invalidEvent("The event is not valid JSON."), null);
            return;
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        String eventId = tree.path("event_id").isTextual() ? tree.get("event_id").asText() : null;
        if (!(tree instanceof ObjectNode event) || !tree.path("type").isTextual()) {
            refuse(null, invalidEvent("The event has no member 'type' that is a string."), eventId);
            return;
        }
        String type = tree.get("type").asText();
        record.clientEvent(type, nowNanos);
        try {
            handle(type, event, eventId, nowNanos);
        } catch (ProtocolException e) {
            refuse(type, e, eventId);
        }
    }

    private static ProtocolException invalidEvent(String message) {
        return new ProtocolException("invalid_event", message, null);
    }

    void refuse(@Nullable String type, ProtocolException e, @Nullable String eventId) {
        record.violation(new ConnectionRecord.Violation(type, e.code(), e.text(), e.param()));
        events.error("invalid_request_error", e.code(), e.text(), e.param(), eventId);
    }

    private void handle(String type, ObjectNode event, @Nullable String eventId, long nowNanos)
            throws ProtocolException {
        Shape shape = ClientShapes.of(type);
        if (shape == null) {
            throw ProtocolException.invalidValue(
                    "type",
                    "Invalid value: '"
                            + type
                            + "'. Supported values are: "
                            + String.join(", ", ClientShapes.types())
                            + ".");
        }
        boolean beta = behavior.dialect() == Dialect.BETA;
        if (beta && event.get("response") instanceof ObjectNode response) {
            event.set("response", BetaDialect.toGa(response, "response", false));
        }
        if (beta && type.equals("conversation.item.create")) {
            BetaDialect.contentToGa(event.path("item"));
        }
        shape.check(event, "");
        switch (type) {
            case "session.update" -> update((ObjectNode) event.path("session"), eventId);
            case "input_audio_buffer.append" -> appendText(event.path("audio").asText(), nowNanos);
            case "input_audio_buffer.commit" -> turns.commit();
            case "input_audio_buffer.clear" -> turns.clear();
            case "conversation.item.create" -> items.create(event);
            case "conversation.item.retrieve" -> items.retrieve(event.path("item_id").asText());
            case "conversation.item.truncate" -> items.truncate(event);
            case "conversation.item.delete" -> items.delete(event.path("item_id").asText());
            case "response.create" -> {
                if (undecided) {
                    undecidedResponse = event.path("response");
                } else if (talker
                        == null) { // in load mode it talks by itself, and is talking already
                    responses.create(event.path("response"));
                }
            }
            default ->
                    responses.cancel(
                            event.has("response_id") ? event.get("response_id").asText() : null);
        }
    }

    private void update(ObjectNode patch, @Nullable String eventId) throws ProtocolException {
        Faults faults = behavior.faults();
        switch (faults.updateAnswer()) {
            case NEVER -> {}
            case REFUSE ->
                    throw ProtocolException.invalidValue(
                            "session", "This session cannot be configured so.");
            case ANSWER -> {
                if (faults.updatedDelayMs() > 0) {
                    timers.after(
                            faults.updatedDelayMs(),
                            () -> {
                                try {
                                    apply(patch);
                                } catch (ProtocolException e) {
                                    refuse("session.update", e, eventId);
                                }
                            });
                } else {
                    apply(patch);
                }
            }
        }
    }

    private void apply(ObjectNode patch) throws ProtocolException {
        ObjectNode ga =
                behavior.dialect() == Dialect.BETA
                        ? BetaDialect.toGa(patch, "session", true)
                        : patch;
        AudioFormat before = config.inputFormat();
        config.update(ga, responses.audioSent());
        if (config.inputFormat() != before) {
            formatFromMs = turns.positionMs();
            formatFromByte = appendedBytes;
        }
        turns.configure(config);
        if (talker != null) {
            turns.stopDetecting();
        }
        sendSession("session.updated");
        mcp.configured();
        if (!updated) {
            updated = true;
            probes.sessionUpdated();
            for (Faults.ErrorEvent error : behavior.faults().errorsAfterUpdate()) {
                events.error(error.errorType(), error.code(), error.message(), null, null);
            }
            if (limit == null) {
                endAfter(behavior.faults().ending());
            }
            if (talker != null && !undecided) {
                talker.begin();
            }
        }
    }

    private void endAfter(Faults.@Nullable Ending ending) {
        if (ending != null) {
            timers.after(ending.afterMs(), () -> close(ending.closeCode(), ending.reason()));
        }
    }

    private void appendText(String base64, long nowNanos) throws ProtocolException {
        byte[] audio;
        try {
            audio = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw ProtocolException.invalidValue(
                    "audio", "Invalid 'audio'. Expected base64-encoded audio bytes.");
        }
        if (audio.length > MAX_APPEND_BYTES) {
            throw ProtocolException.invalidValue(
                    "audio", "Invalid 'audio'. Expected at most 15 MiB of audio.");
        }
        append(audio, audio.length, nowNanos);
    }

    /** Appended audio, decoded; borrows {@code audio}. Hot path. */
    void append(byte[] audio, int byteCount, long nowNanos) {
        if (undecided) {
            decide(audio, byteCount);
        }
        appendedBytes += byteCount;
        record.appended(audio, byteCount, behavior.recordAudio(), updated, nowNanos);
        turns.append(audio, byteCount, nowNanos);
        probes.scan(audio, byteCount, nowNanos);
    }

    /** The caller's first frame is a probe, or this is a conversation. */
    private void decide(byte[] audio, int byteCount) {
        if (byteCount < ProbeFrame.HEADER_BYTES) {
            return;
        }
        undecided = false;
        JsonNode response = undecidedResponse;
        undecidedResponse = null;
        if (ProbeFrame.isProbe(audio, 0)) {
            if (talker != null && updated) {
                talker.begin();
            }
            return;
        }
        talker = null;
        turns.configure(config);
        if (response != null) {
            try {
                responses.create(response);
            } catch (ProtocolException e) {
                refuse("response.create", e, null);
            }
        }
    }

    /** After each delta of an answer: what is to go wrong in the middle of an answer. */
    void deltaSent(boolean firstOfResponse) {
        deltas++;
        if (firstOfResponse) {
            behavior.faults().noise().forEach(noise::make);
        }
        Faults.CloseMidAnswer close = behavior.faults().closeMidAnswer();
        if (close != null && deltas == close.afterDeltas()) {
            close(close.closeCode(), close.reason());
        }
    }

    /** {@code code} 0 is a reset. */
    void close(int code, String reason) {
        closing = true;
        timers.close();
        if (code == 0) {
            frames.abort();
        } else {
            frames.close(code, reason);
        }
    }

    /** The client's close frame. */
    void closedByClient(int code) {
        closing = true;
        timers.close();
        frames.closedByPeer(code);
    }

    /** The socket is gone. */
    void closed() {
        closing = true;
        timers.close();
    }

    /** Where in the recording an appended millisecond is, for the current format. */
    int recordedByteAt(long positionMs) {
        long inFormatMs = Math.max(0, positionMs - formatFromMs);
        return Math.toIntExact(formatFromByte + inFormatMs * config.inputFormat().bytesPerMs());
    }

    String newId(String kind) {
        return kind + idPrefix + ++idNumber;
    }

    void callerSpoke(long durationMs) {
        usage.callerSpoke(durationMs);
    }

    long skippedPeriods() {
        return talker == null ? 0 : talker.skippedPeriods();
    }

    String conversationId() {
        return "conv" + idPrefix + "0";
    }

    boolean closing() {
        return closing;
    }

    boolean writable() {
        return frames.writable();
    }

    long nanoTime() {
        return System.nanoTime();
    }

    boolean updated() {
        return updated;
    }

    ModelBehavior behavior() {
        return behavior;
    }

    ConnectionInfo info() {
        return info;
    }

    RandomGenerator random() {
        return random;
    }

    ServerEvents events() {
        return events;
    }

    SessionConfig config() {
        return config;
    }

    Conversation conversation() {
        return conversation;
    }

    Responses responses() {
        return responses;
    }

    CallerTurns turns() {
        return turns;
    }

    ItemCommands items() {
        return items;
    }

    McpServers mcp() {
        return mcp;
    }

    ConnectionRecord record() {
        return record;
    }

    Usage usage() {
        return usage;
    }

    Timers timers() {
        return timers;
    }

    ProbeCounts probes() {
        return probes;
    }

    NoiseMaker noise() {
        return noise;
    }

    FrameWriter frames() {
        return frames;
    }
}
