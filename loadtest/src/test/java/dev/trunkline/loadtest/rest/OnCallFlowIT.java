package dev.trunkline.loadtest.rest;

import static dev.trunkline.loadtest.rest.ApiBench.ACCOUNT;
import static dev.trunkline.loadtest.rest.ApiBench.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.gateway.trunk.PhoneNumber;
import dev.trunkline.gateway.twilio.rest.Instructions;
import dev.trunkline.gateway.twilio.rest.NewCall;
import dev.trunkline.loadtest.model.DelayDistribution;
import dev.trunkline.loadtest.phone.CallScript;
import dev.trunkline.loadtest.phone.Handset;
import dev.trunkline.loadtest.phone.PhoneCall;
import dev.trunkline.loadtest.phone.PhoneCallReport;
import dev.trunkline.loadtest.phone.PhoneCallReport.Outcome;
import dev.trunkline.loadtest.phone.SimulatedTwilio;
import dev.trunkline.loadtest.phone.TwimlSource;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Documents that wait for keys and messages, and that dial: what an on-call flow is made of. */
class OnCallFlowIT {
    private static final String BYOC = "BY00112233445566778899aabbccddeeff";
    private static final PhoneNumber TO = new PhoneNumber("+447700900555");
    private static final PhoneNumber FROM = new PhoneNumber("+442079460000");
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private final Vertx phoneVertx = Vertx.vertx();
    private ListeningGateway gateway;
    private SimulatedTwilio phone;
    private ApiBench bench;

    @BeforeEach
    void open() throws Exception {
        gateway = new ListeningGateway(phoneVertx);
        phone = SimulatedTwilio.create(phoneVertx, ACCOUNT, gateway.address());
        bench = new ApiBench(phone);
        bench.api.callsPerSecond(10_000);
    }

    @AfterEach
    void close() throws Exception {
        phone.closeAll().get(30, TimeUnit.SECONDS);
        bench.close();
        gateway.close();
        await(phoneVertx.close());
    }

    private String place(Instructions instructions) throws Exception {
        return await(bench.rest.place(NewCall.to(TO, FROM, instructions).build())).sid();
    }

    private static Instructions inline(String verbs) {
        return new Instructions.Inline("<Response>" + verbs + "</Response>");
    }

    private PlacedCall placed(String sid) {
        return bench.api.calls().stream()
                .filter(each -> each.sid().equals(sid))
                .findAny()
                .orElseThrow();
    }

    private PhoneCallReport report(String sid) throws Exception {
        await("it is answered", () -> placed(sid).phone() != null);
        return Objects.requireNonNull(placed(sid).phone()).report().get(30, TimeUnit.SECONDS);
    }

    private PlacedCall child() {
        return bench.api.calls().stream()
                .filter(each -> each.parentCallSid() != null)
                .findAny()
                .orElseThrow();
    }

    private Map<String, String> told(String path) {
        await(path, () -> !gateway.told(path).isEmpty());
        return gateway.told(path).getLast().parameters();
    }

    private PhoneCall inbound(String document, Handset handset) {
        gateway.twiml("/hello", document);
        return phone.place(CallScript.inbound("/hello").handset(handset).build());
    }

    private static PhoneCallReport over(PhoneCall call) throws Exception {
        return call.report().get(30, TimeUnit.SECONDS);
    }

    @Test
    void gather_asksItsAction_withTheKeyThatIsPressed() throws Exception {
        gateway.twiml("/keys", "<Say>Joined</Say>");
        bench.api.callees(_ -> CallScript.called().handset(Handset.CALLED.pressing("1")));
        String sid =
                place(
                        inline(
                                "<Gather numDigits=\"1\" timeout=\"9\""
                                        + " action=\"https://voice.gateway.example/keys\">"
                                        + "<Say>Press 1</Say></Gather><Say>Nobody</Say>"));
        PhoneCallReport report = report(sid);
        assertThat(report.said()).containsExactly("Say Press 1", "Say Joined");
        assertThat(told("/keys")).containsEntry("Digits", "1").containsEntry("CallSid", sid);
        assertThat(report.violations()).isEmpty();
    }

    @Test
    void gather_goesOnInTheDocument_ifNoKeyIsPressed_orOnlyTheLast() throws Exception {
        String document =
                "<Gather timeout=\"1\" action=\"https://voice.gateway.example/keys\"/><Say>Nobody</Say>";
        bench.api.callees(_ -> CallScript.called());
        String silent = place(inline(document));
        bench.api.callees(_ -> CallScript.called().handset(Handset.CALLED.pressing("#")));
        assertThat(report(place(inline(document))).said()).containsExactly("Say Nobody");
        assertThat(report(silent).said()).containsExactly("Say Nobody");
        assertThat(gateway.told).isEmpty();
    }

    @Test
    void gather_hearsKeysThatArePressedLive_untilTheFinishingOne() throws Exception {
        gateway.twiml("/keys", "<Hangup/>");
        PhoneCall call = inbound("<Gather action=\"/keys\" finishOnKey=\"*\"/>", Handset.CALLER);
        await("it is asked", () -> !gateway.told("/hello").isEmpty());
        await(
                "the keys",
                () -> {
                    call.dtmf("42*"); // lost until it waits for them
                    return !gateway.told("/keys").isEmpty();
                });
        assertThat(told("/keys")).containsEntry("Digits", "42");
        assertThat(over(call).outcome()).isEqualTo(Outcome.GATEWAY_HUNG_UP);
    }

    @Test
    void record_isAVoicemail_whoseFileComesAfterTheCall() throws Exception {
        gateway.twiml("/left", "<Say>Thank you</Say>");
        PhoneCallReport report =
                over(
                        inbound(
                                "<Record maxLength=\"60\" finishOnKey=\"#\" playBeep=\"true\""
                                        + " action=\"/left\" transcribe=\"false\""
                                        + " recordingStatusCallback=\"/recorded\"/>",
                                Handset.CALLER));
        assertThat(report.said()).containsExactly("Record", "Say Thank you");
        Map<String, String> left = told("/left");
        assertThat(left)
                .containsEntry("RecordingDuration", "1")
                .containsEntry("Digits", "#")
                .containsKey("RecordingUrl");
        assertThat(told("/recorded"))
                .containsEntry("RecordingStatus", "completed")
                .containsEntry("RecordingSid", left.get("RecordingSid"))
                .containsEntry("RecordingUrl", left.get("RecordingUrl"))
                .containsEntry("RecordingSource", "RecordVerb");
        assertThat(report.violations()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"HANG_UP, 30, hangup", "STAY, 30, ''"})
    void record_endsWithTheCallToo_orWithSilence(Handset.Then then, long spokenMs, String digits)
            throws Exception {
        PhoneCallReport report =
                over(
                        inbound(
                                "<Record timeout=\"1\" action=\"/left\"/>",
                                Handset.CALLER.leaving(new Handset.Message(spokenMs, then))));
        assertThat(told("/left").getOrDefault("Digits", "")).isEqualTo(digits);
        assertThat(report.outcome())
                .isEqualTo(
                        then == Handset.Then.HANG_UP
                                ? Outcome.CALLER_HUNG_UP
                                : Outcome.GATEWAY_HUNG_UP);
    }

    @Test
    void record_ofNothing_isNone_andTheDocumentGoesOn() throws Exception {
        PhoneCallReport report =
                over(
                        inbound(
                                "<Record action=\"/left\"/><Say>Nothing</Say>",
                                Handset.CALLER.leaving(
                                        new Handset.Message(0, Handset.Then.PRESS_KEY))));
        assertThat(report.said()).containsExactly("Record", "Say Nothing");
        assertThat(gateway.told("/left")).isEmpty();
    }

    @Test
    void conference_joinsTwoCalls_andEndsForBoth_whenTheOneThatEndsItLeaves() throws Exception {
        String room = "<Dial action=\"/after\"><Conference %s>on-call</Conference></Dial>";
        gateway.twiml("/room", room.formatted("endConferenceOnExit=\"true\""));
        PhoneCall caller =
                inbound(room.formatted("startConferenceOnEnter=\"false\""), Handset.CALLER);
        await("it is asked", () -> !gateway.told("/hello").isEmpty());
        bench.api.callees(_ -> CallScript.called().handset(Handset.CALLED.talking(100)));
        String sid = place(inline("<Redirect>https://voice.gateway.example/room</Redirect>"));
        assertThat(caller.awaitJoined(DEADLINE).get(30, TimeUnit.SECONDS)).isEqualTo("on-call");
        PhoneCallReport onCall = report(sid);
        PhoneCallReport called = over(caller);
        assertThat(onCall.outcome()).isEqualTo(Outcome.CALLER_HUNG_UP);
        assertThat(called.outcome()).isEqualTo(Outcome.GATEWAY_HUNG_UP);
        assertThat(List.of(onCall, called))
                .allSatisfy(each -> {
                    assertThat(each.violations()).isEmpty();
                    assertThat(each.joined())
                            .singleElement()
                            .satisfies(joined ->
                                    assertThat(joined.toNanos() - joined.fromNanos())
                                            .isGreaterThanOrEqualTo(50_000_000));
                });
        assertThat(gateway.told("/after"))
                .hasSize(2)
                .allSatisfy(each ->
                        assertThat(each.parameters())
                                .containsEntry("DialCallStatus", "answered")
                                .doesNotContainKey("DialCallSid"));
    }

    @Test
    void conference_doesNotBeginWithoutTheOneThatBeginsIt() throws Exception {
        String waits = "<Dial><Conference startConferenceOnEnter=\"false\">r</Conference></Dial>";
        PhoneCall first = inbound(waits, Handset.CALLER);
        PhoneCall second = inbound(waits, Handset.CALLER);
        await("both are asked", () -> gateway.told("/hello").size() == 2);
        first.hangUp();
        second.hangUp();
        assertThat(over(first).joined()).isEmpty();
        assertThat(over(second).joined()).isEmpty();
    }

    @Test
    void redirectOutOfAStream_putsTheCallerIntoARoom() throws Exception {
        String stream = "<Connect><Stream url=\"wss://voice.gateway.example/s\"/></Connect>";
        PhoneCall caller = inbound(stream, Handset.CALLER.talking(50));
        await("the stream", () -> !gateway.streamMessages.isEmpty());
        String room = "<Dial><Conference endConferenceOnExit=\"true\">r</Conference></Dial>";
        await(
                bench.rest.redirect(
                        caller.callSid(),
                        new Instructions.Inline("<Response>" + room + "</Response>")));
        bench.api.callees(_ -> CallScript.called().handset(Handset.CALLER));
        String sid = place(inline(room));
        assertThat(over(caller).joined()).hasSize(1);
        assertThat(report(sid).joined()).hasSize(1);
        assertThat(over(caller).stream()).isPresent();
    }

    @Test
    void dialNumber_overATrunk_isACallOfItsOwn_toldStepByStep() throws Exception {
        bench.api.callees(_ -> CallScript.called().handset(Handset.CALLED.talking(30)));
        PhoneCall caller =
                inbound(
                        "<Dial callerId=\"+442079460000\" timeout=\"20\" action=\"/after\">"
                                + "<Number byoc=\""
                                + BYOC
                                + "\" statusCallback=\"/child\""
                                + " statusCallbackEvent=\"initiated ringing answered completed\">"
                                + "+447700900555</Number></Dial>",
                        Handset.CALLER);
        PhoneCallReport report = over(caller);
        await("the child's end", () -> gateway.told("/child").size() == 4);
        assertThat(gateway.told("/child"))
                .extracting(each -> each.get("CallStatus"))
                .containsExactly("initiated", "ringing", "in-progress", "completed");
        assertThat(gateway.told("/child"))
                .allSatisfy(each ->
                        assertThat(each.parameters())
                                .containsEntry("ParentCallSid", caller.callSid())
                                .containsEntry("CallSid", child().sid())
                                .containsEntry("Direction", "outbound-dial")
                                .containsEntry("From", FROM.e164())
                                .containsEntry("To", TO.e164()));
        assertThat(told("/after"))
                .containsEntry("CallSid", caller.callSid())
                .containsEntry("DialCallStatus", "completed")
                .containsEntry("DialCallSid", child().sid())
                .containsEntry("DialCallDuration", "1");
        assertThat(child().byocTrunkSid()).isEqualTo(BYOC);
        assertThat(report.joined())
                .extracting(PhoneCallReport.Joined::to)
                .containsExactly(TO.e164());
        assertThat(report.violations()).isEmpty();
        assertThat(bench.api.violations()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1, 0, 0, busy, 486", "0, 1, 0, no-answer, 487", "0, 0, 1, failed, 503"})
    void dialSip_tellsItsAction_howItEnded_asItsHostBehaves(
            double busy, double noAnswer, double failed, String status, String sipCode)
            throws Exception {
        bench.api.trunk(
                "pbx.example",
                TrunkBehavior.PROMPT.withChances(
                        new TrunkBehavior.Chances(busy, noAnswer, failed, 503)));
        PhoneCallReport report =
                over(
                        inbound(
                                "<Dial timeout=\"1\" action=\"/after\"><Sip username=\"u\""
                                        + " password=\"p\">sip:ops@pbx.example;transport=tls?X-a=1</Sip></Dial>",
                                Handset.CALLER));
        assertThat(told("/after"))
                .containsEntry("DialCallStatus", status)
                .containsEntry("DialSipResponseCode", sipCode)
                .doesNotContainKey("DialCallDuration");
        assertThat(report.joined()).isEmpty();
        assertThat(report.violations()).isEmpty();
    }

    @Test
    void dialOfSeveral_joinsTheFirstThatAnswers_andGivesUpTheOthers() throws Exception {
        bench.api.trunk(
                "slow.example",
                TrunkBehavior.PROMPT.withRinging(new DelayDistribution.Constant(60_000)));
        PhoneCall caller =
                inbound(
                        "<Dial action=\"/after\"><Sip>sip:a@slow.example</Sip><Sip>sip:b@fast.example</Sip></Dial>",
                        Handset.CALLER);
        assertThat(over(caller).joined())
                .extracting(PhoneCallReport.Joined::to)
                .containsExactly("sip:b@fast.example");
        await(
                "the other is given up",
                () ->
                        bench.api.calls().stream()
                                .anyMatch(each -> each.status() == CallStatus.CANCELED));
    }

    @Test
    void callerWhoHangsUp_endsWhatWasDialled_andTheActionIsAskedOnceMore() throws Exception {
        bench.api.otherTrunks(
                TrunkBehavior.PROMPT.withRinging(new DelayDistribution.Constant(60_000)));
        PhoneCall caller = inbound("<Dial action=\"/after\">+447700900555</Dial>", Handset.CALLER);
        await(
                "it rings",
                () ->
                        bench.api.calls().stream()
                                .anyMatch(each -> each.status() == CallStatus.RINGING));
        caller.hangUp();
        assertThat(over(caller).outcome()).isEqualTo(Outcome.CALLER_HUNG_UP);
        await("it is given up", () -> child().status() == CallStatus.CANCELED);
        assertThat(told("/after"))
                .containsEntry("DialCallStatus", "canceled")
                .containsEntry("CallStatus", "completed");
    }

    @Test
    void redirect_leavesWhatWasDialled_andTheChildCanBeEndedByTheApi() throws Exception {
        bench.api.callees(_ -> CallScript.called().handset(Handset.CALLER));
        PhoneCall caller = inbound("<Dial>+447700900555</Dial>", Handset.CALLER);
        caller.awaitJoined(DEADLINE).get(30, TimeUnit.SECONDS);
        caller.redirect(new TwimlSource.Inline("<Response><Say>Elsewhere</Say></Response>"));
        assertThat(over(caller).said()).containsExactly("Dial +447700900555", "Say Elsewhere");
        await("its end", () -> child().status() == CallStatus.COMPLETED);
        PhoneCall second = inbound("<Dial action=\"/after\">+447700900555</Dial>", Handset.CALLER);
        second.awaitJoined(DEADLINE).get(30, TimeUnit.SECONDS);
        await(bench.rest.end(bench.api.calls().getLast().sid()));
        assertThat(over(second).outcome()).isEqualTo(Outcome.GATEWAY_HUNG_UP);
        assertThat(told("/after")).containsEntry("DialCallStatus", "completed");
    }

    @Test
    void dialOfWhatIsNoNumber_fails_andIsNoted() throws Exception {
        PhoneCallReport report =
                over(inbound("<Dial action=\"/after\">07700900555</Dial>", Handset.CALLER));
        assertThat(told("/after")).containsEntry("DialCallStatus", "failed");
        assertThat(report.violations()).singleElement().matches(each -> each.code() == 13224);
        assertThat(bench.api.calls()).isEmpty();
    }

    @Test
    void wrongNouns_failAsTheApiWouldRefuseThem() throws Exception {
        over(inbound("<Dial><Number byoc=\"BY1\">+447700900555</Number></Dial>", Handset.CALLER));
        assertThat(bench.api.violations()).extracting(ApiViolation::code).containsExactly(20001);
        PhoneCallReport report =
                over(inbound("<Dial colour=\"blue\">+447700900555</Dial>", Handset.CALLER));
        assertThat(report.violations()).singleElement().matches(each -> each.code() == 12200);
    }
}
