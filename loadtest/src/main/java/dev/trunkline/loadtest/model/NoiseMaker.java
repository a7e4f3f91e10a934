package dev.trunkline.loadtest.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Messages that a client must survive. */
final class NoiseMaker {
    private static final int HUGE_BYTES = 10 * 1_024 * 1_024;

    private final FrameWriter frames;
    private final RandomGenerator random;

    NoiseMaker(FrameWriter frames, RandomGenerator random) {
        this.frames = frames;
        this.random = random;
    }

    void make(Faults.Noise noise) {
        switch (noise) {
            case MALFORMED_JSON ->
                    frames.text(utf8("{\"type\":\"response.output_audio.delta\",\"delta\":\"AAA"));
            case UNKNOWN_EVENT ->
                    frames.text(
                            utf8("{\"type\":\"weather.changed\",\"event_id\":\"w1\",\"sky\":[1]}"));
            case JSON_PING -> frames.text(utf8("{\"type\":\"ping\"}"));
            case BINARY_FRAME -> frames.binary(new byte[] {0, 1, 2, (byte) 0xFF});
            case FRAGMENTED_MESSAGE ->
                    frames.fragmented(
                            utf8("{\"type\":\"weather.changed\",\"sky\":\"é☂\"}"), 3, random);
            case HUGE_MESSAGE -> frames.text(huge());
            case WEBSOCKET_PING -> frames.ping(utf8("noise"));
        }
    }

    private static byte[] huge() {
        byte[] message = new byte[HUGE_BYTES];
        Arrays.fill(message, (byte) 'A');
        byte[] head = utf8("{\"type\":\"weather.changed\",\"map\":\"");
        System.arraycopy(head, 0, message, 0, head.length);
        message[HUGE_BYTES - 2] = '"';
        message[HUGE_BYTES - 1] = '}';
        return message;
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
