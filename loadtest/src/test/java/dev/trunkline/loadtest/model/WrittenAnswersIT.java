package dev.trunkline.loadtest.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Sessions of text: answers token by token, interruptions, tools, and what is remembered. */
class WrittenAnswersIT extends ModelTest {
    private static final String TEXT =
            """
            {"type":"session.update","session":{"type":"realtime","output_modalities":["text"],
             "instructions":"Be brief.","audio":{"input":{"turn_detection":null}}}}\
            """;

    private static ModelBehavior behavior(AnswerScript script) {
        return ModelBehavior.defaults().withAnswers(Answers.immediate().withScript(script));
    }

    private static String user(String words) {
        return "{\"type\":\"conversation.item.create\",\"item\":{\"type\":\"message\",\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"%s\"}]}}"
                .formatted(words);
    }

    private static final String CREATE = "{\"type\":\"response.create\"}";

    private static void ask(TestClient client, String words) {
        client.send(user(words));
        client.send(CREATE);
    }

    private static List<String> deltas(TestClient client) {
        return client.all("response.output_text.delta").stream()
                .map(delta -> delta.path("delta").asText())
                .toList();
    }

    @Test
    void anAnswer_isStreamedWordByWord_inTheServicesOrder() throws Exception {
        serve(behavior(AnswerScript.echo().withTokens(1, 2)));
        try (TestClient client = connect().configured(TEXT)) {
            ask(client, "a table for two");
            client.await("response.done");
            assertThat(deltas(client))
                    .containsExactly("You said:", " a table", " for two.", " Anything else?");
            assertThat(client.types().stream().distinct())
                    .containsSubsequence(
                            "response.created",
                            "response.output_item.added",
                            "response.content_part.added",
                            "response.output_text.delta",
                            "response.output_text.done",
                            "response.content_part.done",
                            "response.output_item.done",
                            "response.done",
                            "rate_limits.updated");
            String said = "You said: a table for two. Anything else?";
            JsonNode response = client.all("response.done").getFirst().path("response");
            assertThat(response.at("/output/0/content/0").toString())
                    .isEqualTo("{\"type\":\"output_text\",\"text\":\"" + said + "\"}");
            assertThat(response.at("/output_modalities/0").asText()).isEqualTo("text");
            assertThat(response.at("/usage/output_token_details/audio_tokens").asInt()).isZero();
            assertThat(client.all("response.output_text.done").getFirst().path("text").asText())
                    .isEqualTo(said);
            assertThat(connection(0).conversation())
                    .extracting(HistoryItem::role, HistoryItem::status, HistoryItem::text)
                    .containsExactly(
                            tuple("user", "completed", "a table for two"),
                            tuple("assistant", "completed", said));
            client.assertSdkReadsAll();
        }
    }

    @Test
    void cancelled_theItemKeepsTheWordsSentSoFar_andCanBeReplacedByWhatWasSpoken()
            throws Exception {
        serve(behavior(AnswerScript.echo().withTokens(0, 1).withStallAfterTokens(4)));
        try (TestClient client = connect().configured(TEXT)) {
            ask(client, "one two three four");
            client.await("response.output_text.delta", 4);
            client.send("{\"type\":\"response.cancel\"}");
            JsonNode done = client.await("response.done").path("response");
            assertThat(done.path("status").asText()).isEqualTo("cancelled");
            assertThat(done.at("/status_details/reason").asText()).isEqualTo("client_cancelled");
            assertThat(done.at("/output/0/status").asText()).isEqualTo("incomplete");
            assertThat(done.at("/output/0/content/0/text").asText()).isEqualTo("You said: one two");
            assertThat(deltas(client)).hasSize(4);

            String id = done.at("/output/0/id").asText();
            client.send(
                    "{\"type\":\"conversation.item.truncate\",\"item_id\":\"%s\",\"content_index\":0,\"audio_end_ms\":0}"
                            .formatted(id));
            assertThat(client.await("error").at("/error/code").asText())
                    .isEqualTo("unsupported_content_type");
            String before = connection(0).conversation().getFirst().id();
            client.send("{\"type\":\"conversation.item.delete\",\"item_id\":\"%s\"}".formatted(id));
            client.send(
                    "{\"type\":\"conversation.item.create\",\"previous_item_id\":\"%s\",\"item\":{\"type\":\"message\",\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\",\"text\":\"You said:\"}]}}"
                            .formatted(before));
            client.await("conversation.item.done", 3);
            assertThat(connection(0).conversation())
                    .extracting(HistoryItem::text)
                    .containsExactly("one two three four", "You said:");
            client.assertSdkReadsAll();
        }
    }

    @Test
    void tools_areCalledByAWordOfTheCallers_andTheAnswerQuotesTheirOutputs() throws Exception {
        AnswerScript script =
                AnswerScript.echo()
                        .withTokens(0, 1)
                        .withKeyword(
                                "order",
                                Answers.ScriptedTurn.writeAndCall(
                                        "One moment.",
                                        new Answers.ToolCall("lookup", "{\"id\":1}"),
                                        new Answers.ToolCall("lookup", "{\"id\":2}")));
        serve(behavior(script));
        try (TestClient client = connect().configured(TEXT)) {
            ask(client, "hello");
            client.await("response.done");
            ask(client, "Where are my Orders?");
            JsonNode output = client.await("response.done", 2).at("/response/output");
            assertThat(output).hasSize(3);
            assertThat(output.get(0).at("/content/0/text").asText()).isEqualTo("One moment.");
            for (int i = 1; i <= 2; i++) {
                client.send(
                        "{\"type\":\"conversation.item.create\",\"item\":{\"type\":\"function_call_output\",\"call_id\":%s,\"output\":\"parcel %d\"}}"
                                .formatted(output.get(i).path("call_id"), i));
            }
            client.send(CREATE);
            JsonNode answer = client.await("response.done", 3).at("/response/output/0");
            assertThat(answer.at("/content/0/text").asText())
                    .isEqualTo("The result is parcel 1 and parcel 2. Anything else?");
            ask(client, "thanks");
            client.await("response.done", 4);
            assertThat(connection(0).conversation().getLast().text())
                    .isEqualTo("You said: thanks. Anything else?");
            client.assertSdkReadsAll();
        }
    }

    @Test
    void faults_hitWrittenAnswersToo() throws Exception {
        AnswerScript stalled = AnswerScript.echo().withTokens(0, 1).withStallAfterTokens(2);
        serve(behavior(stalled).withFaults(Faults.none().withLateDeltas(2)));
        try (TestClient client = connect().configured(TEXT)) {
            ask(client, "one two three");
            client.await("response.output_text.delta", 2);
            client.send("{\"type\":\"response.cancel\"}");
            client.await("response.done");
            assertThat(deltas(client)).containsExactly("You", " said:", " one", " two");
            assertThat(connection(0).conversation().getLast().text())
                    .isEqualTo("You said: one two");
        }
        server().close().toCompletionStage().toCompletableFuture().join();
        serve(
                behavior(AnswerScript.echo().withTokens(0, 1))
                        .withFaults(
                                Faults.none()
                                        .withCloseMidAnswer(
                                                new Faults.CloseMidAnswer(3, 1_011, "gone"))));
        try (TestClient client = connect().configured(TEXT)) {
            ask(client, "one two three");
            client.await("response.output_text.delta", 3);
            connection(0).await("its end", TestClient.DEADLINE, c -> c.record().isClosed());
            assertThat(deltas(client)).hasSize(3);
        }
    }

    @Test
    void anotherAgent_takesOverInTheMiddleOfTheCall() throws Exception {
        AnswerScript script =
                AnswerScript.transcripts().withText(asked -> "I am told: " + asked.instructions());
        serve(behavior(script));
        try (TestClient client = connect().configured(TEXT)) {
            ask(client, "hello");
            client.await("response.done");
            client.send(
                    "{\"type\":\"session.update\",\"session\":{\"type\":\"realtime\",\"instructions\":\"Sell.\",\"tools\":[{\"type\":\"function\",\"name\":\"buy\"}]}}");
            JsonNode session = client.await("session.updated", 2).path("session");
            assertThat(session.at("/output_modalities/0").asText()).isEqualTo("text");
            assertThat(session.at("/tools/0/name").asText()).isEqualTo("buy");
            client.send(CREATE);
            client.send(
                    "{\"type\":\"response.create\",\"response\":{\"conversation\":\"none\",\"instructions\":\"Sum up.\",\"input\":[]}}");
            client.await("response.done", 3);
            assertThat(client.all("response.output_text.done"))
                    .extracting(done -> done.path("text").asText())
                    .containsExactlyInAnyOrder(
                            "I am told: Be brief.", "I am told: Sell.", "I am told: Sum up.");
            assertThat(connection(0).conversation()).hasSize(3);
        }
    }

    @Test
    void toolsOfAServer_areListedAndCalledByTheService_orAskedForFirst() throws Exception {
        AnswerScript script =
                AnswerScript.echo()
                        .withTokens(0, 1)
                        .withMcpServers(
                                Map.of(
                                        "shop",
                                        new AnswerScript.McpServer(List.of("price", "buy"), false),
                                        "away",
                                        new AnswerScript.McpServer(List.of(), true)))
                        .withKeyword(
                                "price",
                                Answers.ScriptedTurn.mcp(
                                        new Answers.McpCall(
                                                "shop", "price", "{}", "5 euros", false)))
                        .withKeyword(
                                "buy",
                                Answers.ScriptedTurn.mcp(
                                        new Answers.McpCall("shop", "buy", "{}", "bought", true)));
        serve(behavior(script));
        try (TestClient client = connect().configured(TEXT)) {
            client.send(
                    "{\"type\":\"session.update\",\"session\":{\"type\":\"realtime\",\"tools\":[{\"type\":\"mcp\",\"server_label\":\"shop\",\"server_url\":\"https://shop.example/mcp\",\"require_approval\":\"never\"},{\"type\":\"mcp\",\"server_label\":\"away\",\"server_url\":\"https://away.example/mcp\"}]}}");
            client.await("mcp_list_tools.completed");
            client.await("mcp_list_tools.failed");
            assertThat(client.await("conversation.item.done").at("/item/tools")).hasSize(2);

            ask(client, "the price please");
            JsonNode output = client.await("response.done").at("/response/output");
            assertThat(output.get(0).path("type").asText()).isEqualTo("mcp_call");
            assertThat(output.get(0).path("output").asText()).isEqualTo("5 euros");
            assertThat(output.get(1).at("/content/0/text").asText())
                    .isEqualTo("The result is 5 euros. Anything else?");
            client.await("response.mcp_call.completed");

            ask(client, "buy it");
            JsonNode asked = client.await("response.done", 2).at("/response/output/0");
            assertThat(asked.path("type").asText()).isEqualTo("mcp_approval_request");
            client.send(approval("nobody"));
            assertThat(client.await("error").at("/error/param").asText())
                    .isEqualTo("item.approval_request_id");
            client.send(approval(asked.path("id").asText()));
            client.send(CREATE);
            JsonNode bought = client.await("response.done", 3).at("/response/output");
            assertThat(bought.get(0).path("output").asText()).isEqualTo("bought");
            assertThat(bought.get(1).at("/content/0/text").asText())
                    .isEqualTo("The result is bought. Anything else?");
            client.assertSdkReadsAll();
        }
    }

    private static String approval(String requestId) {
        return "{\"type\":\"conversation.item.create\",\"item\":{\"type\":\"mcp_approval_response\",\"approval_request_id\":\"%s\",\"approve\":true}}"
                .formatted(requestId);
    }
}
