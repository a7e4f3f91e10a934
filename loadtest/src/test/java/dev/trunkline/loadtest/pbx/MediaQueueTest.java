package dev.trunkline.loadtest.pbx;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MediaQueueTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int SLIN16_FRAME = 640;
    private static final double TICK_SECONDS = 0.02;

    private final List<String> told = new ArrayList<>();
    private final MediaQueue queue = new MediaQueue(SLIN16_FRAME, new Told());

    private final class Told implements MediaQueue.Events {
        @Override
        public void xOff() {
            told.add("MEDIA_XOFF");
        }

        @Override
        public void xOn() {
            told.add("MEDIA_XON");
        }

        @Override
        public void drained() {
            told.add("QUEUE_DRAINED");
        }

        @Override
        public void markProcessed(String id) {
            told.add("MEDIA_MARK_PROCESSED " + id);
        }

        @Override
        public void bufferingCompleted(String id) {
            told.add("MEDIA_BUFFERING_COMPLETED " + id);
        }
    }

    /** Every command and message of a recorded call, ticks between them, at the recorded times. */
    @ParameterizedTest
    @ValueSource(strings = {"ws-control-json.jsonl", "ws-control-plain.jsonl"})
    void whatARealOneWasTold_makesTheSameEvents_atTheSameTick(String recording) throws IOException {
        boolean json = recording.contains("json.");
        MediaControl control = new MediaControl(json, "any");
        List<String> recorded = new ArrayList<>();
        List<Double> recordedAt = new ArrayList<>();
        List<Double> toldAt = new ArrayList<>();
        double nextTick = 0.0385; // the phase of its timer, which the recording shows
        for (JsonNode line : Recorded.lines(recording)) {
            double at = line.path("t").asDouble();
            for (; nextTick <= at; nextTick += TICK_SECONDS) {
                queue.tick();
                while (toldAt.size() < told.size()) {
                    toldAt.add(nextTick);
                }
            }
            if (line.path("dir").asText().equals("to-asterisk")) {
                obey(control, line);
                while (toldAt.size() < told.size()) {
                    toldAt.add(at);
                }
            } else if (line.has("text")) {
                String event = event(json, line.path("text").asText());
                if (!event.isEmpty()) {
                    recorded.add(event);
                    recordedAt.add(at);
                }
            }
        }
        assertThat(told).isEqualTo(recorded);
        for (int i = 0; i < told.size(); i++) {
            assertThat(toldAt.get(i))
                    .as("%s", told.get(i))
                    .isBetween(recordedAt.get(i) - 0.021, recordedAt.get(i) + 0.021);
        }
    }

    private void obey(MediaControl control, JsonNode line) {
        if (line.has("binary")) {
            queue.message(new byte[line.path("binary").asInt()]);
            return;
        }
        MediaControl.Command command = control.read(line.path("text").asText());
        assertThat(command).isNotNull();
        switch (command.name()) {
            case "START_MEDIA_BUFFERING" -> queue.startBuffering();
            case "STOP_MEDIA_BUFFERING" -> queue.stopBuffering(command.id());
            case "MARK_MEDIA" -> queue.mark(command.id());
            case "FLUSH_MEDIA" -> queue.flush();
            case "PAUSE_MEDIA" -> queue.pause(true);
            case "CONTINUE_MEDIA" -> queue.pause(false);
            case "REPORT_QUEUE_DRAINED" -> queue.reportDrained();
            default -> {} // directions and the like are the channel's
        }
    }

    /** Name and id; empty for what is not the queue's. */
    private static String event(boolean json, String text) throws IOException {
        String name = json ? JSON.readTree(text).path("event").asText() : text;
        String id = json ? JSON.readTree(text).path("correlation_id").asText() : "";
        return name.startsWith("MEDIA_START")
                        || !(name.startsWith("MEDIA_") || name.startsWith("QUEUE_"))
                ? ""
                : (name + " " + id).strip();
    }

    @Test
    void framesLeaveOneATick_andMarksTakeNoTickOfTheirOwn() {
        queue.message(new byte[2 * SLIN16_FRAME]);
        queue.mark("a");
        queue.mark("b");
        queue.message(new byte[SLIN16_FRAME]);

        assertThat(queue.tick()).hasSize(SLIN16_FRAME);
        assertThat(queue.tick()).hasSize(SLIN16_FRAME);
        assertThat(told).isEmpty();
        assertThat(queue.tick()).hasSize(SLIN16_FRAME);
        assertThat(told).containsExactly("MEDIA_MARK_PROCESSED a", "MEDIA_MARK_PROCESSED b");
        assertThat(queue.tick()).isNull();
    }

    @Test
    void bytesThatFillNoFrame_areThrownAway_unlessMoreIsAnnounced() {
        queue.message(new byte[SLIN16_FRAME + 100]);
        assertThat(queue.status().queueLength()).isEqualTo(1);
        assertThat(queue.droppedBytes()).isEqualTo(100);

        queue.startBuffering();
        queue.message(new byte[SLIN16_FRAME - 100]);
        queue.message(new byte[100]);
        assertThat(queue.status().queueLength()).isEqualTo(2);
        queue.message(new byte[7]);
        queue.stopBuffering("rest");
        assertThat(queue.status().queueLength()).isEqualTo(3);
        assertThat(queue.droppedBytes()).isEqualTo(100);
    }

    @Test
    void flush_throwsOutAudioAndMarks_butDoesNotEndAPause() {
        queue.message(new byte[10 * SLIN16_FRAME]);
        queue.mark("never");
        queue.pause(true);
        queue.flush();
        queue.message(new byte[SLIN16_FRAME]);

        assertThat(queue.tick()).isNull();
        assertThat(queue.status().mediaPaused()).isTrue();
        queue.pause(false);
        assertThat(queue.tick()).hasSize(SLIN16_FRAME);
        assertThat(queue.tick()).isNull();
        assertThat(told).isEmpty();
        assertThat(queue.flushedFrames()).isEqualTo(10);
    }

    @Test
    void aFullQueue_dropsWholeMessages_andSaysSoOnce() {
        queue.message(new byte[999 * SLIN16_FRAME]);
        queue.message(new byte[5 * SLIN16_FRAME]); // begins below the limit
        queue.message(new byte[SLIN16_FRAME]);

        assertThat(queue.status()).isEqualTo(new MediaQueue.Status(1_004, true, false, false));
        assertThat(queue.droppedBytes()).isEqualTo(SLIN16_FRAME);
        assertThat(told).containsExactly("MEDIA_XOFF");
        for (int tick = 0; tick < 204; tick++) {
            queue.tick();
        }
        assertThat(told).containsExactly("MEDIA_XOFF");
        queue.tick();
        queue.tick();
        assertThat(told).containsExactly("MEDIA_XOFF", "MEDIA_XON");
    }

    @Test
    void withoutAFixedSize_everyMessageIsAFrame() {
        MediaQueue opus = new MediaQueue(0, new Told());
        opus.message(new byte[71]);
        opus.message(new byte[3]);

        assertThat(opus.passthrough()).isTrue();
        assertThat(opus.tick()).hasSize(71);
        assertThat(opus.tick()).hasSize(3);
        assertThat(opus.tick()).isNull();
    }
}
