package dev.trunkline.loadtest.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trunkline.codecs.g711.G711;
import dev.trunkline.loadtest.audio.Speech;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimulatedRealtimeIT extends ModelTest {

    @Test
    void vadTurn_isAnsweredInTheServicesOrder_andTheSdkReadsAllOfIt() throws Exception {
        serve(ModelBehavior.immediate());
        try (TestClient client = connect().configured(TestClient.PCMU)) {
            client.appendFrames(turn(1));
            client.await("rate_limits.updated");

            List<String> order =
                    client.types().stream().filter(type -> !type.endsWith(".delta")).toList();
            assertThat(order)
                    .containsExactly(
                            "session.created",
                            "session.updated",
                            "input_audio_buffer.speech_started",
                            "input_audio_buffer.speech_stopped",
                            "input_audio_buffer.committed",
                            "conversation.item.added",
                            "conversation.item.done",
                            "response.created",
                            "response.output_item.added",
                            "conversation.item.added",
                            "response.content_part.added",
                            "response.output_audio.done",
                            "response.output_audio_transcript.done",
                            "response.content_part.done",
                            "conversation.item.done",
                            "response.output_item.done",
                            "response.done",
                            "rate_limits.updated");
            int firstTranscript = client.types().indexOf("response.output_audio_transcript.delta");
            assertThat(firstTranscript)
                    .isPositive()
                    .isLessThan(client.types().indexOf("response.output_audio.delta"));
            client.assertSdkReadsAll();

            JsonNode item = client.await("response.done").at("/response/output/0");
            assertThat(item.at("/content/0/transcript").asText())
                    .isEqualTo("Hello, a table for two, please.");
            assertThat(client.audio(item.path("id").asText())).isEqualTo(Speech.utterance(1));
            assertThat(connection(0).record().violations()).isEmpty();
            assertThat(connection(0).record().audio()).isEqualTo(turn(1));
        }
    }

    @Test
    void vad_findsTheLabelledUtterances() throws Exception {
        serve(ModelBehavior.immediate());
        byte[] whole = Speech.whole();
        try (TestClient client = connect().configured(TestClient.PCMU)) {
            client.appendFrames(whole);
            client.await("input_audio_buffer.speech_stopped", 4);
            assertThat(client.all("input_audio_buffer.speech_started")).hasSize(4);
            for (int i = 0; i < 4; i++) {
                Speech.Segment segment = Speech.segment(i + 1);
                JsonNode started = client.all("input_audio_buffer.speech_started").get(i);
                JsonNode stopped = client.all("input_audio_buffer.speech_stopped").get(i);
                long onsetMs = segment.firstSample() / 8;
                long endMs = segment.endSample() / 8;
                long lastLoudMs = lastLoudSample(whole, segment) / 8;
                assertThat(started.path("audio_start_ms").asLong() + 300)
                        .as("onset %d", i)
                        .isBetween(onsetMs - 20, onsetMs + 150);
                assertThat(stopped.path("audio_end_ms").asLong() - 500)
                        .as("end %d", i)
                        .isBetween(lastLoudMs - 20, endMs + 20);
                assertThat(stopped.path("item_id")).isEqualTo(started.path("item_id"));
            }
        }
    }

    @Test
    void speech_cancelsTheRunningResponse_afterItsLateDeltas() throws Exception {
        serve(
                ModelBehavior.defaults()
                        .withAnswers(Answers.immediate().withPaceFactor(1).withDeltaMs(100, 200))
                        .withFaults(Faults.none().withLateDeltas(2)));
        try (TestClient client = connect().configured(TestClient.PCMU)) {
            client.send("{\"type\":\"response.create\"}");
            client.await("response.output_audio.delta", 2);
            client.appendFrames(Speech.utterance(2));
            JsonNode done = client.await("response.done");
            assertThat(done.at("/response/status").asText()).isEqualTo("cancelled");
            assertThat(done.at("/response/status_details/reason").asText())
                    .isEqualTo("turn_detected");
            assertThat(done.at("/response/output/0/status").asText()).isEqualTo("incomplete");
            List<String> types = client.types();
            int started = types.indexOf("input_audio_buffer.speech_started");
            assertThat(types.subList(started, types.indexOf("response.output_audio.done")))
                    .filteredOn("response.output_audio.delta"::equals)
                    .hasSize(2);
            client.assertSdkReadsAll();
        }
    }

    /**
     * The label's end includes the synthesiser's trailing silence: the last sample above -30 dBFS.
     */
    private static int lastLoudSample(byte[] ulaw, Speech.Segment segment) {
        int sample = segment.endSample() - 1;
        while (Math.abs(G711.ulawToLinear(ulaw[sample])) < 1_036) {
            sample--;
        }
        return sample;
    }
}
