package dev.trunkline.loadtest.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the service remembers, and what it refuses. */
class ConversationIT extends ModelTest {

    private static String error(TestClient client, int count) {
        return client.await("error", count).at("/error/code").asText();
    }

    @Test
    void truncate_withinTheAudio_removesTheTranscript() throws Exception {
        serve(ModelBehavior.immediate());
        try (TestClient client = connect().configured(TestClient.PCMU)) {
            client.send("{\"type\":\"response.create\"}");
            JsonNode item = client.await("response.done").at("/response/output/0");
            String id = item.path("id").asText();
            long audioMs = client.audio(id).length / 8;

            client.send(truncate(id, 0, audioMs + 1));
            assertThat(error(client, 1)).isEqualTo("invalid_value");
            assertThat(client.all("error").getFirst().at("/error/event_id").asText())
                    .isEqualTo("t" + (audioMs + 1));
            client.send(truncate(id, 1, 100));
            assertThat(error(client, 2)).isEqualTo("invalid_value");
            client.send(truncate("item_nobody", 0, 100));
            assertThat(error(client, 3)).isEqualTo("item_truncate_invalid_item_id");
            assertThat(connection(0).conversation().getFirst().text())
                    .isEqualTo("Hello, a table for two, please.");

            client.send(truncate(id, 0, audioMs));
            client.await("conversation.item.truncated", 1);
            client.send(truncate(id, 0, 700));
            JsonNode truncated = client.await("conversation.item.truncated", 2);
            assertThat(truncated.path("audio_end_ms").asLong()).isEqualTo(700);
            HistoryItem history = connection(0).conversation().getFirst();
            assertThat(history.text()).isNull();
            assertThat(history.truncatedMs()).isEqualTo(700);
            assertThat(history.audioMs()).isEqualTo(audioMs);

            client.send(truncate(id, 0, 701));
            assertThat(error(client, 4)).isEqualTo("invalid_value");
            assertThat(client.all("error").get(3).at("/error/message").asText())
                    .isEqualTo("Audio content of 700ms is already shorter than 701ms");
            assertThat(connection(0).record().truncations())
                    .extracting(ConnectionRecord.Truncation::errorCode)
                    .containsExactly(
                            "invalid_value",
                            "invalid_value",
                            "item_truncate_invalid_item_id",
                            null,
                            null,
                            "invalid_value");
            client.assertSdkReadsAll();
        }
    }

    @Test
    void truncate_beforeAudioExists_orOfTheCaller_isUnsupported() throws Exception {
        // Stalls before its first delta: the item is there, its audio is not.
        serve(ModelBehavior.immediate().withFaults(Faults.none().withStallAfterDeltas(0)));
        try (TestClient client = connect().configured(TestClient.PCMU)) {
            client.appendFrames(turn(1));
            String itemId = client.await("response.content_part.added").path("item_id").asText();
            client.send(truncate(itemId, 0, 0));
            assertThat(error(client, 1)).isEqualTo("unsupported_content_type");
            String callerItem =
                    client.await("input_audio_buffer.committed").path("item_id").asText();
            client.send(truncate(callerItem, 0, 10));
            assertThat(error(client, 2)).isEqualTo("unsupported_content_type");
        }
    }

    private static String truncate(String itemId, int contentIndex, long audioEndMs) {
        return "{\"type\":\"conversation.item.truncate\",\"event_id\":\"t%d\",\"item_id\":\"%s\",\"content_index\":%d,\"audio_end_ms\":%d}"
                .formatted(audioEndMs, itemId, contentIndex, audioEndMs);
    }

    @Test
    void oneResponseAtATime_butAnyNumberOutOfBand() throws Exception {
        // The first never ends by itself, so the second always finds it running.
        serve(ModelBehavior.immediate().withFaults(Faults.none().withStallAfterDeltas(1)));
        try (TestClient client = connect().configured(TestClient.PCMU)) {
            client.send("{\"type\":\"response.create\"}");
            client.send("{\"type\":\"response.create\",\"event_id\":\"second\"}");
            client.send(
                    "{\"type\":\"response.create\",\"response\":{\"conversation\":\"none\",\"output_modalities\":[\"text\"],\"metadata\":{\"topic\":\"x\"}}}");
            client.await("response.done");
            assertThat(error(client, 1)).isEqualTo("conversation_already_has_active_response");
            assertThat(client.all("error").getFirst().at("/error/event_id").asText())
                    .isEqualTo("second");
            JsonNode outOfBand =
                    client.all("response.done").stream()
                            .filter(done -> done.at("/response/conversation_id").isNull())
                            .findFirst()
                            .orElseThrow();
            assertThat(outOfBand.at("/response/metadata/topic").asText()).isEqualTo("x");
            assertThat(outOfBand.at("/response/output/0/content/0/type").asText())
                    .isEqualTo("output_text");
            connection(0).interrupt();
            client.await("response.done", 2);
            assertThat(connection(0).conversation()).hasSize(1);
            client.assertSdkReadsAll();
        }
    }

    @Test
    void aTurnThatInterruptsNothing_getsNoResponseWhileOneRuns() throws Exception {
        serve(ModelBehavior.immediate().withFaults(Faults.none().withStallAfterDeltas(1)));
        try (TestClient client =
                connect()
                        .configured(
                                TestClient.PCMU.replace(
                                        "\"threshold\"",
                                        "\"interrupt_response\":false,\"threshold\""))) {
            client.send("{\"type\":\"response.create\"}");
            client.await("response.output_audio.delta");
            client.appendFrames(turn(1));
            assertThat(error(client, 1)).isEqualTo("conversation_already_has_active_response");
            assertThat(client.all("response.created")).hasSize(1);
            assertThat(connection(0).isResponding()).isTrue();
            assertThat(connection(0).conversation())
                    .extracting(HistoryItem::role)
                    .containsExactly("assistant", "user");
        }
    }

    @Test
    void cancel_withoutAResponse_isRefused_withOneEndsIt() throws Exception {
        serve(ModelBehavior.immediate().withFaults(Faults.none().withStallAfterDeltas(2)));
        try (TestClient client = connect().configured(TestClient.PCMU)) {
            client.send("{\"type\":\"response.cancel\",\"event_id\":\"c1\"}");
            assertThat(error(client, 1)).isEqualTo("response_cancel_not_active");
            client.send("{\"type\":\"response.create\"}");
            client.await("response.output_audio.delta", 2);
            client.send("{\"type\":\"response.cancel\"}");
            JsonNode details = client.await("response.done").at("/response/status_details");
            assertThat(details.path("reason").asText()).isEqualTo("client_cancelled");
            client.assertSdkReadsAll();
        }
    }

    @Test
    void toolCall_continuesAfterItsOutput() throws Exception {
        Answers answers =
                Answers.immediate()
                        .withTurns(
                                Map.of(
                                        0,
                                        Answers.ScriptedTurn.speakAndCall(
                                                "lookup_order", "{\"id\":\"A-17\"}")));
        serve(ModelBehavior.defaults().withAnswers(answers));
        try (TestClient client = connect().configured(TestClient.PCMU)) {
            client.appendFrames(turn(2));
            JsonNode output = client.await("response.done").at("/response/output");
            assertThat(output.get(0).path("type").asText()).isEqualTo("message");
            assertThat(output.get(1).path("arguments").asText()).isEqualTo("{\"id\":\"A-17\"}");
            assertThat(
                            client.all("response.function_call_arguments.delta").stream()
                                    .map(delta -> delta.path("delta").asText())
                                    .reduce("", String::concat))
                    .isEqualTo("{\"id\":\"A-17\"}");
            client.send(
                    "{\"type\":\"conversation.item.create\",\"item\":{\"type\":\"function_call_output\",\"call_id\":\"call_wrong\",\"output\":\"\"}}");
            assertThat(error(client, 1)).isEqualTo("invalid_tool_call_id");
            client.send(
                    "{\"type\":\"conversation.item.create\",\"item\":{\"type\":\"function_call_output\",\"call_id\":%s,\"output\":\"shipped\"}}"
                            .formatted(output.get(1).path("call_id")));
            client.send("{\"type\":\"response.create\"}");
            client.await("response.done", 2);
            assertThat(connection(0).conversation())
                    .extracting(HistoryItem::type)
                    .containsExactly(
                            "message",
                            "message",
                            "function_call",
                            "function_call_output",
                            "message");
            client.assertSdkReadsAll();
        }
    }

    @Test
    void items_areCreatedRetrievedAndDeleted() throws Exception {
        serve(ModelBehavior.immediate());
        try (TestClient client = connect().configured(TestClient.PCMU)) {
            client.send(
                    "{\"type\":\"conversation.item.create\",\"item\":{\"id\":\"mine\",\"type\":\"message\",\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"[caller pressed 5]\"}]}}");
            client.send(
                    "{\"type\":\"conversation.item.create\",\"previous_item_id\":\"root\",\"item\":{\"type\":\"message\",\"role\":\"system\",\"content\":[{\"type\":\"input_text\",\"text\":\"Be brief.\"}]}}");
            client.await("conversation.item.done", 2);
            assertThat(connection(0).conversation())
                    .extracting(HistoryItem::text)
                    .containsExactly("Be brief.", "[caller pressed 5]");
            client.send("{\"type\":\"conversation.item.retrieve\",\"item_id\":\"mine\"}");
            assertThat(client.await("conversation.item.retrieved").at("/item/role").asText())
                    .isEqualTo("user");
            client.send("{\"type\":\"conversation.item.delete\",\"item_id\":\"mine\"}");
            client.await("conversation.item.deleted");
            client.send("{\"type\":\"conversation.item.retrieve\",\"item_id\":\"mine\"}");
            assertThat(error(client, 1)).isEqualTo("item_retrieve_invalid_item_id");
            client.send(
                    "{\"type\":\"conversation.item.create\",\"item\":{\"type\":\"message\",\"role\":\"assistant\",\"content\":[{\"type\":\"output_audio\"}]}}");
            assertThat(error(client, 2)).isEqualTo("invalid_value");
            client.send(
                    "{\"type\":\"conversation.item.create\",\"previous_item_id\":\"gone\",\"item\":{\"type\":\"message\",\"role\":\"user\",\"content\":[]}}");
            assertThat(error(client, 3)).isEqualTo("item_create_invalid_previous_item_id");
            client.assertSdkReadsAll();
        }
    }

    @Test
    void withoutTurnDetection_theClientCommitsAndAsks() throws Exception {
        serve(ModelBehavior.immediate());
        try (TestClient client = connect().configured(TestClient.PCMU_NO_VAD)) {
            byte[] turn = turn(3);
            client.append(turn, 0, 99 * 8);
            client.send("{\"type\":\"input_audio_buffer.commit\"}");
            assertThat(error(client, 1)).isEqualTo("input_audio_buffer_commit_empty");
            client.append(turn, 99 * 8, 8);
            client.send("{\"type\":\"input_audio_buffer.commit\"}");
            String itemId = client.await("input_audio_buffer.committed").path("item_id").asText();
            client.send("{\"type\":\"conversation.item.retrieve\",\"item_id\":\"" + itemId + "\"}");
            JsonNode part = client.await("conversation.item.retrieved").at("/item/content/0");
            assertThat(part.path("audio").binaryValue()).isEqualTo(Arrays.copyOf(turn, 800));
            client.append(turn, 0, 8_000);
            client.send("{\"type\":\"input_audio_buffer.clear\"}");
            client.await("input_audio_buffer.cleared");
            client.send("{\"type\":\"input_audio_buffer.commit\"}");
            assertThat(error(client, 2)).isEqualTo("input_audio_buffer_commit_empty");
            assertThat(client.types()).doesNotContain("response.created");
            client.send("{\"type\":\"response.create\"}");
            client.await("response.done");
            assertThat(client.types()).doesNotContain("input_audio_buffer.speech_started");
            client.assertSdkReadsAll();
        }
    }

    @Test
    void idleTimeout_commitsTheSilence_andAsksAgain() throws Exception {
        serve(ModelBehavior.defaults().withAnswers(Answers.immediate().withMaxItemMs(100)));
        try (TestClient client = connect().configured(TestClient.PCMU)) {
            client.send(
                    "{\"type\":\"session.update\",\"session\":{\"type\":\"realtime\",\"audio\":{\"input\":{\"turn_detection\":{\"type\":\"server_vad\",\"idle_timeout_ms\":100}}}}}");
            JsonNode updated = client.await("session.updated", 2);
            assertThat(
                            updated.at("/session/audio/input/turn_detection/silence_duration_ms")
                                    .asInt())
                    .isEqualTo(500);
            client.send("{\"type\":\"response.create\"}");
            JsonNode timeout = client.await("input_audio_buffer.timeout_triggered");
            assertThat(timeout.path("audio_end_ms").asLong())
                    .isGreaterThanOrEqualTo(timeout.path("audio_start_ms").asLong());
            client.await("response.done", 2);
            client.assertSdkReadsAll();
        }
    }

    @Test
    void responses_failOrStayIncompleteByScript() throws Exception {
        Answers answers =
                Answers.immediate()
                        .withAudioItems(2)
                        .withTurns(
                                Map.of(
                                        0,
                                        Answers.ScriptedTurn.ending(Answers.Outcome.FAILED),
                                        1,
                                        Answers.ScriptedTurn.ending(Answers.Outcome.INCOMPLETE)));
        serve(ModelBehavior.defaults().withAnswers(answers));
        try (TestClient client = connect().configured(TestClient.PCMU)) {
            for (int i = 1; i <= 3; i++) {
                client.send("{\"type\":\"response.create\"}");
                client.await("response.done", i);
            }
            List<JsonNode> done = client.all("response.done");
            assertThat(done)
                    .extracting(event -> event.at("/response/status").asText())
                    .containsExactly("failed", "incomplete", "completed");
            assertThat(done.get(0).at("/response/status_details/error/code").asText())
                    .isEqualTo("server_error");
            assertThat(done.get(2).at("/response/output")).hasSize(2);
            client.assertSdkReadsAll();
        }
    }
}
