package dev.trunkline.gateway.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.core.ObjectMappers;
import com.openai.models.realtime.RealtimeClientEvent;
import com.openai.models.realtime.RealtimeSessionCreateRequest;
import com.openai.models.responses.ToolChoiceOptions;
import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.gateway.agent.AgentTool;
import dev.trunkline.gateway.agent.EscalateOn;
import dev.trunkline.gateway.agent.HangUp;
import dev.trunkline.gateway.agent.Interruption;
import dev.trunkline.gateway.agent.JsonSchema;
import dev.trunkline.gateway.agent.NoiseReduction;
import dev.trunkline.gateway.agent.SmsAbility;
import dev.trunkline.gateway.agent.Transcription;
import dev.trunkline.gateway.agent.Transfer;
import dev.trunkline.gateway.agent.TurnDetection;
import dev.trunkline.gateway.call.Modality;
import dev.trunkline.gateway.call.ResponseRequest;
import dev.trunkline.gateway.call.TestAgent;
import dev.trunkline.gateway.config.RealtimeConfig.Dialect;
import dev.trunkline.gateway.config.keys.Secret;
import dev.trunkline.gateway.trunk.PhoneNumber;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every event that the gateway sends, read by the vendor's own typed client. */
@SuppressWarnings("deprecation") // _additionalProperties: members that the client does not know
class ClientEventsTest {
    private final ClientEvents events = new ClientEvents(Dialect.GA);

    @Test
    void append() throws Exception {
        var event = parse(ClientEvents.append("//7+/f7//v8=")).asInputAudioBufferAppend();
        assertThat(event.audio()).isEqualTo("//7+/f7//v8=");
        assertThat(event._additionalProperties()).isEmpty();
    }

    @Test
    void responseCreate_withAndWithoutInstructions() throws Exception {
        var plain =
                parse(events.responseCreate("rc_1", ResponseRequest.answer())).asResponseCreate();
        assertThat(plain.eventId()).contains("rc_1");
        assertThat(plain.response()).isEmpty();
        var said =
                parse(events.responseCreate("rc_2", ResponseRequest.say("Say \"bye\"\n\u00e9")))
                        .asResponseCreate();
        assertThat(said.response().orElseThrow().instructions()).contains("Say \"bye\"\n\u00e9");
        assertThat(said.response().orElseThrow()._additionalProperties()).isEmpty();
        // What it was told to say is all that it does.
        assertThat(said.response().orElseThrow().toolChoice().orElseThrow().asOptions())
                .isEqualTo(ToolChoiceOptions.NONE);
    }

    @Test
    void responseCancel() throws Exception {
        var event = parse(events.responseCancel("resp_1")).asResponseCancel();
        assertThat(event.responseId()).contains("resp_1");
        assertThat(event.eventId()).contains("tl_1");
        assertThat(event._additionalProperties()).isEmpty();
    }

    @Test
    void truncate() throws Exception {
        var event = parse(events.truncate("item_A", 0, 1_480)).asConversationItemTruncate();
        assertThat(event.itemId()).isEqualTo("item_A");
        assertThat(event.contentIndex()).isZero();
        assertThat(event.audioEndMs()).isEqualTo(1_480);
        assertThat(event._additionalProperties()).isEmpty();
    }

    @Test
    void userText() throws Exception {
        var event = parse(events.userText("[caller pressed 402]")).asConversationItemCreate();
        var message = event.item().asRealtimeConversationItemUserMessage();
        assertThat(message.content().getFirst().text()).contains("[caller pressed 402]");
        assertThat(message._additionalProperties()).isEmpty();
        assertThat(event._additionalProperties()).isEmpty();
    }

    @Test
    void toolOutput() throws Exception {
        var event = parse(events.toolOutput("call_7", "{\"a\":1}")).asConversationItemCreate();
        var output = event.item().asFunctionCallOutput();
        assertThat(output.callId()).isEqualTo("call_7");
        assertThat(output.output()).isEqualTo("{\"a\":1}");
        assertThat(output._additionalProperties()).isEmpty();
    }

    @Test
    void sessionUpdate_ofAPlainProfile() throws Exception {
        var session = session(new TestAgent(), AudioFormat.PCMU);
        assertThat(session.instructions()).contains("You answer the phone for Blue Bay Dental.");
        var audio = session.audio().orElseThrow();
        var input = audio.input().orElseThrow();
        var output = audio.output().orElseThrow();
        assertThat(input.format().orElseThrow().isAudioPcmu()).isTrue();
        assertThat(output.format().orElseThrow().isAudioPcmu()).isTrue();
        var vad = input.turnDetection().orElseThrow().asServerVad();
        assertThat(vad.silenceDurationMs()).contains(500L);
        assertThat(vad.createResponse()).contains(true);
        assertThat(vad.interruptResponse()).contains(true);
        assertThat(vad._additionalProperties()).isEmpty();
        assertThat(input._additionalProperties()).isEmpty();
        assertThat(output._additionalProperties()).isEmpty();
        assertThat(session.maxOutputTokens().orElseThrow().isInf()).isTrue();
        assertThat(session._additionalProperties()).isEmpty();
    }

    @Test
    void sessionUpdate_withEverythingSet() throws Exception {
        TestAgent agent = new TestAgent();
        agent.turnDetection = new TurnDetection.SemanticVad(TurnDetection.Eagerness.LOW);
        agent.noiseReduction = NoiseReduction.FAR_FIELD;
        agent.transcription = new Transcription("gpt-transcribe", "en");
        agent.maxOutputTokens = 512;
        agent.interruption = new Interruption(true, 300);
        agent.hangUp = new HangUp(true, List.of(), Duration.ofSeconds(10));
        agent.transfers =
                Map.of("sales", new Transfer("sales", new PhoneNumber("+15550100123"), "Prices."));
        var session = session(agent, AudioFormat.PCM_24K);
        var input = session.audio().orElseThrow().input().orElseThrow();
        assertThat(input.format().orElseThrow().isAudioPcm()).isTrue();
        var vad = input.turnDetection().orElseThrow().asSemanticVad();
        assertThat(vad.createResponse()).contains(false);
        assertThat(vad.interruptResponse()).contains(false);
        assertThat(vad._additionalProperties()).isEmpty();
        assertThat(input.transcription().orElseThrow().language()).contains("en");
        assertThat(input.noiseReduction()).isPresent();
        assertThat(session.maxOutputTokens().orElseThrow().asInteger()).isEqualTo(512);
        var tools = session.tools().orElseThrow();
        assertThat(tools).hasSize(2);
        assertThat(tools.get(0).asFunction().name()).contains("hang_up");
        var transfer = tools.get(1).asFunction();
        assertThat(transfer.name()).contains("transfer");
        assertThat(transfer.description().orElseThrow()).contains("sales: Prices.");
        assertThat(transfer._additionalProperties()).isEmpty();
        // The number is ours to dial; the model knows the name only.
        assertThat(
                        events.sessionUpdate(
                                "x",
                                SessionUpdate.session(
                                        agent.profile(),
                                        Modality.AUDIO,
                                        AudioFormat.PCMU,
                                        Dialect.GA)))
                .doesNotContain("5550100123");
    }

    @Test
    void sessionUpdate_withEveryKindOfTool() throws Exception {
        TestAgent agent = new TestAgent();
        agent.hangUp = new HangUp(false, List.of(), Duration.ofSeconds(10));
        agent.sendSms = new SmsAbility(null, "Text the caller.", 3);
        agent.sendDtmf = true;
        agent.switchTo = List.of("sales", "billing");
        agent.escalation = "night";
        agent.escalateOn = EscalateOn.TOOL;
        agent.tools = Map.of("slots", SLOTS, "crm", mcp("crm", true), "open", mcp("open", false));
        var session = session(agent, AudioFormat.PCMU);
        var tools = session.tools().orElseThrow();
        assertThat(tools).hasSize(7);
        var sms = tools.get(0).asFunction();
        assertThat(sms.name()).contains("send_sms");
        assertThat(sms.description()).contains("Text the caller.");
        assertThat(tools.get(1).asFunction().name()).contains("send_dtmf");
        var switching = tools.get(2).asFunction();
        assertThat(switching.name()).contains("switch_agent");
        assertThat(switching._parameters().toString()).contains("[billing, sales]");
        assertThat(tools.get(3).asFunction().name()).contains("call_human");
        var crm = tools.get(4).asMcp();
        assertThat(crm.serverLabel()).isEqualTo("crm");
        assertThat(crm.serverUrl()).contains("https://mcp.example.com/sse");
        assertThat(crm.serverDescription()).contains("Customers.");
        assertThat(crm.authorization()).contains("mcp-t0ken");
        assertThat(crm.allowedTools().orElseThrow().asMcp()).containsExactly("find", "note");
        assertThat(crm.requireApproval().orElseThrow().asMcpToolApprovalSetting().asString())
                .isEqualTo("never");
        assertThat(crm._additionalProperties()).isEmpty();
        assertThat(
                        tools.get(5)
                                .asMcp()
                                .requireApproval()
                                .orElseThrow()
                                .asMcpToolApprovalSetting()
                                .asString())
                .isEqualTo("always");
        var slots = tools.get(6).asFunction();
        assertThat(slots.name()).contains("slots");
        assertThat(slots._parameters().toString()).contains("day");
        assertThat(slots._additionalProperties()).isEmpty();
        // Where the service is, and what it is shown, is nobody's business but the gateway's.
        assertThat(update(agent)).doesNotContain("tools.example.com", "s3rvice-key");
        assertThat(agent.profile().toString()).doesNotContain("mcp-t0ken", "s3rvice-key");
    }

    @Test
    void laterUpdate_leavesTheVoiceOut_andNothingElse() throws Exception {
        for (Dialect dialect : Dialect.values()) {
            var first =
                    SessionUpdate.session(
                            new TestAgent().profile(), Modality.AUDIO, AudioFormat.PCMU, dialect);
            var later =
                    SessionUpdate.later(
                            new TestAgent().profile(), Modality.AUDIO, AudioFormat.PCMU, dialect);
            assertThat(first.toString()).contains("\"voice\":\"marin\",");
            assertThat(later.toString())
                    .isEqualTo(first.toString().replace("\"voice\":\"marin\",", ""));
        }
    }

    @Test
    void mcpApproval_saysYesAndNo() throws Exception {
        for (boolean approve : new boolean[] {true, false}) {
            var event = parse(events.mcpApproval("mcpr_1", approve)).asConversationItemCreate();
            var item = event.item().asMcpApprovalResponse();
            assertThat(item.approvalRequestId()).isEqualTo("mcpr_1");
            assertThat(item.approve()).isEqualTo(approve);
            assertThat(item.id()).hasSizeBetween(1, 32);
            assertThat(item._additionalProperties()).isEmpty();
        }
    }

    private static final AgentTool.Http SLOTS =
            new AgentTool.Http(
                    "slots",
                    "Find a slot.",
                    URI.create("https://tools.example.com/slots"),
                    AgentTool.Method.POST,
                    new JsonSchema(
                            "{\"type\":\"object\",\"properties\":{\"day\":{\"type\":\"string\"}}}"),
                    Map.of("Authorization", new Secret("s3rvice-key")),
                    Duration.ofSeconds(10),
                    1,
                    32,
                    16_384,
                    null,
                    Duration.ofSeconds(1),
                    false);

    private static AgentTool.Mcp mcp(String name, boolean approve) {
        return new AgentTool.Mcp(
                name,
                URI.create("https://mcp.example.com/sse"),
                "Customers.",
                new Secret("mcp-t0ken"),
                List.of("find", "note"),
                approve);
    }

    private String update(TestAgent agent) {
        return events.sessionUpdate(
                "x",
                SessionUpdate.session(
                        agent.profile(), Modality.AUDIO, AudioFormat.PCMU, Dialect.GA));
    }

    @Test
    void betaSessionUpdate_hasTheNamesOfItsTime() {
        var session =
                SessionUpdate.session(
                        new TestAgent().profile(), Modality.AUDIO, AudioFormat.PCMU, Dialect.BETA);
        assertThat(session.path("input_audio_format").asText()).isEqualTo("g711_ulaw");
        assertThat(session.path("output_audio_format").asText()).isEqualTo("g711_ulaw");
        assertThat(session.path("max_response_output_tokens").asText()).isEqualTo("inf");
        assertThat(session.has("type")).isFalse();
        assertThat(session.has("audio")).isFalse();
    }

    private RealtimeSessionCreateRequest session(TestAgent agent, AudioFormat format)
            throws Exception {
        String update =
                events.sessionUpdate(
                        "tl_configure",
                        SessionUpdate.session(agent.profile(), Modality.AUDIO, format, Dialect.GA));
        var event = parse(update).asSessionUpdate();
        assertThat(event.eventId()).contains("tl_configure");
        assertThat(event._additionalProperties()).isEmpty();
        return event.session().asRealtimeSessionCreateRequest();
    }

    private static RealtimeClientEvent parse(String json) throws Exception {
        return ObjectMappers.jsonMapper().readValue(json, RealtimeClientEvent.class).validate();
    }
}
