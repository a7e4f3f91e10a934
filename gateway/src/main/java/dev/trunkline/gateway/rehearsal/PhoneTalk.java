package dev.trunkline.gateway.rehearsal;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One media stream. The caller says a second at once whenever most of an answer was heard, so that
 * frames come as fast as the gateway passes them, in both directions. Marks come back as Twilio's
 * do: on a clear, and at the end. Confined to its event loop.
 */
final class PhoneTalk {
    private static final int FRAME_BYTES = 160;
    private static final int FRAME_MS = 20;
    private static final int BURST_FRAMES = 50;

    /** After so many from the agent the call has been long enough. */
    private static final int ENOUGH_FRAMES = 1_500;

    /** Of the hundred frames that an answer has. */
    private static final int ANSWERED_FRAMES = 80;

    private final String streamSid;
    private final Consumer<String> socket;
    private final Promise<Void> enough = Promise.promise();
    private final Promise<Void> heard = Promise.promise();
    private final String[] voice = {frame(23), frame(41), frame(0)};
    private final List<String> marks = new ArrayList<>();

    private int saidFrames;
    private int heardFrames;
    private int heardAtBurst;

    PhoneTalk(String streamSid, Consumer<String> socket) {
        this.streamSid = streamSid;
        this.socket = socket;
    }

    /** Completes once enough was said and heard. */
    Future<Void> enough() {
        return enough.future();
    }

    /** Completes with the agent's first frame. */
    Future<Void> heard() {
        return heard.future();
    }

    int heardFrames() {
        return heardFrames;
    }

    void start(String callSid, String accountSid, Map<String, String> parameters) {
        socket.accept("{\"event\":\"connected\",\"protocol\":\"Call\",\"version\":\"1.0.0\"}");
        socket.accept(
                new JsonObject()
                        .put("event", "start")
                        .put("sequenceNumber", "1")
                        .put("streamSid", streamSid)
                        .put(
                                "start",
                                new JsonObject()
                                        .put("streamSid", streamSid)
                                        .put("callSid", callSid)
                                        .put("accountSid", accountSid)
                                        .put(
                                                "customParameters",
                                                new JsonObject(Map.copyOf(parameters)))
                                        .put(
                                                "mediaFormat",
                                                new JsonObject()
                                                        .put("encoding", "audio/x-mulaw")
                                                        .put("sampleRate", 8_000)
                                                        .put("channels", 1)))
                        .encode());
        say();
    }

    void onText(String text) {
        if (text.startsWith("{\"event\":\"media\"")) {
            heardFrames++;
            heard.tryComplete();
            if (heardFrames >= ENOUGH_FRAMES) {
                enough.tryComplete();
            } else if (heardFrames - heardAtBurst >= ANSWERED_FRAMES) {
                say();
            }
            return;
        }
        JsonObject message = new JsonObject(text);
        switch (message.getString("event", "")) {
            case "mark" -> marks.add(message.getJsonObject("mark").getString("name"));
            case "clear" -> returnMarks();
            default -> {}
        }
    }

    void stop(String callSid, String accountSid) {
        returnMarks();
        socket.accept(
                new JsonObject()
                        .put("event", "stop")
                        .put("streamSid", streamSid)
                        .put(
                                "stop",
                                new JsonObject()
                                        .put("callSid", callSid)
                                        .put("accountSid", accountSid))
                        .encode());
    }

    private void say() {
        heardAtBurst = heardFrames;
        for (int i = 0; i < BURST_FRAMES; i++) {
            saidFrames++;
            socket.accept(
                    "{\"event\":\"media\",\"sequenceNumber\":\""
                            + (saidFrames + 1)
                            + "\",\"media\":{\"track\":\"inbound\",\"chunk\":\""
                            + saidFrames
                            + "\",\"timestamp\":\""
                            + saidFrames * FRAME_MS
                            + "\",\"payload\":\""
                            + voice[saidFrames % voice.length]
                            + "\"},\"streamSid\":\""
                            + streamSid
                            + "\"}");
        }
    }

    private void returnMarks() {
        for (String name : marks) {
            socket.accept(
                    new JsonObject()
                            .put("event", "mark")
                            .put("streamSid", streamSid)
                            .put("mark", new JsonObject().put("name", name))
                            .encode());
        }
        marks.clear();
    }

    /** A frame of noise; silence with a step of 0. */
    private static String frame(int step) {
        byte[] audio = new byte[FRAME_BYTES];
        for (int i = 0; i < audio.length; i++) {
            audio[i] = (byte) (step == 0 ? 0xff : i * step);
        }
        return Base64.getEncoder().encodeToString(audio);
    }
}
