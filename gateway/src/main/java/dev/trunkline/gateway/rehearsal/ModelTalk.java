package dev.trunkline.gateway.rehearsal;

import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.function.Consumer;

/**
 * One model session: greets when it is asked to, hears the caller begin after every second of
 * audio, however fast it comes, and answers with two seconds at once. Every other answer is still
 * being given when the caller interrupts it. Confined to its event loop.
 */
final class ModelTalk {
    /** How the gateway begins the message that comes fifty times a second. */
    private static final String APPEND = "{\"type\":\"input_audio_buffer.append\"";

    private static final int TURN_FRAMES = 50;
    private static final int FRAME_MS = 20;
    private static final int DELTAS = 10;
    private static final int DELTA_MS = 200;
    private static final int PCMU_BYTES_PER_MS = 8;
    private static final int PCM_24K_BYTES_PER_MS = 48;

    private final Consumer<String> socket;

    private String delta = "";
    private String openResponse = "";
    private int heardFrames;
    private int answers;

    ModelTalk(Consumer<String> socket) {
        this.socket = socket;
    }

    void onText(String text) {
        if (text.startsWith(APPEND)) {
            if (++heardFrames % TURN_FRAMES == 0) {
                turn();
            }
            return;
        }
        JsonObject event = new JsonObject(text);
        switch (event.getString("type", "")) {
            case "session.update" -> {
                delta = Tone.base64(text.contains("\"audio/pcmu\""));
                socket.accept("{\"type\":\"session.updated\",\"session\":{}}");
            }
            case "response.create" -> answer();
            default -> {} // truncations, cancels: an answer that was given stays given
        }
    }

    private void turn() {
        int endMs = heardFrames * FRAME_MS;
        socket.accept(
                "{\"type\":\"input_audio_buffer.speech_started\",\"audio_start_ms\":"
                        + (endMs - TURN_FRAMES * FRAME_MS)
                        + "}");
        if (!openResponse.isEmpty()) {
            done(openResponse, "cancelled");
            openResponse = "";
        }
        socket.accept(
                "{\"type\":\"input_audio_buffer.speech_stopped\",\"audio_end_ms\":" + endMs + "}");
        socket.accept(
                "{\"type\":\"input_audio_buffer.committed\",\"item_id\":\"heard_"
                        + heardFrames
                        + "\"}");
        answer();
    }

    private void answer() {
        answers++;
        String response = "resp_" + answers;
        String item = "\",\"item_id\":\"item_" + answers + "\",\"output_index\":0";
        socket.accept("{\"type\":\"response.created\",\"response\":{\"id\":\"" + response + "\"}}");
        for (int i = 0; i < DELTAS; i++) {
            socket.accept(
                    "{\"type\":\"response.output_audio_transcript.delta\",\"response_id\":\""
                            + response
                            + item
                            + ",\"content_index\":0,\"delta\":\"la \"}");
            socket.accept(
                    "{\"type\":\"response.output_audio.delta\",\"response_id\":\""
                            + response
                            + item
                            + ",\"content_index\":0,\"delta\":\""
                            + delta
                            + "\"}");
        }
        if (answers % 2 == 0) {
            openResponse = response;
            return;
        }
        socket.accept(
                "{\"type\":\"response.output_audio.done\",\"response_id\":\""
                        + response
                        + item
                        + ",\"content_index\":0}");
        done(response, "completed");
    }

    private void done(String response, String status) {
        socket.accept(
                "{\"type\":\"response.done\",\"response\":{\"id\":\""
                        + response
                        + "\",\"status\":\""
                        + status
                        + "\",\"output\":[],\"usage\":{}}}");
    }

    /**
     * Audio that is neither silence nor all one value: what is converted must have something to do.
     */
    static final class Tone {
        private Tone() {}

        static String base64(boolean pcmu) {
            byte[] audio = new byte[DELTA_MS * (pcmu ? PCMU_BYTES_PER_MS : PCM_24K_BYTES_PER_MS)];
            for (int i = 0; i < audio.length; i++) {
                audio[i] = (byte) ((i * 37) >> 2);
            }
            return Base64.getEncoder().encodeToString(audio);
        }
    }
}
