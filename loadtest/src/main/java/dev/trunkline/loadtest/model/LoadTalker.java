package dev.trunkline.loadtest.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.loadtest.audio.ProbeFrame;
import dev.trunkline.loadtest.audio.ProbeTallies;
import org.jspecify.annotations.Nullable;

/**
 * Talks on an open-loop schedule in load mode: tick {@code n} is due at the start plus {@code n}
 * periods, however late the one before it was. Confined to the event loop.
 */
final class LoadTalker {
    private static final int FRAME_MS = 20;
    private static final long NANOS_PER_MS = 1_000_000;
    private static final String STATUS_DONE = "completed";

    private final RealtimeProtocol protocol;
    private final LoadTalk talk;
    private final @Nullable WaveTalk waves;
    private long startNanos;
    private long tick;
    private int probeSequence;
    private int talkOffset;
    private long skippedPeriods;
    private byte[] audio = new byte[0];
    private byte[] middle = new byte[0];
    private AudioFormat format = AudioFormat.PCMU;
    private String responseId = "";
    private String itemId = "";

    LoadTalker(RealtimeProtocol protocol, LoadTalk talk) {
        this.protocol = protocol;
        this.talk = talk;
        ProbeTallies tallies = talk.tallies();
        waves = tallies != null && tallies.waves() ? new WaveTalk(tallies.downlink()) : null;
    }

    void begin() {
        // Sessions that begin together must not all talk at the same instant.
        long phaseMs = protocol.random().nextInt(talk.periodMs());
        // On whole milliseconds, as the phones' timers are: one wake-up for all that is due.
        startNanos = (protocol.nanoTime() / NANOS_PER_MS + phaseMs + 1) * NANOS_PER_MS;
        tickWhenDue();
    }

    private void tickWhenDue() {
        protocol.timers().afterNanos(Math.max(0, dueNanos() - protocol.nanoTime()), this::tick);
    }

    /** Of the last update before the first word: some clients send more than one. */
    private void takeFormat() {
        format = protocol.config().outputFormat();
        int period = 0;
        for (int deltaMs : talk.deltasMs()) {
            period += format.bytes(deltaMs);
        }
        audio = new byte[period];
    }

    private void tick() {
        if (protocol.closing()) {
            return;
        }
        if (talk.tallies() != null && protocol.probes().callIndex() < 0) {
            // Its probes carry the call's number, which the caller's first one tells.
            startNanos += talk.periodMs() * NANOS_PER_MS;
            tickWhenDue();
            return;
        }
        if (tick == 0) {
            takeFormat();
        }
        if (protocol.writable()) {
            talk();
        } else {
            skippedPeriods++;
            ProbeTallies tallies = talk.tallies();
            if (tallies != null) {
                tallies.downlink()
                        .unsent(
                                protocol.probes().callIndex(),
                                audio.length / format.bytes(FRAME_MS),
                                protocol.nanoTime());
            }
        }
        tick++;
        tickWhenDue();
    }

    /** Periods in which nothing was sent because the client read too slowly. */
    long skippedPeriods() {
        return skippedPeriods;
    }

    private void talk() {
        int perResponse = talk.periodsPerResponse();
        if (perResponse == 0 ? tick == 0 : tick % perResponse == 0) {
            open();
            if (waves != null && tick == 0) {
                fillWaves(waves, WaveTalk.AHEAD_BYTES, protocol.nanoTime());
                protocol.events().audioDelta(middle, audio, 0, WaveTalk.AHEAD_BYTES);
            }
        }
        fill(protocol.nanoTime());
        int offset = 0;
        for (int i = 0; i < talk.deltasMs().size(); i++) {
            int byteCount = format.bytes(talk.deltasMs().get(i));
            protocol.events().audioDelta(middle, audio, offset, byteCount);
            offset += byteCount;
        }
        if (perResponse > 0 && tick % perResponse == perResponse - 1) {
            close();
        }
    }

    /** A period of speech, or of probes for as many whole 20 ms frames as there are. */
    private void fill(long nowNanos) {
        if (waves != null) {
            fillWaves(waves, audio.length, nowNanos);
            return;
        }
        if (talk.probes() && format == AudioFormat.PCMU) {
            int call = protocol.probes().callIndex();
            int callIndex = call < 0 ? protocol.info().number() : call;
            long dueNanos = dueNanos();
            ProbeTallies tallies = talk.tallies();
            int at = 0;
            for (; at + ProbeFrame.BYTES <= audio.length; at += ProbeFrame.BYTES) {
                ProbeFrame.encode(audio, at, callIndex, probeSequence++, nowNanos, dueNanos);
                if (tallies != null) {
                    tallies.downlink().sent(callIndex, dueNanos, nowNanos);
                }
            }
            java.util.Arrays.fill(audio, at, audio.length, format.silence());
            return;
        }
        byte[] speech = ModelVoice.audio(protocol.info().number(), format);
        for (int done = 0; done < audio.length; ) {
            int run = Math.min(audio.length - done, speech.length - talkOffset);
            System.arraycopy(speech, talkOffset, audio, done, run);
            done += run;
            talkOffset = (talkOffset + run) % speech.length;
        }
    }

    private void fillWaves(WaveTalk waves, int bytes, long nowNanos) {
        waves.fill(audio, bytes, protocol.probes().callIndex(), dueNanos(), nowNanos);
    }

    private long dueNanos() {
        return startNanos + tick * talk.periodMs() * NANOS_PER_MS;
    }

    private void open() {
        responseId = protocol.newId("resp");
        itemId = protocol.newId("item");
        middle = protocol.events().deltaMiddle(responseId, itemId, 0);
        response("response.created", "in_progress");
        outputItem("response.output_item.added", "in_progress");
        item("conversation.item.added", "in_progress");
        part("response.content_part.added");
    }

    private void close() {
        protocol.events().send(content("response.output_audio.done"));
        protocol.events()
                .send(content("response.output_audio_transcript.done").put("transcript", ""));
        part("response.content_part.done");
        item("conversation.item.done", STATUS_DONE);
        outputItem("response.output_item.done", STATUS_DONE);
        response("response.done", STATUS_DONE);
    }

    private ObjectNode content(String type) {
        ObjectNode event = protocol.events().event(type).put("response_id", responseId);
        return event.put("item_id", itemId).put("output_index", 0).put("content_index", 0);
    }

    private void part(String type) {
        ObjectNode event = content(type);
        event.putObject("part").put("type", "audio").put("transcript", "");
        protocol.events().send(event);
    }

    private JsonNode json(String status) {
        ObjectNode item = JsonNodeFactory.instance.objectNode();
        item.put("id", itemId).put("object", "realtime.item").put("type", "message");
        item.put("status", status).put("role", "assistant").putArray("content");
        return item;
    }

    private void outputItem(String type, String status) {
        ObjectNode event = protocol.events().event(type).put("response_id", responseId);
        event.put("output_index", 0).set("item", json(status));
        protocol.events().send(event);
    }

    private void item(String type, String status) {
        ObjectNode event = protocol.events().event(type).putNull("previous_item_id");
        event.set("item", json(status));
        protocol.events().send(event);
    }

    private void response(String type, String status) {
        ObjectNode event = protocol.events().event(type);
        ObjectNode response = event.putObject("response");
        response.put("object", "realtime.response").put("id", responseId).put("status", status);
        response.putNull("status_details").putArray("output");
        response.put("conversation_id", protocol.conversationId());
        response.putArray("output_modalities").add("audio");
        response.put("max_output_tokens", "inf").putNull("usage").putNull("metadata");
        protocol.events().send(event);
    }
}
