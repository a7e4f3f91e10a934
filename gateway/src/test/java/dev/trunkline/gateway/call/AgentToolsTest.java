package dev.trunkline.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.trunkline.codecs.resample.ResamplerProfile;
import dev.trunkline.gateway.agent.AgentProfile;
import dev.trunkline.gateway.agent.AgentTool;
import dev.trunkline.gateway.agent.EscalateOn;
import dev.trunkline.gateway.agent.HangUp;
import dev.trunkline.gateway.agent.Interruption;
import dev.trunkline.gateway.agent.SmsAbility;
import dev.trunkline.gateway.agent.Transfer;
import dev.trunkline.gateway.call.ModelSessionListener.ToolCall;
import dev.trunkline.gateway.call.ToolResult.Status;
import dev.trunkline.gateway.trunk.PhoneNumber;
import dev.trunkline.observability.metrics.CallCounter;
import dev.trunkline.observability.trace.CallTraces;
import dev.trunkline.observability.trace.ToolUse;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentToolsTest {
    private static final PhoneNumber SALES = new PhoneNumber("+15550100123");
    private static final String OK = "{\"free\":[9]}";

    private final FakeClock clock = new FakeClock();
    private final FakeSession model = new FakeSession();
    private final FakeServices services = new FakeServices();
    private final TestMeters meters = new TestMeters();
    private final TestAgent agent = new TestAgent();
    private final List<String> ends = new ArrayList<>();
    private final List<String> effects = new ArrayList<>();
    private final List<String> rung = new ArrayList<>();
    private final List<ToolUse> uses = new ArrayList<>();
    private @Nullable AgentTools begun;
    private @Nullable Farewell farewell;
    private CallNumbers numbers = new CallNumbers(Settings.CALLER, Settings.LINE);
    private boolean canSend = true;
    private int calls;

    @BeforeEach
    void toolsOfTheAgent() {
        agent.tools =
                Map.of(
                        "slots", http("slots", null),
                        "slow", http("slow", "One moment, please."));
    }

    @AfterEach
    void nothingIsLeft() {
        tools().close();
        if (farewell != null) {
            farewell.cancel();
        }
        assertThat(clock.pendingTimers()).isZero();
        meters.close();
    }

    @Test
    void callsOfOneResponse_runAtTheSameTime_andAreAnsweredOnce() {
        run("slots", "{\"day\":1}");
        run("slots", "{\"day\":2}");
        run("slots", "{\"day\":3}");
        tools().responseDone("resp_1");
        assertThat(services.asked).hasSize(3);
        assertThat(services.asked.get(1).request.arguments().toString()).isEqualTo("{\"day\":2}");
        assertThat(services.asked.get(1).request.callReference()).isEqualTo("test-call");

        services.answer(2, ToolResult.ok("third"));
        services.answer(0, ToolResult.ok("first"));
        assertThat(model.sent).containsExactly("output call_3 third", "output call_1 first");
        services.answer(1, ToolResult.ok("second"));
        assertThat(model.sent)
                .containsExactly(
                        "output call_3 third",
                        "output call_1 first",
                        "output call_2 second",
                        "answer");
        assertThat(meters.meters().counted(CallCounter.TOOL_HTTP)).isEqualTo(3);
        assertThat(meters.meters().counted(CallCounter.TOOL_RESULT_OK)).isEqualTo(3);
        assertThat(meters.latencies("trunkline_tool_call_seconds")).isEqualTo(3);
    }

    @Test
    void answerBeforeTheResponseIsDone_waitsForIt() {
        run("slots", "{}");
        services.answer(0, ToolResult.ok(OK));
        assertThat(model.sent).containsExactly("output call_1 " + OK);
        tools().responseDone("resp_1");
        assertThat(model.sent).endsWith("answer");
    }

    @Test
    void callsOfTwoResponses_areAnsweredEachByItself() {
        run("slots", "{}");
        tools().responseDone("resp_1");
        tools().responseStarted();
        run("slots", "{}", "resp_2");
        tools().responseDone("resp_2");
        services.answer(1, ToolResult.ok("2"));
        services.answer(0, ToolResult.ok("1"));
        assertThat(model.sent)
                .containsExactly("output call_2 2", "answer", "output call_1 1", "answer");
    }

    @Test
    void tenAtOnce_runEightAndTwo() {
        for (int i = 0; i < 10; i++) {
            run("slots", "{}");
        }
        tools().responseDone("resp_1");
        assertThat(services.asked).hasSize(8);
        services.answer(7, ToolResult.ok(OK));
        services.answer(3, ToolResult.ok(OK));
        assertThat(services.asked).hasSize(10);
        for (int i = 0; i < 10; i++) {
            services.asked.get(i).answer.tryComplete(ToolResult.ok(OK));
        }
        assertThat(model.sent).hasSize(11).endsWith("answer");
    }

    @Test
    void whatGoesWrong_isAnOutputTooAndAnswered() {
        run("slots", "{}");
        tools().responseDone("resp_1");
        services.answer(0, ToolResult.error(Status.TIMED_OUT, "too late"));
        assertThat(model.sent).containsExactly("output call_1 {\"error\":\"too late\"}", "answer");
        assertThat(meters.meters().counted(CallCounter.TOOL_RESULT_TIMED_OUT)).isEqualTo(1);

        run("slots", "{}", "resp_2");
        services.asked.get(1).answer.fail("broken");
        assertThat(model.sent).endsWith("output call_2 {\"error\":\"the tool failed\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    nothing       | {}              | there is no tool of this name
                    slots         | {"day":         | the arguments are not a JSON object
                    slots         | [1]             | the arguments are not a JSON object
                    slots         | 7               | the arguments are not a JSON object
                    slots         | {} trailing     | the arguments are not a JSON object
                    send_sms      | {"body":"hi"}   | this agent may not send text messages
                    send_dtmf     | {"digits":"1"}  | this agent may not send keys
                    switch_agent  | {"agent":"x"}   | agent must be one of []
                    transfer      | {"target":"x"}  | target must be one of []
                    """)
    void callThatCannotBeRun_isAnsweredWithTheReason(String name, String arguments, String why) {
        run(name, arguments);
        tools().responseDone("resp_1");
        assertThat(model.sent)
                .containsExactly("output call_1 {\"error\":\"" + why + "\"}", "answer");
        assertThat(services.asked).isEmpty();
        assertThat(meters.meters().counted(CallCounter.TOOL_RESULT_REFUSED)).isEqualTo(1);
    }

    @Test
    void argumentsThatAreTooLong_orDeep_areRefused() {
        run("slots", "{\"x\":\"" + "y".repeat(AgentTools.LONGEST_ARGUMENTS) + "\"}");
        run("slots", "{\"x\":".repeat(5_000) + "1" + "}".repeat(5_000));
        assertThat(model.sent).hasSize(2).allMatch(sent -> sent.contains("not a JSON object"));
    }

    @Test
    void toolWithoutArguments_mayBeGivenNone() {
        run("slots", "");
        assertThat(services.asked.getFirst().request.arguments().isEmpty()).isTrue();
    }

    @Test
    void modelThatCallsInALoop_isStoppedWithAWord() {
        for (int i = 0; i < AgentTools.MOST_CALLS; i++) {
            run("nothing", "{}", "resp_" + i);
            tools().responseDone("resp_" + i);
        }
        assertThat(model.sent).endsWith("answer");
        run("slots", "{}", "resp_x");
        tools().responseDone("resp_x");
        assertThat(services.asked).isEmpty();
        assertThat(model.sent)
                .endsWith(
                        "output call_101 {\"error\":\"no more tools can be used in this call\"}",
                        "say Tell the caller in one short sentence that this cannot be done now.");
        run("hang_up", "{}", "resp_y");
        assertThat(model.sent).endsWith("say Say goodbye in one short sentence.");
    }

    @Test
    void filler_isSaidOnceWhenATool_takesLongerThanAllowed() {
        run("slow", "{}");
        run("slow", "{}");
        tools().responseDone("resp_1");
        clock.advanceMs(999);
        assertThat(effects).isEmpty();
        clock.advanceMs(1);
        assertThat(effects).containsExactly("say One moment, please.");
        clock.advanceMs(30_000);
        assertThat(effects).hasSize(1);
        services.answer(0, ToolResult.ok(OK));
        services.answer(1, ToolResult.ok(OK));
        assertThat(model.sent).endsWith("answer");
    }

    @Test
    void filler_isNotSaid_ifTheToolWasQuick_orSomebodySpeaks() {
        run("slow", "{}");
        services.answer(0, ToolResult.ok(OK));
        clock.advanceMs(2_000);
        run("slow", "{}", "resp_2");
        model.active = "resp_3";
        clock.advanceMs(2_000);
        model.active = null;
        run("slow", "{}", "resp_4");
        model.pending = true;
        clock.advanceMs(2_000);
        model.pending = false;
        run("slow", "{}", "resp_5");
        tools().callerSpeaks(true);
        clock.advanceMs(2_000);
        assertThat(effects).isEmpty();
    }

    @Test
    void outputAfterTheCallerBargedIn_isAdded_andAnsweredByTheAnswerToTheCaller() {
        run("slots", "{}");
        tools().responseDone("resp_1");
        tools().callerSpeaks(true);
        services.answer(0, ToolResult.ok(OK));
        assertThat(model.sent).containsExactly("output call_1 " + OK);
        tools().callerSpeaks(false);
        assertThat(tools().takeOwedAnswer()).isFalse(); // the model answers by itself
        assertThat(model.sent).hasSize(1);
    }

    @Test
    void outputDuringABackchannel_isAnsweredAfterIt_whereTheGatewayAsks() {
        agent.interruption = new Interruption(true, 300);
        run("slots", "{}");
        tools().responseDone("resp_1");
        tools().callerSpeaks(true);
        services.answer(0, ToolResult.ok(OK));
        tools().callerSpeaks(false);
        assertThat(tools().takeOwedAnswer()).isTrue();
        assertThat(tools().takeOwedAnswer()).isFalse();

        run("slots", "{}", "resp_2");
        tools().responseDone("resp_2");
        tools().callerSpeaks(true);
        services.answer(1, ToolResult.ok(OK));
        tools().responseStarted(); // which has the output before it
        assertThat(tools().takeOwedAnswer()).isFalse();
    }

    @Test
    void toolThatOutlivesItsCall_isCancelledAndCounted() {
        for (int i = 0; i < 9; i++) {
            run("slow", "{}");
        }
        tools().responseDone("resp_1");
        tools().close();
        assertThat(services.asked).hasSize(8).allMatch(asked -> asked.cancels == 1);
        services.answer(0, ToolResult.ok(OK));
        tools().run(new ToolCall("resp_1", "call_x", "slots", "{}"));
        assertThat(model.sent).isEmpty();
        assertThat(meters.meters().counted(CallCounter.TOOL_RESULT_ABANDONED)).isEqualTo(9);
    }

    @Test
    void everyTool_isToldToTheTraces_byItsConfiguredName_andItsServiceKnowsItsParent() {
        clock.advanceMs(5_000);
        run("slots", "{\"day\":1}");
        run("call me +447700900123", "{}"); // a name that the model made up
        run("slow", "{}");
        assertThat(services.asked.getFirst().request.parentSpan()).isEqualTo("test-call/call_1");
        clock.advanceMs(250);
        services.answer(0, ToolResult.ok(OK));
        tools().close();
        assertThat(uses)
                .extracting(ToolUse::toolCallId, ToolUse::kind, ToolUse::tool, ToolUse::outcome)
                .containsExactly(
                        tuple("call_2", "unknown", "", "refused"),
                        tuple("call_1", "http", "slots", "ok"),
                        tuple("call_3", "http", "slow", "abandoned"));
        ToolUse slots = uses.get(1);
        assertThat(slots.callId()).isEqualTo("test-call");
        assertThat(slots.succeeded()).isTrue();
        assertThat(slots.took()).isEqualTo(Duration.ofMillis(250));
        assertThat(uses.getFirst().succeeded()).isFalse();
    }

    @Test
    void hangUp_isNoReasonToAnswerWhatElseWasAsked() {
        run("slots", "{}");
        run("hang_up", "{}");
        tools().responseDone("resp_1");
        services.answer(0, ToolResult.ok(OK));
        assertThat(model.sent)
                .containsExactly(
                        "output call_2 {\"result\":\"hanging up\"}",
                        "say Say goodbye in one short sentence.",
                        "output call_1 " + OK);
        clock.advanceMs(10_000);
        assertThat(ends).containsExactly("COMPLETED_BY_AGENT HangUp[]");
    }

    @Test
    void transfer_saysNothingBesideWhatTheResponseSaid() {
        agent.transfers = Map.of("sales", new Transfer("sales", SALES, "Prices."));
        tools().responseSpoke("resp_1");
        run("transfer", "{\"target\":\"sales\"}");
        tools().responseDone("resp_1");
        assertThat(model.sent).containsExactly("output call_1 {\"result\":\"transferring\"}");
        assertThat(meters.meters().counted(CallCounter.TOOL_TRANSFER)).isEqualTo(1);
    }

    @Test
    void sendSms_writesToTheCaller_fromTheLineThatWasCalled() {
        agent.sendSms = new SmsAbility(null, "Send.", 2);
        run("send_sms", "{\"body\":\" See you at nine. \",\"to\":\"+15550100999\"}");
        tools().responseDone("resp_1");
        assertThat(services.texts).hasSize(1);
        FakeServices.Text text = services.texts.getFirst();
        assertThat(text.to()).isEqualTo(Settings.CALLER);
        assertThat(text.from()).contains(Settings.LINE);
        assertThat(text.body()).isEqualTo("See you at nine.");
        assertThat(model.sent).isEmpty();
        text.sent().complete("SM1");
        assertThat(model.sent)
                .containsExactly("output call_1 {\"result\":\"sent\"}", "answer")
                .noneMatch(sent -> sent.contains("SM1"));
    }

    @Test
    void sendSms_fromTheProfilesNumber_noMoreThanItAllows_andSaysWhatFailed() {
        agent.sendSms = new SmsAbility(SALES, "Send.", 2);
        run("send_sms", "{\"body\":\"one\"}");
        run("send_sms", "{\"body\":\"two\"}");
        run("send_sms", "{\"body\":\"three\"}");
        assertThat(services.texts).hasSize(2);
        assertThat(services.texts.getFirst().from()).contains(SALES);
        services.texts.getFirst().sent().fail("+447700900123 is a landline");
        assertThat(model.sent)
                .containsExactly(
                        "output call_3 {\"error\":\"no more text messages may be sent in this"
                                + " call\"}",
                        "output call_1 {\"error\":\"the message could not be sent\"}");
    }

    @Test
    void sendSms_withoutAnybodyToSendTo_orBy_isRefused() {
        agent.sendSms = new SmsAbility(null, "Send.", 2);
        numbers = new CallNumbers(null, Settings.LINE);
        run("send_sms", "{\"body\":\"one\"}");
        assertThat(model.sent).last().asString().contains("the caller's number is not known");
        begun = null;
        numbers = new CallNumbers(Settings.CALLER, null);
        run("send_sms", "{\"body\":\"one\"}");
        assertThat(services.texts.getFirst().from()).isEqualTo(Optional.empty());
        begun = null;
        canSend = false;
        run("send_sms", "{\"body\":\"one\"}");
        assertThat(model.sent).last().asString().contains("cannot be sent from here");
    }

    @ParameterizedTest
    @CsvSource({"'{}'", "'{\"body\":\" \"}'", "'{\"body\":7}'"})
    void sendSms_withoutABody_isRefused(String arguments) {
        agent.sendSms = new SmsAbility(null, "Send.", 2);
        run("send_sms", arguments);
        assertThat(services.texts).isEmpty();
        assertThat(model.sent).last().asString().contains("body must be a text");
    }

    @Test
    void sendDtmf_playsTheKeys() {
        agent.sendDtmf = true;
        run("send_dtmf", "{\"digits\":\"12w#*\"}");
        run("send_dtmf", "{\"digits\":\"12a\"}");
        run("send_dtmf", "{\"digits\":\"\"}");
        run("send_dtmf", "{\"digits\":\"" + "1".repeat(41) + "\"}");
        assertThat(effects).containsExactly("keys 12w#*");
        assertThat(model.sent).hasSize(4).first().isEqualTo("output call_1 {\"result\":\"sent\"}");
        assertThat(meters.meters().counted(CallCounter.TOOL_SEND_DTMF)).isEqualTo(4);
    }

    @Test
    void switchAgent_givesTheSessionTheOtherAgent_whoseToolsCountFromThen() {
        TestAgent other = new TestAgent();
        other.hangUp = new HangUp(false, List.of(), Duration.ofSeconds(3));
        other.tools = Map.of("orders", http("orders", null));
        AgentProfile billing = other.profile();
        services.agents.put("billing", billing);
        agent.switchTo = List.of("billing", "gone");

        run("switch_agent", "{\"agent\":\"billing\"}");
        tools().responseDone("resp_1");
        assertThat(effects).containsExactly("agent " + billing.name());
        assertThat(model.sent)
                .containsExactly(
                        "reconfigure " + billing.name(),
                        "output call_1 {\"result\":\"you are now the agent billing\"}",
                        "answer");
        run("slots", "{}", "resp_2");
        assertThat(model.sent).last().asString().contains("no tool of this name");
        run("hang_up", "{}", "resp_2");
        assertThat(model.sent).last().asString().contains("may not hang up");
        run("switch_agent", "{\"agent\":\"billing\"}", "resp_2");
        assertThat(model.sent).last().asString().contains("agent must be one of []");
        run("orders", "{}", "resp_2");
        assertThat(services.asked).hasSize(1);
    }

    @Test
    void switchAgent_toOneThatIsGone_staysWithThisOne() {
        agent.switchTo = List.of("gone");
        run("switch_agent", "{\"agent\":\"gone\"}");
        assertThat(effects).isEmpty();
        assertThat(model.sent).singleElement().asString().contains("not there any more");
    }

    @Test
    void callHuman_hasSomebodyRung() {
        agent.escalation = "night";
        agent.escalateOn = EscalateOn.TOOL;
        run("call_human", "{}");
        assertThat(model.sent).singleElement().asString().contains("somebody is being called");
        assertThat(rung).containsExactly("front-desk");
        assertThat(ends).isEmpty();
    }

    @Test
    void callHuman_isNoToolOfAnAgentWhoseCallsRingSomebodyAnyway() {
        agent.escalation = "night";
        run("call_human", "{}");
        assertThat(model.sent).singleElement().asString().contains("nobody can be called");
        assertThat(rung).isEmpty();
    }

    @Test
    void nothingPrintsWhatIsPersonal() {
        agent.sendSms = new SmsAbility(null, "Send.", 2);
        String secret = "my card is 4929";
        assertThat(numbers.toString()).doesNotContain("7700900123");
        assertThat(ToolResult.ok(secret).toString()).doesNotContain(secret);
        run("slots", "{\"x\":\"" + secret + "\"}");
        assertThat(services.asked.getFirst().request.toString()).doesNotContain(secret);
        assertThat(new BuiltInTools.Asked.SendSms(secret).toString()).doesNotContain(secret);
        assertThat(new BuiltInTools.Asked.SendDtmf("4929").toString()).doesNotContain("4929");
    }

    private static AgentTool.Http http(String name, @Nullable String filler) {
        return new AgentTool.Http(
                name,
                "A tool.",
                URI.create("https://tools.example.com/" + name),
                AgentTool.Method.POST,
                null,
                Map.of(),
                Duration.ofSeconds(10),
                1,
                32,
                16_384,
                filler,
                Duration.ofSeconds(1),
                false);
    }

    private void run(String name, String arguments) {
        run(name, arguments, "resp_1");
    }

    private void run(String name, String arguments, String responseId) {
        tools().run(new ToolCall(responseId, "call_" + ++calls, name, arguments));
    }

    private AgentTools tools() {
        AgentTools present = begun;
        if (present == null) {
            present = begin();
            begun = present;
        }
        return present;
    }

    private AgentTools begin() {
        CallSettings settings =
                Settings.of(
                        agent,
                        meters,
                        ResamplerProfile.HIGH,
                        2_000,
                        numbers,
                        new ToolServices(
                                services,
                                canSend ? services : null,
                                services.agents::get,
                                new Ringing(),
                                new Traces()));
        Farewell goodbye =
                new Farewell(
                        clock,
                        settings.agent().hangUp().farewellLimit(),
                        (outcome, next) -> ends.add(outcome + " " + next));
        farewell = goodbye;
        AgentTools tools = new AgentTools(settings, clock, goodbye, new Effects());
        tools.attach(model);
        return tools;
    }

    private final class Traces implements CallTraces {
        @Override
        public String traceId(String callId) {
            return callId;
        }

        @Override
        public String parentOfTool(String callId, String toolCallId) {
            return callId + "/" + toolCallId;
        }

        @Override
        public void toolOver(ToolUse use) {
            uses.add(use);
        }
    }

    private final class Ringing implements OnCall {
        @Override
        public void began(CallSettings call) {}

        @Override
        public void asked(CallSettings call, AgentProfile leading) {
            rung.add(leading.name());
        }

        @Override
        public void ended(CallSettings call) {}
    }

    private final class Effects implements ToolEffects {
        @Override
        public void sayMeanwhile(String words) {
            effects.add("say " + words);
        }

        @Override
        public void sendDigits(String digits) {
            effects.add("keys " + digits);
        }

        @Override
        public void handOver(AgentProfile next) {
            effects.add("agent " + next.name());
        }
    }
}
