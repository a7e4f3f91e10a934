package dev.trunkline.gateway.realtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trunkline.gateway.call.ModelSessionListener.AudioItem;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerEventDecoderTest {
    private static final String IDS =
            "\"response_id\":\"resp_1\",\"item_id\":\"item_A\",\"content_index\":1";
    private static final AudioItem ITEM = new AudioItem("resp_1", "item_A", 1);

    @ParameterizedTest
    @ValueSource(strings = {"response.output_audio", "response.audio"})
    void audio_byItsNameInBothGenerations(String name) throws Exception {
        assertThat(decode("{\"type\":\"" + name + ".delta\"," + IDS + ",\"delta\":\"AAAA\"}"))
                .isEqualTo(new ServerEvent.AudioDelta(ITEM, "AAAA"));
        assertThat(decode("{\"type\":\"" + name + ".done\"," + IDS + "}"))
                .isEqualTo(new ServerEvent.AudioDone(ITEM));
        assertThat(
                        decode(
                                "{\"type\":\""
                                        + name
                                        + "_transcript.done\",\"item_id\":\"item_A\","
                                        + "\"transcript\":\"Hello\"}"))
                .isEqualTo(new ServerEvent.TranscriptDone("item_A", "Hello"));
    }

    @Test
    void speechAndSessionEvents() throws Exception {
        assertThat(decode("{\"type\":\"session.created\",\"session\":{}}"))
                .isEqualTo(new ServerEvent.SessionCreated(0));
        assertThat(decode("{\"type\":\"session.updated\",\"session\":{}}"))
                .isEqualTo(new ServerEvent.SessionUpdated());
        assertThat(
                        decode(
                                "{\"type\":\"input_audio_buffer.speech_started\","
                                        + "\"audio_start_ms\":1234,\"item_id\":\"x\"}"))
                .isEqualTo(new ServerEvent.SpeechStarted(1_234));
        assertThat(
                        decode(
                                "{\"type\":\"input_audio_buffer.speech_stopped\","
                                        + "\"audio_end_ms\":2345}"))
                .isEqualTo(new ServerEvent.SpeechStopped(2_345));
        assertThat(decode("{\"type\":\"input_audio_buffer.committed\",\"item_id\":\"x\"}"))
                .isEqualTo(new ServerEvent.Committed("x"));
        assertThat(decode("{\"type\":\"rate_limits.updated\",\"rate_limits\":[]}"))
                .isEqualTo(new ServerEvent.Ignored());
        assertThat(decode("{\"type\":\"brand.new\"}")).isEqualTo(new ServerEvent.Unrecognized());
    }

    @Test
    void mcp_approvalsAndOutcomes() throws Exception {
        String request =
                "\"item\":{\"id\":\"mcpr_1\",\"type\":\"mcp_approval_request\","
                        + "\"server_label\":\"crm\",\"name\":\"find\",\"arguments\":\"{}\"}}";
        for (String type : List.of("response.output_item.done", "conversation.item.done")) {
            assertThat(decode("{\"type\":\"" + type + "\"," + request))
                    .isEqualTo(new ServerEvent.McpApprovalRequested("mcpr_1", "crm"));
            assertThat(decode("{\"type\":\"" + type + "\",\"item\":{\"type\":\"message\"}}"))
                    .isEqualTo(new ServerEvent.Ignored());
        }
        assertThat(decode("{\"type\":\"response.mcp_call.in_progress\",\"item_id\":\"x\"}"))
                .isEqualTo(new ServerEvent.McpCallBegan());
        assertThat(decode("{\"type\":\"response.mcp_call.completed\",\"item_id\":\"x\"}"))
                .isEqualTo(new ServerEvent.McpCallOver(true));
        assertThat(decode("{\"type\":\"response.mcp_call.failed\",\"item_id\":\"x\"}"))
                .isEqualTo(new ServerEvent.McpCallOver(false));
        assertThat(decode("{\"type\":\"mcp_list_tools.failed\",\"item_id\":\"x\"}"))
                .isEqualTo(new ServerEvent.McpToolsNotListed());
        for (String type :
                List.of(
                        "mcp_list_tools.in_progress",
                        "mcp_list_tools.completed",
                        "response.mcp_call_arguments.delta",
                        "response.mcp_call_arguments.done")) {
            assertThat(decode("{\"type\":\"" + type + "\",\"item_id\":\"x\"}"))
                    .isEqualTo(new ServerEvent.Ignored());
        }
    }

    @Test
    void responseDone_withToolsUsageAndStatus() throws Exception {
        String json =
                """
                {"type":"response.done","response":{"id":"resp_1","status":"completed","output":[
                  {"type":"message","id":"item_A"},
                  {"type":"function_call","status":"completed","call_id":"call_1","name":"hang_up",
                   "arguments":"{}"},
                  {"type":"function_call","status":"incomplete","call_id":"call_2","name":"hang_up"}],
                 "usage":{"input_token_details":{"text_tokens":1,"audio_tokens":2,
                   "cached_tokens_details":{"text_tokens":3,"audio_tokens":4}},
                   "output_token_details":{"text_tokens":5,"audio_tokens":6}}}}
                """;
        assertThat(decode(json))
                .isEqualTo(
                        new ServerEvent.ResponseDone(
                                "resp_1",
                                "completed",
                                null,
                                List.of(new ServerEvent.FunctionCall("call_1", "hang_up", "{}")),
                                new ServerEvent.Usage(1, 2, 3, 4, 5, 6)));
        assertThat(
                        decode(
                                "{\"type\":\"response.done\",\"response\":{\"id\":\"r\",\"status\":"
                                        + "\"failed\",\"status_details\":{\"error\":{\"code\":\"c\"}}}}"))
                .isEqualTo(new ServerEvent.ResponseDone("r", "failed", "c", List.of(), null));
    }

    @Test
    void error_withAndWithoutCodeAndEvent() throws Exception {
        assertThat(
                        decode(
                                "{\"type\":\"error\",\"error\":{\"type\":\"t\",\"code\":\"c\","
                                        + "\"message\":\"m\",\"event_id\":\"rc_1\"}}"))
                .isEqualTo(new ServerEvent.Failed("t", "c", "rc_1"));
        assertThat(decode("{\"type\":\"error\",\"error\":{\"code\":null,\"event_id\":7}}"))
                .isEqualTo(new ServerEvent.Failed("", null, null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"type\":\"response.output_audio.delta\",\"item_id\":\"i\",\"delta\":\"\"}|"
                        + "response_id is missing or no string",
                "{\"type\":\"response.output_audio.delta\",\"response_id\":\"r\",\"item_id\":7,"
                        + "\"delta\":\"\"}|item_id is missing or no string",
                "{\"type\":\"response.audio.delta\",\"response_id\":\"r\",\"item_id\":\"i\"}|"
                        + "delta is missing or no string",
                "{\"type\":\"response.created\",\"response\":[]}|response is missing or no object",
                "{\"type\":\"response.done\",\"response\":{}}|id is missing or no string",
                "{\"type\":\"error\"}|error is missing or no object",
                "{\"kind\":\"x\"}|type is missing or no string",
                "{\"type\":null}|type is missing or no string",
                "[]|not a JSON object",
                "7|not a JSON object",
                "{\"type\":|not JSON",
                "~~|not a JSON object"
            })
    void malformed_namesTheFieldAndNothingElse(String json, String message) {
        assertThatThrownBy(() -> decode(json))
                .isInstanceOf(MalformedEventException.class)
                .hasMessage(message);
    }

    @Test
    void wordsAreNotPrinted() throws Exception {
        assertThat(new ServerEvent.TranscriptDone("item_A", "my secret").toString())
                .doesNotContain("secret");
        assertThat(new ServerEvent.FunctionCall("c", "n", "my secret").toString())
                .doesNotContain("secret");
    }

    private static ServerEvent decode(String json) throws MalformedEventException {
        return ServerEventDecoder.decode(Unpooled.copiedBuffer(json, StandardCharsets.UTF_8));
    }
}
