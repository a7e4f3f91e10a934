package dev.trunkline.loadtest.rest;

import static dev.trunkline.loadtest.rest.ApiBench.ACCOUNT;
import static dev.trunkline.loadtest.rest.ApiBench.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.twilio.rest.api.v2010.account.Call;
import dev.trunkline.gateway.trunk.PhoneNumber;
import dev.trunkline.gateway.twilio.rest.AnsweredBy;
import dev.trunkline.gateway.twilio.rest.CallSnapshot;
import dev.trunkline.gateway.twilio.rest.CallState;
import dev.trunkline.gateway.twilio.rest.CallUpdate;
import dev.trunkline.gateway.twilio.rest.Instructions;
import dev.trunkline.gateway.twilio.rest.MachineDetection;
import dev.trunkline.gateway.twilio.rest.NewCall;
import dev.trunkline.gateway.twilio.rest.StatusCallback;
import dev.trunkline.gateway.twilio.rest.WebhookMethod;
import dev.trunkline.loadtest.model.DelayDistribution;
import dev.trunkline.loadtest.phone.CallScript;
import dev.trunkline.loadtest.phone.PhoneCallReport;
import dev.trunkline.loadtest.phone.SimulatedTwilio;
import dev.trunkline.loadtest.phone.TwimlSource;
import dev.trunkline.loadtest.phone.When;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls that the gateway's client, and the vendor's, ask for: dialled, reported, changed. */
class CallsIT {
    private static final String BYOC = "BY00112233445566778899aabbccddeeff";
    private static final PhoneNumber TO = new PhoneNumber("+447700900555");
    private static final PhoneNumber FROM = new PhoneNumber("+442079460000");
    private static final String STREAM =
            "<Connect><Stream url=\"wss://voice.gateway.example/s\"/></Connect>";

    private final Vertx phoneVertx = Vertx.vertx();
    private ListeningGateway gateway;
    private SimulatedTwilio phone;
    private ApiBench bench;

    @BeforeEach
    void open() throws Exception {
        gateway = new ListeningGateway(phoneVertx).twiml("/answered", STREAM);
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

    private static NewCall.Builder call() {
        return NewCall.to(TO, FROM, answeredAt("/answered"))
                .statusCallback(StatusCallback.of(ListeningGateway.url("/status?c=1")));
    }

    private static Instructions.FromUrl answeredAt(String path) {
        return new Instructions.FromUrl(ListeningGateway.url(path), WebhookMethod.POST, null);
    }

    private PlacedCall placed(String sid) {
        return bench.api.calls().stream()
                .filter(each -> each.sid().equals(sid))
                .findAny()
                .orElseThrow();
    }

    private PhoneCallReport report(String sid) throws Exception {
        return Objects.requireNonNull(placed(sid).phone()).report().get(30, TimeUnit.SECONDS);
    }

    private void awaitStatus(String sid, CallStatus status) {
        await(status.wire(), () -> placed(sid).status() == status);
    }

    private List<String> toldStatuses() {
        return gateway.told("/status?c=1").stream().map(each -> each.get("CallStatus")).toList();
    }

    private void awaitTold(int callbacks) {
        await(callbacks + " callbacks", () -> gateway.told("/status?c=1").size() >= callbacks);
    }

    @Test
    void answeredCall_isReportedFromDialToEnd_andObeysItsTwiml() throws Exception {
        bench.api.callees(dialled -> CallScript.called().hangUp(When.at(40)));
        CallSnapshot placed = await(bench.rest.place(call().byoc(BYOC).build()));
        assertThat(placed.state()).isEqualTo(CallState.QUEUED);
        awaitStatus(placed.sid(), CallStatus.COMPLETED);
        awaitTold(4);
        List<ListeningGateway.Told> told = gateway.told("/status?c=1");
        assertThat(toldStatuses())
                .containsExactly("initiated", "ringing", "in-progress", "completed");
        assertThat(told)
                .extracting(each -> each.get("SequenceNumber"))
                .containsExactly("0", "1", "2", "3");
        assertThat(told)
                .allSatisfy(each ->
                        assertThat(each.parameters())
                                .containsEntry("CallSid", placed.sid())
                                .containsEntry("AccountSid", ACCOUNT.accountSid())
                                .containsEntry("Direction", "outbound-api")
                                .containsEntry("From", FROM.e164())
                                .containsEntry("To", TO.e164())
                                .containsEntry("CallbackSource", "call-progress-events")
                                .containsKey("Timestamp"));
        assertThat(told.getLast().parameters())
                .containsEntry("CallDuration", "1")
                .containsEntry("Duration", "1")
                .containsEntry("SipResponseCode", "200");
        assertThat(told.getFirst().parameters()).doesNotContainKeys("CallDuration", "Duration");
        assertThat(gateway.told("/answered"))
                .singleElement()
                .satisfies(asked ->
                        assertThat(asked.parameters())
                                .containsEntry("CallStatus", "in-progress")
                                .containsEntry("Direction", "outbound-api")
                                .containsEntry("CallSid", placed.sid()));
        PlacedCall call = placed(placed.sid());
        assertThat(call.byocTrunkSid()).isEqualTo(BYOC);
        PhoneCallReport report = report(placed.sid());
        assertThat(report.stream()).isPresent();
        assertThat(report.violations()).isEmpty();
        assertThat(bench.api.violations()).isEmpty();
    }

    @Test
    void vendorsClient_readsACall_thatIsPlacedAndFetched() throws Exception {
        Call created =
                Call.creator(
                                new com.twilio.type.PhoneNumber(TO.e164()),
                                new com.twilio.type.PhoneNumber(FROM.e164()),
                                ListeningGateway.url("/answered"))
                        .create(bench.vendor());
        assertThat(created.getSid()).matches("CA[0-9a-f]{32}");
        assertThat(created.getStatus()).isEqualTo(Call.Status.QUEUED);
        assertThat(created.getDirection()).isEqualTo("outbound-api");
        assertThat(created.getDateCreated()).isNotNull();
        awaitStatus(created.getSid(), CallStatus.IN_PROGRESS);
        Call fetched = Call.fetcher(created.getSid()).fetch(bench.vendor());
        assertThat(fetched.getStatus()).isEqualTo(Call.Status.IN_PROGRESS);
        assertThat(fetched.getStartTime()).isNotNull();
        assertThat(fetched.getTo()).isEqualTo(TO.e164());
        Call.updater(created.getSid())
                .setStatus(Call.UpdateStatus.COMPLETED)
                .update(bench.vendor());
        awaitStatus(created.getSid(), CallStatus.COMPLETED);
        Call over = Call.fetcher(created.getSid()).fetch(bench.vendor());
        assertThat(over.getStatus()).isEqualTo(Call.Status.COMPLETED);
        assertThat(over.getDuration()).isEqualTo("1");
        assertThat(over.getEndTime()).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0, 0, busy, 486",
        "0, 0, 1, failed, 503",
    })
    void callThatIsNotTaken_doesNotRing(
            double busy, double noAnswer, double failed, String status, String sipCode)
            throws Exception {
        bench.api.trunk(
                BYOC,
                TrunkBehavior.PROMPT.withChances(
                        new TrunkBehavior.Chances(busy, noAnswer, failed, 503)));
        await(bench.rest.place(call().byoc(BYOC).build()));
        awaitTold(2);
        assertThat(toldStatuses()).containsExactly("initiated", status);
        assertThat(gateway.told("/status?c=1").getLast().parameters())
                .containsEntry("SipResponseCode", sipCode)
                .containsEntry("CallDuration", "0")
                .containsEntry("Duration", "0");
        assertThat(gateway.told("/answered")).isEmpty();
    }

    @Test
    void callThatNobodyAnswers_ringsUntilItsTimeout() throws Exception {
        bench.api.trunk(
                FROM.e164(),
                TrunkBehavior.PROMPT.withChances(new TrunkBehavior.Chances(0, 1, 0, 503)));
        CallSnapshot placed =
                await(
                        bench.rest.place(
                                call().limits(new NewCall.Limits(Duration.ofSeconds(1), null))
                                        .build()));
        awaitTold(3);
        assertThat(toldStatuses()).containsExactly("initiated", "ringing", "no-answer");
        assertThat(gateway.told("/status?c=1").getLast().get("SipResponseCode")).isEqualTo("487");
        PlacedCall.Times times = placed(placed.sid()).times();
        assertThat(times.overNanos() - times.ringingNanos()).isGreaterThanOrEqualTo(990_000_000);
        assertThat(await(bench.rest.fetch(placed.sid())).state()).isEqualTo(CallState.NO_ANSWER);
    }

    @Test
    void trunks_behaveEachInItsOwnWay_andOtherwiseFromOneCallToTheNext() throws Exception {
        TrunkBehavior slow =
                TrunkBehavior.PROMPT
                        .withPostDialDelay(new DelayDistribution.Constant(120))
                        .withRinging(new DelayDistribution.Constant(80));
        bench.api.trunk(BYOC, slow);
        String own = await(bench.rest.place(call().byoc(BYOC).build())).sid();
        String other = await(bench.rest.place(call().build())).sid();
        awaitStatus(own, CallStatus.IN_PROGRESS);
        awaitStatus(other, CallStatus.IN_PROGRESS);
        PlacedCall.Times times = placed(own).times();
        assertThat(times.ringingNanos() - times.initiatedNanos())
                .isGreaterThanOrEqualTo(119_000_000);
        assertThat(times.answeredNanos() - times.ringingNanos()).isGreaterThanOrEqualTo(79_000_000);
        assertThat(placed(other).times().answeredNanos()).isLessThan(times.answeredNanos());
        bench.api.trunk(BYOC, slow.withChances(new TrunkBehavior.Chances(0, 0, 1, 404)));
        String next = await(bench.rest.place(call().byoc(BYOC).build())).sid();
        awaitStatus(next, CallStatus.FAILED);
        assertThat(placed(next).sipCode()).isEqualTo(404);
    }

    @Test
    void seed_repeatsWhatBecomesOfCalls() throws Exception {
        bench.api.otherTrunks(
                TrunkBehavior.PROMPT.withChances(new TrunkBehavior.Chances(0.5, 0, 0, 503)));
        List<CallStatus> first = outcomes(12);
        List<CallStatus> second = outcomes(12);
        assertThat(second).isEqualTo(first);
        assertThat(first).contains(CallStatus.BUSY, CallStatus.COMPLETED);
    }

    private List<CallStatus> outcomes(int calls) throws Exception {
        bench.api.seed(42);
        int before = bench.api.calls().size();
        for (int i = 0; i < calls; i++) {
            String sid =
                    await(
                                    bench.rest.place(
                                            NewCall.to(
                                                            TO,
                                                            FROM,
                                                            new Instructions.Inline("<Response/>"))
                                                    .build()))
                            .sid();
            await("it is over", () -> placed(sid).status().over());
        }
        return bench.api.calls().stream().skip(before).map(PlacedCall::status).toList();
    }

    @Test
    void burst_waitsInTheQueue_andIsNotRefused() throws Exception {
        bench.api.callsPerSecond(10);
        List<String> sids =
                IntStream.range(0, 4)
                        .mapToObj(i -> {
                            try {
                                return await(bench.rest.place(call().build())).sid();
                            } catch (Exception e) {
                                throw new AssertionError(e);
                            }
                        })
                        .toList();
        sids.forEach(sid -> awaitStatus(sid, CallStatus.IN_PROGRESS));
        long firstNanos = placed(sids.getFirst()).times().initiatedNanos();
        long lastNanos = placed(sids.getLast()).times().initiatedNanos();
        assertThat(lastNanos).isGreaterThan(firstNanos);
        assertThat(await(bench.rest.fetch(sids.getLast())).queued())
                .isGreaterThan(await(bench.rest.fetch(sids.getFirst())).queued());
    }

    @Test
    void inlineTwiml_isObeyedWithoutAnyRequest() throws Exception {
        String sid =
                await(
                                bench.rest.place(
                                        NewCall.to(
                                                        TO,
                                                        FROM,
                                                        new Instructions.Inline(
                                                                "<Response><Say>Hello</Say></Response>"))
                                                .build()))
                        .sid();
        awaitStatus(sid, CallStatus.COMPLETED);
        PhoneCallReport report = report(sid);
        assertThat(report.said()).containsExactly("Say Hello");
        assertThat(gateway.told).isEmpty();
    }

    @Test
    void redirect_endsTheStream_andTheCallObeysTheNewDocument() throws Exception {
        gateway.twiml("/elsewhere", "<Say>Elsewhere</Say>");
        String sid = await(bench.rest.place(call().build())).sid();
        await("the stream", () -> streamed("\"event\":\"media\""));
        CallUpdate update = await(bench.rest.redirect(sid, answeredAt("/elsewhere")));
        assertThat(update).isInstanceOf(CallUpdate.Done.class);
        awaitStatus(sid, CallStatus.COMPLETED);
        PhoneCallReport report = report(sid);
        assertThat(report.said()).containsExactly("Say Elsewhere");
        assertThat(report.outcome()).isEqualTo(PhoneCallReport.Outcome.GATEWAY_HUNG_UP);
        assertThat(streamed("\"event\":\"stop\"")).isTrue();
        assertThat(report.violations()).isEmpty();
    }

    @Test
    void redirect_endsAConversationRelayToo() throws Exception {
        gateway.twiml(
                        "/words",
                        "<Connect><ConversationRelay url=\"wss://voice.gateway.example/r\"/></Connect>")
                .twiml("/elsewhere", "<Say>Elsewhere</Say>");
        String sid =
                await(bench.rest.place(NewCall.to(TO, FROM, answeredAt("/words")).build())).sid();
        await("the session", () -> streamed("\"type\":\"setup\""));
        await(bench.rest.redirect(sid, answeredAt("/elsewhere")));
        awaitStatus(sid, CallStatus.COMPLETED);
        PhoneCallReport report = report(sid);
        assertThat(report.said()).containsExactly("Say Elsewhere");
        assertThat(report.relays()).hasSize(1);
        await("the socket's end", () -> gateway.streams.getFirst().isClosed());
    }

    private boolean streamed(String text) {
        return gateway.streamMessages.stream().anyMatch(message -> message.contains(text));
    }

    @Test
    void end_hangsUp_howeverFarTheCallIs() throws Exception {
        String talking = await(bench.rest.place(call().build())).sid();
        await("the stream", () -> streamed("\"event\":\"media\""));
        await(bench.rest.end(talking));
        awaitStatus(talking, CallStatus.COMPLETED);
        assertThat(streamed("\"event\":\"stop\"")).isTrue();
        assertThat(await(bench.rest.end(talking))).isEqualTo(new CallUpdate.NotInProgress());
        bench.api.otherTrunks(
                TrunkBehavior.PROMPT.withRinging(new DelayDistribution.Constant(60_000)));
        String ringing = await(bench.rest.place(call().build())).sid();
        awaitStatus(ringing, CallStatus.RINGING);
        assertThat(await(bench.rest.redirect(ringing, answeredAt("/elsewhere"))))
                .isEqualTo(new CallUpdate.NotInProgress());
        await(bench.rest.end(ringing));
        awaitStatus(ringing, CallStatus.CANCELED);
        awaitTold(7);
        assertThat(toldStatuses()).endsWith("initiated", "ringing", "canceled");
        assertThat(await(bench.rest.redirect(ringing, answeredAt("/elsewhere"))))
                .isEqualTo(new CallUpdate.NotInProgress());
    }

    @Test
    void cancel_givesUpWhatRings_andLeavesWhatIsAnswered() throws Exception {
        String talking = await(bench.rest.place(call().build())).sid();
        awaitStatus(talking, CallStatus.IN_PROGRESS);
        assertThat(await(bench.rest.cancel(talking)))
                .isInstanceOfSatisfying(
                        CallUpdate.Done.class,
                        done -> assertThat(done.call().state()).isEqualTo(CallState.IN_PROGRESS));
        bench.api.callsPerSecond(0.1);
        await(bench.rest.place(call().build())); // takes the queue's next turn
        String queued = await(bench.rest.place(call().build())).sid();
        assertThat(placed(queued).status()).isEqualTo(CallStatus.QUEUED);
        await(bench.rest.cancel(queued));
        awaitStatus(queued, CallStatus.CANCELED);
    }

    @Test
    void timeLimit_endsTheCall() throws Exception {
        String sid =
                await(
                                bench.rest.place(
                                        call().limits(
                                                        new NewCall.Limits(
                                                                null, Duration.ofSeconds(1)))
                                                .build()))
                        .sid();
        awaitStatus(sid, CallStatus.COMPLETED);
        PlacedCall.Times times = placed(sid).times();
        assertThat(times.overNanos() - times.answeredNanos()).isGreaterThanOrEqualTo(990_000_000);
    }

    @Test
    void machineDetection_isWaitedFor_andSaidInTheTwimlsRequest() throws Exception {
        bench.api.otherTrunks(
                TrunkBehavior.PROMPT.withMachines(
                        new TrunkBehavior.Machines(1, new DelayDistribution.Constant(60))));
        String sid =
                await(
                                bench.rest.place(
                                        call().machineDetection(
                                                        new MachineDetection(
                                                                MachineDetection.Mode.ENABLE,
                                                                null,
                                                                MachineDetection.Tuning.STANDARD,
                                                                null,
                                                                WebhookMethod.POST))
                                                .build()))
                        .sid();
        await("the TwiML's request", () -> !gateway.told("/answered").isEmpty());
        assertThat(gateway.told("/answered").getFirst().parameters())
                .containsEntry("AnsweredBy", "machine_start")
                .containsEntry("MachineDetectionDuration", "60");
        assertThat(await(bench.rest.fetch(sid)).answeredBy()).isEqualTo(AnsweredBy.MACHINE_START);
    }

    @Test
    void asyncMachineDetection_isToldBesides_whileTheCallGoesOn() throws Exception {
        bench.api.otherTrunks(
                TrunkBehavior.PROMPT.withMachines(
                        new TrunkBehavior.Machines(1, new DelayDistribution.Constant(200))));
        String sid =
                await(
                                bench.rest.place(
                                        call().machineDetection(
                                                        MachineDetection.async(
                                                                MachineDetection.Mode
                                                                        .DETECT_MESSAGE_END,
                                                                ListeningGateway.url("/amd")))
                                                .build()))
                        .sid();
        await("the result", () -> !gateway.told("/amd").isEmpty());
        assertThat(gateway.told("/amd").getFirst().parameters())
                .containsEntry("CallSid", sid)
                .containsEntry("AnsweredBy", "machine_end_beep");
        assertThat(gateway.told("/answered").getFirst().parameters())
                .doesNotContainKey("AnsweredBy");
    }

    @Test
    void callbacks_comeLostRepeatedAndOutOfOrder_onDemand() throws Exception {
        bench.api.callbacks((status, sequenceNumber) ->
                switch (status) {
                    case "initiated" -> List.of();
                    case "ringing" -> List.of(500L);
                    case "in-progress" -> List.of(0L, 50L);
                    default -> List.of(0L);
                });
        bench.api.callees(dialled -> CallScript.called().hangUp(When.at(20)));
        await(bench.rest.place(call().build()));
        awaitTold(4);
        assertThat(gateway.told("/status?c=1"))
                .extracting(each -> each.get("SequenceNumber"))
                .containsExactlyInAnyOrder("1", "2", "2", "3")
                .startsWith("2"); // answered at once, and told before it rang
    }

    @Test
    void onlyWhatWasAskedForIsTold_andByDefaultTheEnd() throws Exception {
        Call.creator(
                        new com.twilio.type.PhoneNumber(TO.e164()),
                        new com.twilio.type.PhoneNumber(FROM.e164()),
                        new com.twilio.type.Twiml("<Response/>"))
                .setStatusCallback(ListeningGateway.url("/status?c=1"))
                .create(bench.vendor());
        awaitTold(1);
        assertThat(toldStatuses()).containsExactly("completed");
        assertThat(gateway.told("/status?c=1").getFirst().get("SequenceNumber")).isEqualTo("0");
    }

    /** As the real one does: the call is made, and nothing is heard of it. */
    @Test
    void eventsInOneField_areAccepted_andNothingIsTold() throws Exception {
        String sid =
                Call.creator(
                                new com.twilio.type.PhoneNumber(TO.e164()),
                                new com.twilio.type.PhoneNumber(FROM.e164()),
                                new com.twilio.type.Twiml("<Response/>"))
                        .setStatusCallback(ListeningGateway.url("/status?c=1"))
                        .setStatusCallbackEvent("initiated ringing answered completed")
                        .create(bench.vendor())
                        .getSid();
        awaitStatus(sid, CallStatus.COMPLETED);
        assertThat(bench.api.violations()).extracting(ApiViolation::code).containsExactly(21626);
        assertThat(gateway.told).isEmpty();
    }

    @Test
    void recording_isTold_whenItIsThere() throws Exception {
        bench.api.callees(dialled -> CallScript.called().hangUp(When.at(20)));
        Call.creator(
                        new com.twilio.type.PhoneNumber(TO.e164()),
                        new com.twilio.type.PhoneNumber(FROM.e164()),
                        ListeningGateway.url("/answered"))
                .setRecord(true)
                .setRecordingChannels("dual")
                .setRecordingStatusCallback("https://voice.gateway.example/recorded")
                .create(bench.vendor());
        await("the recording", () -> !gateway.told("/recorded").isEmpty());
        assertThat(gateway.told("/recorded").getFirst().parameters())
                .containsEntry("RecordingStatus", "completed")
                .containsEntry("RecordingChannels", "2")
                .hasEntrySatisfying(
                        "RecordingSid", sid -> assertThat(sid).matches("RE[0-9a-f]{32}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "From=%2B442079460000&Url=https%3A%2F%2Fa.example%2F | 21201",
                "To=07700900555&From=%2B442079460000&Url=https%3A%2F%2Fa.example%2F | 21211",
                "To=%2B447700900555&Url=https%3A%2F%2Fa.example%2F | 21213",
                "To=%2B447700900555&From=none&Url=https%3A%2F%2Fa.example%2F | 21212",
                "To=%2B447700900555&From=%2B442079460001&Url=https%3A%2F%2Fa.example%2F | 21210",
                "To=%2B447700900555&From=%2B442079460000 | 21205",
                "To=%2B447700900555&From=%2B442079460000&Url=ftp%3A%2F%2Fa.example%2F | 21205",
                "To=%2B447700900555&From=%2B442079460000&Twiml=x&StatusCallback=https%3A%2F%2Fa_b.example%2F | 21609",
                "To=%2B447700900555&From=%2B442079460000&Twiml=x&ApplicationSid=AP1 | 21218",
                "To=%2B447700900555&From=%2B442079460000&Twiml=x&Timeout=601 | 20001",
                "To=%2B447700900555&From=%2B442079460000&Twiml=x&Timeout=soon | 20001",
                "To=%2B447700900555&From=%2B442079460000&Twiml=x&Byoc=BY1 | 20001",
                "To=%2B447700900555&From=%2B442079460000&Twiml=x&MachineDetection=on | 20001",
                "To=%2B447700900555&From=%2B442079460000&Twiml=x&MachineDetectionSilenceTimeout=1 | 20001",
                "To=%2B447700900555&From=%2B442079460000&Twiml=x&Colour=blue | 20001",
                "To=%2B447700900555&From=%2B442079460000&Twiml=x&SendDigits=hello | 20001",
            })
    void wrongForms_areRefusedWithTwiliosCode_andNoted(String form, int code) throws Exception {
        bench.api.ownNumbers(java.util.Set.of(FROM.e164()));
        assertThat(bench.post("/Calls.json", form).body()).contains("\"code\":" + code + ",");
        assertThat(bench.api.violations()).extracting(ApiViolation::code).containsExactly(code);
        assertThat(bench.api.calls()).isEmpty();
    }

    @Test
    void byocToASipAddress_isIgnored_andNoted() throws Exception {
        bench.post(
                "/Calls.json",
                "To=sip%3Adesk%40pbx.example&From=%2B442079460000&Twiml=%3CResponse%2F%3E&Byoc="
                        + BYOC);
        assertThat(bench.api.calls().getFirst().byocTrunkSid()).isNull();
        assertThat(bench.api.violations()).hasSize(1);
    }

    @Test
    void faults_makeACallOrNot_asTheySay() throws Exception {
        bench.api.failNext(new ApiFault.Reset(true), new ApiFault.Reset(false));
        for (int i = 0; i < 2; i++) {
            assertThat(ApiBench.failure(bench.rest.place(call().build())).mayHaveBeenDone())
                    .isTrue();
        }
        assertThat(bench.api.calls()).hasSize(1);
        assertThat(bench.api.received()).isEqualTo(2);
    }

    @Test
    void inboundCall_isFetchedRedirectedAndEnded() throws Exception {
        gateway.twiml("/elsewhere", "<Say>Elsewhere</Say>").twiml("/hello", STREAM);
        var inbound = phone.place(CallScript.inbound("/hello").build());
        await("the stream", () -> streamed("\"event\":\"media\""));
        assertThat(await(bench.rest.fetch(inbound.callSid())).state())
                .isEqualTo(CallState.IN_PROGRESS);
        await(bench.rest.redirect(inbound.callSid(), answeredAt("/elsewhere")));
        PhoneCallReport report = inbound.report().get(30, TimeUnit.SECONDS);
        assertThat(report.said()).containsExactly("Say Elsewhere");
        var second = phone.place(CallScript.inbound("/hello").build());
        await("the second stream", () -> gateway.streams.size() == 2);
        await(bench.rest.end(second.callSid()));
        assertThat(second.report().get(30, TimeUnit.SECONDS).said()).isEmpty();
        assertThat(await(bench.rest.end(second.callSid())))
                .isEqualTo(new CallUpdate.NotInProgress());
    }

    @Test
    void redirectThatComesWhileItIsConnecting_wins() throws Exception {
        gateway.twiml("/slow", "<Pause length=\"30\"/><Say>Too late</Say>");
        gateway.twiml("/elsewhere", "<Say>Elsewhere</Say>");
        var inbound = phone.place(CallScript.inbound("/slow").build());
        await("it is answered", () -> !gateway.told("/slow").isEmpty());
        inbound.redirect(new TwimlSource.At(URI.create("https://voice.gateway.example/elsewhere")));
        PhoneCallReport report = inbound.report().get(30, TimeUnit.SECONDS);
        assertThat(report.said()).containsExactly("Say Elsewhere");
    }
}
