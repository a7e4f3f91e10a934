package dev.trunkline.loadtest.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code session.update} and the formats. */
class SessionIT extends ModelTest {

    @Test
    void update_printsTheWholeEffectiveSession_andKeepsWhatWasLeftOut() throws Exception {
        serve(ModelBehavior.immediate());
        try (TestClient client = connect()) {
            JsonNode created = client.await("session.created").path("session");
            assertThat(created.at("/audio/input/format/rate").asInt()).isEqualTo(24_000);
            assertThat(created.path("model").asText()).isEqualTo("gpt-realtime-2.1");
            client.configured(TestClient.PCMU);
            client.send(
                    """
                    {"type":"session.update","session":{"type":"realtime","instructions":"",
                     "tools":[{"type":"function","name":"hang_up","description":"d","parameters":{"type":"object"}}],
                     "audio":{"input":{"transcription":{"model":"gpt-transcribe"},"noise_reduction":{"type":"far_field"}},
                              "output":{"voice":"marin"}},
                     "truncation":{"type":"retention_ratio","retention_ratio":0.8},"max_output_tokens":1024}}\
                    """);
            JsonNode session = client.await("session.updated", 2).path("session");
            assertThat(session.at("/audio/input/format/type").asText()).isEqualTo("audio/pcmu");
            assertThat(session.at("/audio/input/turn_detection/silence_duration_ms").asInt())
                    .isEqualTo(500);
            assertThat(session.at("/audio/output/voice").asText()).isEqualTo("marin");
            assertThat(session.at("/tools/0/name").asText()).isEqualTo("hang_up");
            assertThat(session.path("instructions").asText()).isEmpty();
            client.appendFrames(turn(1));
            client.await("conversation.item.input_audio_transcription.completed");
            client.assertSdkReadsAll();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"type\":\"session.update\",\"session\":{}} | missing_required_parameter |"
                        + " session.type",
                "{\"type\":\"session.update\"} | missing_required_parameter | session",
                "{\"type\":\"session.update\",\"session\":{\"type\":\"realtime\",\"modalities\":[\"audio\"]}}"
                        + " | unknown_parameter | session.modalities",
                "{\"type\":\"session.update\",\"session\":{\"type\":\"realtime\",\"voice\":\"marin\"}}"
                        + " | unknown_parameter | session.voice",
                "{\"type\":\"session.update\",\"session\":{\"type\":\"realtime\",\"output_modalities\":[\"audio\",\"text\"]}}"
                        + " | invalid_value | session.output_modalities",
                "{\"type\":\"session.update\",\"session\":{\"type\":\"realtime\",\"model\":\"other\"}}"
                        + " | invalid_value | session.model",
                "{\"type\":\"session.update\",\"session\":{\"type\":\"realtime\",\"audio\":{\"input\":{\"format\":\"g711_ulaw\"}}}}"
                        + " | invalid_type | session.audio.input.format",
                "{\"type\":\"session.update\",\"session\":{\"type\":\"realtime\",\"audio\":{\"input\":{\"format\":{\"type\":\"audio/pcmu\",\"rate\":8000}}}}}"
                        + " | unknown_parameter | session.audio.input.format.rate",
                "{\"type\":\"session.update\",\"session\":{\"type\":\"realtime\",\"audio\":{\"output\":{\"speed\":2}}}}"
                        + " | decimal_above_max_value | session.audio.output.speed",
                "{\"type\":\"session.update\",\"session\":{\"type\":\"realtime\",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"x\"}}]}}"
                        + " | missing_required_parameter | session.tools[0].name",
                "{\"type\":\"conversation.item.truncate\",\"item_id\":\"i\",\"content_index\":0,\"audio_end_ms\":1.5}"
                        + " | invalid_type | audio_end_ms",
                "{\"type\":\"input_audio_buffer.append\"} | missing_required_parameter | audio",
                "{\"type\":\"input_audio_buffer.append\",\"audio\":\"A*==\"} | invalid_value |"
                        + " audio",
                "{\"type\":\"output_audio_buffer.clear\"} | invalid_value | type",
                "{\"type\":\"response.create\",\"response\":{\"modalities\":[\"text\"]}} |"
                        + " unknown_parameter | response.modalities",
                "{\"event_id\":\"e\"} | invalid_event | ",
                "{\"type\":  | invalid_event | ",
                "[1] | invalid_event | "
            })
    void whatIsWrong_isNamed_andTheSessionGoesOn(String event, String code, String param)
            throws Exception {
        serve(ModelBehavior.immediate());
        try (TestClient client = connect()) {
            client.send(event);
            JsonNode error = client.await("error").path("error");
            assertThat(error.path("code").asText()).isEqualTo(code);
            assertThat(error.path("param").asText(null)).isEqualTo(param);
            client.configured(TestClient.PCMU);
            assertThat(connection(0).record().violations()).hasSize(1);
            client.assertSdkReadsAll();
        }
    }

    @Test
    void semanticVad_endsTurnsByEagerness_andCanLeaveTheResponseToTheClient() throws Exception {
        serve(ModelBehavior.immediate());
        try (TestClient client = connect()) {
            client.configured(
                    "{\"type\":\"session.update\",\"session\":{\"type\":\"realtime\",\"audio\":{\"input\":{\"format\":{\"type\":\"audio/pcmu\"},\"turn_detection\":{\"type\":\"semantic_vad\",\"eagerness\":\"high\",\"create_response\":false}}}}}");
            JsonNode detection =
                    client.await("session.updated").at("/session/audio/input/turn_detection");
            assertThat(detection.path("interrupt_response").asBoolean()).isTrue();
            assertThat(detection.has("threshold")).isFalse();
            client.appendFrames(turn(2));
            client.await("conversation.item.done");
            client.send("{\"type\":\"input_audio_buffer.clear\"}");
            client.await("input_audio_buffer.cleared");
            assertThat(client.types()).doesNotContain("response.created");
            client.assertSdkReadsAll();
        }
    }

    @Test
    void voice_isFixedOnceThereWasAudio() throws Exception {
        serve(ModelBehavior.immediate());
        try (TestClient client = connect().configured(TestClient.PCMU)) {
            client.send("{\"type\":\"response.create\"}");
            client.await("response.done");
            client.send(
                    "{\"type\":\"session.update\",\"session\":{\"type\":\"realtime\",\"audio\":{\"output\":{\"voice\":\"cedar\"}}}}");
            assertThat(client.await("error").at("/error/code").asText())
                    .isEqualTo("cannot_update_voice");
        }
    }

    @Test
    void deltas_areUneven_andNeitherFramesNorWholeBase64Groups() throws Exception {
        serve(ModelBehavior.immediate());
        try (TestClient client = connect().configured(TestClient.PCMU)) {
            client.send("{\"type\":\"response.create\"}");
            client.await("response.done");
            List<JsonNode> deltas = client.all("response.output_audio.delta");
            Set<Integer> sizes = new HashSet<>();
            for (JsonNode delta : deltas.subList(0, deltas.size() - 1)) {
                int byteCount = delta.path("delta").binaryValue().length;
                sizes.add(byteCount);
                assertThat(byteCount % 160).isNotZero();
                assertThat(byteCount % 3).isNotZero();
                assertThat(byteCount).isBetween(80, 3_202);
            }
            assertThat(sizes).hasSizeGreaterThan(3);
        }
    }

    @ParameterizedTest
    @CsvSource({"audio/pcma,8", "audio/pcm,48"})
    void otherFormats_areHeardAndSpoken(String format, int bytesPerMs) throws Exception {
        serve(ModelBehavior.immediate());
        String rate = format.equals("audio/pcm") ? ",\"rate\":24000" : "";
        try (TestClient client = connect()) {
            client.configured(
                    "{\"type\":\"session.update\",\"session\":{\"type\":\"realtime\",\"audio\":{\"input\":{\"turn_detection\":{\"type\":\"server_vad\",\"silence_duration_ms\":500},\"format\":{\"type\":\"%1$s\"%2$s}},\"output\":{\"format\":{\"type\":\"%1$s\"%2$s}}}}}"
                            .formatted(format, rate));
            var audioFormat =
                    bytesPerMs == 8
                            ? dev.trunkline.codecs.audio.AudioFormat.PCMA
                            : dev.trunkline.codecs.audio.AudioFormat.PCM_24K;
            byte[] speech = ModelVoice.audio(0, audioFormat);
            byte[] turn = Arrays.copyOf(speech, speech.length + 1_000 * bytesPerMs);
            Arrays.fill(turn, speech.length, turn.length, audioFormat.silence());
            // Odd sizes: samples straddle appends.
            for (int at = 0; at < turn.length; at += 777) {
                client.append(turn, at, Math.min(777, turn.length - at));
            }
            JsonNode done = client.await("response.done");
            byte[] answer = client.audio(done.at("/response/output/0/id").asText());
            assertThat(answer).isEqualTo(speech);
            // It answers once it has heard the pause; what is left of that may still be on its way.
            connection(0)
                    .await(
                            "all of it to be read",
                            TestClient.DEADLINE,
                            c -> c.appendedMs() == turn.length / bytesPerMs);
            client.assertSdkReadsAll();
        }
    }

    @Test
    void beta_hasItsOwnNames() throws Exception {
        serve(ModelBehavior.immediate().withDialect(Dialect.BETA));
        try (TestClient client = connect()) {
            client.configured(
                    "{\"type\":\"session.update\",\"session\":{\"modalities\":[\"text\",\"audio\"],\"input_audio_format\":\"g711_ulaw\",\"output_audio_format\":\"g711_ulaw\",\"voice\":\"verse\",\"turn_detection\":{\"type\":\"server_vad\",\"silence_duration_ms\":300},\"temperature\":0.8}}");
            JsonNode session = client.await("session.updated").path("session");
            assertThat(session.path("output_audio_format").asText()).isEqualTo("g711_ulaw");
            assertThat(session.at("/turn_detection/silence_duration_ms").asInt()).isEqualTo(300);
            assertThat(session.has("audio")).isFalse();
            client.appendFrames(turn(1));
            JsonNode done = client.await("response.done");
            assertThat(done.at("/response/output/0/content/0/type").asText()).isEqualTo("audio");
            assertThat(client.types())
                    .contains(
                            "conversation.item.created",
                            "response.audio.delta",
                            "response.audio_transcript.delta",
                            "response.audio.done")
                    .doesNotContain("response.output_audio.delta", "conversation.item.done");
        }
    }
}
