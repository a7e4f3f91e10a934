package dev.trunkline.loadtest.model;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * The input audio buffer: finds the caller's turns in it or lets the client commit them, and makes
 * user items of them. Confined to the event loop.
 */
final class CallerTurns implements VoiceActivity.Listener {
    private static final int MIN_COMMIT_MS = 100;

    private final RealtimeProtocol protocol;
    private final VoiceActivity voice = new VoiceActivity(this);
    private @Nullable TurnDetection detection;
    private @Nullable String speechItemId;
    private long speechStartMs;
    private long committedMs;
    private long turnEndMs;
    private int turns;
    private long voicedNanos; // arrival of the last voiced audio
    private @Nullable Runnable decision; // to call the turn ended, which a fixed time awaits
    private Timers.@Nullable Step decisionStep;
    private Timers.@Nullable Step idle;

    CallerTurns(RealtimeProtocol protocol) {
        this.protocol = protocol;
    }

    void configure(SessionConfig config) {
        detection = config.turnDetection();
        voice.format(config.inputFormat());
        if (detection == null) {
            voice.detectNothing();
            speechItemId = null;
            cancelIdle();
        } else {
            voice.detect(detection.threshold(), detection.silenceDurationMs());
        }
    }

    /** Load mode: audio is only counted. */
    void stopDetecting() {
        detection = null;
        voice.detectNothing();
    }

    long positionMs() {
        return voice.positionMs();
    }

    /** Borrows {@code audio}. */
    void append(byte[] audio, int byteCount, long nowNanos) {
        long voicedBefore = voice.voicedWindows();
        voice.feed(audio, 0, byteCount);
        if (voice.voicedWindows() > voicedBefore) {
            voicedNanos = nowNanos;
        }
    }

    @Override
    public void speechBegan(long onsetMs) {
        TurnDetection rules = detection;
        if (rules == null) {
            return;
        }
        cancelIdle();
        decide();
        speechItemId = protocol.newId("item");
        // The padding may reach into silence already heard, but not into a turn already closed.
        speechStartMs = Math.max(turnEndMs, Math.max(0, onsetMs - rules.prefixPaddingMs()));
        ObjectNode event = protocol.events().event("input_audio_buffer.speech_started");
        event.put("audio_start_ms", speechStartMs).put("item_id", speechItemId);
        protocol.events().send(event);
        if (rules.interruptResponse()) {
            protocol.responses().interrupt();
        }
    }

    @Override
    public void speechEnded(long endMs) {
        TurnDetection rules = detection;
        String itemId = speechItemId;
        if (rules == null || itemId == null) {
            return;
        }
        speechItemId = null;
        long startMs = speechStartMs;
        decision = () -> speechStopped(itemId, startMs, endMs, rules);
        long dueNanos = voicedNanos + protocol.behavior().timing().endOfSpeechMs() * 1_000_000;
        long leftNanos = dueNanos - protocol.nanoTime();
        if (leftNanos <= 0) {
            decide();
        } else {
            decisionStep = protocol.timers().afterNanos(leftNanos, this::decide);
        }
    }

    /** Calls the turn ended if that is still to be done. */
    private void decide() {
        Runnable pending = decision;
        decision = null;
        if (decisionStep != null) {
            decisionStep.cancel();
            decisionStep = null;
        }
        if (pending != null) {
            pending.run();
        }
    }

    private void speechStopped(String itemId, long startMs, long endMs, TurnDetection rules) {
        ObjectNode event = protocol.events().event("input_audio_buffer.speech_stopped");
        event.put("audio_end_ms", endMs).put("item_id", itemId);
        protocol.events().send(event);
        turnEnded(itemId, startMs, endMs, rules);
    }

    private void turnEnded(String itemId, long startMs, long endMs, TurnDetection rules) {
        addUserItem(itemId, startMs, endMs);
        if (rules.createResponse()) {
            protocol.responses().createForTurn();
        }
    }

    /** {@code input_audio_buffer.commit}: never makes a response. */
    void commit() throws ProtocolException {
        long uncommittedMs = voice.positionMs() - committedMs;
        if (uncommittedMs < MIN_COMMIT_MS) {
            throw new ProtocolException(
                    "input_audio_buffer_commit_empty",
                    "Error committing input audio buffer: buffer too small. Expected at least "
                            + MIN_COMMIT_MS
                            + "ms of audio, but buffer only has "
                            + uncommittedMs
                            + ".00ms of audio.",
                    null);
        }
        String itemId = speechItemId == null ? protocol.newId("item") : speechItemId;
        speechItemId = null;
        long fromMs = committedMs;
        voice.forget();
        addUserItem(itemId, fromMs, voice.positionMs());
    }

    /** {@code input_audio_buffer.clear}. */
    void clear() {
        committedMs = voice.positionMs();
        speechItemId = null;
        voice.forget();
        protocol.events().send(protocol.events().event("input_audio_buffer.cleared"));
    }

    private void addUserItem(String itemId, long startMs, long endMs) {
        committedMs = endMs;
        turnEndMs = endMs;
        ServerEvents events = protocol.events();
        ObjectNode committed = events.event("input_audio_buffer.committed");
        committed.put("previous_item_id", protocol.conversation().lastId());
        committed.put("item_id", itemId);
        events.send(committed);
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", itemId).put("object", "realtime.item").put("type", "message");
        json.put("status", "completed").put("role", "user");
        json.putArray("content").addObject().put("type", "input_audio").putNull("transcript");
        ConversationItem item = new ConversationItem(json);
        item.recorded(protocol.recordedByteAt(startMs), protocol.recordedByteAt(endMs));
        protocol.conversation().append(item);
        protocol.items().added(item);
        protocol.items().done(item);
        protocol.callerSpoke(endMs - startMs);
        int turn = turns++;
        if (protocol.config().transcribes()) {
            // Another model transcribes, in its own time: often after the response has begun.
            protocol.timers().after(50, () -> transcribed(item, turn, endMs - startMs));
        }
    }

    private void transcribed(ConversationItem item, int turn, long durationMs) {
        String transcript = "caller's turn " + turn + " of " + durationMs + " ms";
        ObjectNode part = (ObjectNode) item.json().path("content").path(0);
        part.put("transcript", transcript);
        ServerEvents events = protocol.events();
        ObjectNode delta = events.event("conversation.item.input_audio_transcription.delta");
        delta.put("item_id", item.id()).put("content_index", 0).put("delta", transcript);
        events.send(delta);
        ObjectNode done = events.event("conversation.item.input_audio_transcription.completed");
        done.put("item_id", item.id()).put("content_index", 0).put("transcript", transcript);
        done.putObject("usage").put("type", "duration").put("seconds", durationMs / 1_000.0);
        events.send(done);
    }

    /**
     * A response is over whose audio plays for {@code audioMs} more by the service's own estimate.
     */
    void responseDone(long audioMs) {
        TurnDetection rules = detection;
        if (rules == null || rules.idleTimeoutMs() == 0 || voice.speaking()) {
            return;
        }
        cancelIdle();
        long playedMs = voice.positionMs() + audioMs; // where the input will be by then
        idle =
                protocol.timers()
                        .after(
                                audioMs + rules.idleTimeoutMs(),
                                () -> idleTimedOut(playedMs, rules));
    }

    private void idleTimedOut(long playedMs, TurnDetection rules) {
        idle = null;
        String itemId = protocol.newId("item");
        long endMs = voice.positionMs();
        long startMs = Math.min(playedMs, endMs); // a client that sends nothing stands still
        ObjectNode event = protocol.events().event("input_audio_buffer.timeout_triggered");
        event.put("audio_start_ms", startMs).put("audio_end_ms", endMs).put("item_id", itemId);
        protocol.events().send(event);
        turnEnded(itemId, startMs, endMs, rules);
    }

    void cancelIdle() {
        if (idle != null) {
            idle.cancel();
            idle = null;
        }
    }
}
