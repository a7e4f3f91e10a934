package dev.trunkline.gateway.twilio.rest;

import static dev.trunkline.gateway.twilio.rest.FakeApi.ACCOUNT;
import static dev.trunkline.gateway.twilio.rest.FakeApi.TOKEN;
import static dev.trunkline.gateway.twilio.rest.FakeApi.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.twilio.http.HttpMethod;
import com.twilio.http.TwilioRestClient;
import com.twilio.rest.api.v2010.account.Call;
import com.twilio.rest.api.v2010.account.CallCreator;
import com.twilio.type.Endpoint;
import com.twilio.type.Twiml;
import dev.trunkline.gateway.config.keys.Secret;
import dev.trunkline.gateway.trunk.PhoneNumber;
import dev.trunkline.gateway.trunk.SipUri;
import dev.trunkline.gateway.twilio.rest.MachineDetection.Mode;
import dev.trunkline.gateway.twilio.rest.MachineDetection.Tuning;
import dev.trunkline.gateway.twilio.rest.NewCall.Caller;
import dev.trunkline.gateway.twilio.rest.NewCall.Limits;
import dev.trunkline.observability.metrics.GatewayMeters;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls are asked for as Twilio's own client asks, field by field. */
class CallRequestIT {
    private static final String SID = "CA00000000000000000000000000000001";
    private static final String BYOC = "BY00112233445566778899aabbccddeeff";
    private static final PhoneNumber TO = new PhoneNumber("+447700900555");
    private static final PhoneNumber FROM = new PhoneNumber("+442079460000");
    private static final Endpoint VENDORS_TO = new com.twilio.type.PhoneNumber(TO.e164());
    private static final Endpoint VENDORS_FROM = new com.twilio.type.PhoneNumber(FROM.e164());
    private static final URI ANSWERED =
            URI.create("https://voice.gateway.example/twilio/voice?agent=a&trunk=own&c=77%2F8");
    private static final URI FALLBACK = URI.create("https://voice.gateway.example/fallback");
    private static final URI STATUS = URI.create("https://voice.gateway.example/status?c=77");
    private static final URI RECORDED = URI.create("https://voice.gateway.example/recorded?c=77");
    private static final URI DETECTED = URI.create("https://voice.gateway.example/amd?c=77");
    private static final String TWIML =
            "<Response><Say language=\"de-DE\">Grüße &amp; mehr</Say></Response>";
    private static final String CALL =
            """
            {"sid": "%s", "status": "queued", "duration": null, "queue_time": "1200", "answered_by": null}\
            """
                    .formatted(SID);

    private final Vertx vertx = Vertx.vertx();
    private final GatewayMeters meters = new GatewayMeters();
    private final FakeApi api = new FakeApi(vertx).answer(201, CALL);
    private final TwilioRest client = new TwilioRest(vertx, api.settings(), meters.twilio());

    @AfterEach
    void close() {
        api.close();
        await(vertx.close());
        meters.close();
    }

    private TwilioRestClient vendor() {
        return VendorClient.to(api.url(), ACCOUNT, TOKEN, ACCOUNT);
    }

    private void assertBothAskTheSame(CallCreator creator, NewCall call) {
        assertThat(creator.create(vendor()).getSid()).isEqualTo(SID);
        CallSnapshot placed = await(client.place(call));
        assertThat(placed)
                .isEqualTo(
                        new CallSnapshot(
                                SID, CallState.QUEUED, null, Duration.ofMillis(1_200), null, null));
        assertBothAskTheSame();
    }

    /** What the vendor's client sent, and then ours. */
    private void assertBothAskTheSame() {
        assertThat(api.seen()).hasSize(2);
        assertThat(api.seen().getLast()).isEqualTo(api.seen().getFirst());
    }

    @Test
    void overATrunkOfOnesOwn_withEveryCallback() {
        assertBothAskTheSame(
                Call.creator(VENDORS_TO, VENDORS_FROM, ANSWERED)
                        .setMethod(HttpMethod.POST)
                        .setFallbackUrl(FALLBACK)
                        .setFallbackMethod(HttpMethod.POST)
                        .setByoc(BYOC)
                        .setTimeout(25)
                        .setTimeLimit(1_800)
                        .setStatusCallback(STATUS)
                        .setStatusCallbackMethod(HttpMethod.POST)
                        .setStatusCallbackEvent(
                                List.of("initiated", "ringing", "answered", "completed")),
                NewCall.to(
                                TO,
                                FROM,
                                new Instructions.FromUrl(ANSWERED, WebhookMethod.POST, FALLBACK))
                        .byoc(BYOC)
                        .limits(new Limits(Duration.ofSeconds(25), Duration.ofMinutes(30)))
                        .statusCallback(StatusCallback.of(STATUS))
                        .build());
        assertThat(api.seen().getFirst().fields())
                .contains("StatusCallbackEvent=initiated", "StatusCallbackEvent=answered");
    }

    @Test
    void recorded_withMachineDetectionTuned() {
        assertBothAskTheSame(
                Call.creator(VENDORS_TO, VENDORS_FROM, new Twiml(TWIML))
                        .setRecord(true)
                        .setRecordingChannels("dual")
                        .setRecordingTrack("both")
                        .setTrim("do-not-trim")
                        .setRecordingStatusCallback(RECORDED.toString())
                        .setRecordingStatusCallbackMethod(HttpMethod.GET)
                        .setRecordingStatusCallbackEvent(List.of("in-progress", "completed"))
                        .setMachineDetection("DetectMessageEnd")
                        .setMachineDetectionTimeout(20)
                        .setMachineDetectionSpeechThreshold(2_500)
                        .setMachineDetectionSpeechEndThreshold(1_300)
                        .setMachineDetectionSilenceTimeout(4_000)
                        .setAsyncAmd("true")
                        .setAsyncAmdStatusCallback(DETECTED)
                        .setAsyncAmdStatusCallbackMethod(HttpMethod.POST),
                NewCall.to(TO, FROM, new Instructions.Inline(TWIML))
                        .recording(
                                new CallRecording(
                                        CallRecording.Channels.DUAL,
                                        CallRecording.Track.BOTH,
                                        false,
                                        RECORDED,
                                        WebhookMethod.GET,
                                        Set.of(
                                                CallRecording.Event.COMPLETED,
                                                CallRecording.Event.IN_PROGRESS)))
                        .machineDetection(
                                new MachineDetection(
                                        Mode.DETECT_MESSAGE_END,
                                        Duration.ofSeconds(20),
                                        new Tuning(
                                                Duration.ofMillis(2_500),
                                                Duration.ofMillis(1_300),
                                                Duration.ofSeconds(4)),
                                        DETECTED,
                                        WebhookMethod.POST))
                        .build());
    }

    @Test
    void toASipAddress_withCredentialsAndAllThatSaysWhoCalls() {
        assertBothAskTheSame(
                Call.creator(
                                new com.twilio.type.PhoneNumber(
                                        "sip:desk@pbx.example;transport=tls"),
                                VENDORS_FROM,
                                "AP0123456789abcdef0123456789abcdef")
                        .setSipAuthUsername("user")
                        .setSipAuthPassword("pass word&")
                        .setCallerId("desk")
                        .setCallReason("Your order")
                        .setCallToken("{\"parentCallInfoToken\":\"x\"}")
                        .setSendDigits("ww12#"),
                NewCall.to(
                                new SipUri("sip:desk@pbx.example;transport=tls"),
                                FROM,
                                new Instructions.OfApplication(
                                        "AP0123456789abcdef0123456789abcdef"))
                        .sipCredentials(new SipCredentials("user", new Secret("pass word&")))
                        .caller(new Caller("desk", "Your order", "{\"parentCallInfoToken\":\"x\"}"))
                        .sendDigits("ww12#")
                        .build());
    }

    @Test
    void machineDetection_thatTheCallWaitsFor_withSomeEvents() {
        assertBothAskTheSame(
                Call.creator(VENDORS_TO, VENDORS_FROM, ANSWERED)
                        .setMethod(HttpMethod.GET)
                        .setMachineDetection("Enable")
                        .setStatusCallback(STATUS)
                        .setStatusCallbackMethod(HttpMethod.GET)
                        .setStatusCallbackEvent(List.of("answered", "completed")),
                NewCall.to(TO, FROM, new Instructions.FromUrl(ANSWERED, WebhookMethod.GET, null))
                        .machineDetection(
                                new MachineDetection(
                                        Mode.ENABLE,
                                        null,
                                        Tuning.STANDARD,
                                        null,
                                        WebhookMethod.POST))
                        .statusCallback(
                                new StatusCallback(
                                        STATUS,
                                        WebhookMethod.GET,
                                        EnumSet.of(
                                                StatusCallback.Event.COMPLETED,
                                                StatusCallback.Event.ANSWERED)))
                        .build());
    }

    @Test
    void fetch() {
        assertThat(Call.fetcher(SID).fetch(vendor()).getStatus()).isEqualTo(Call.Status.QUEUED);
        assertThat(await(client.fetch(SID)).state()).isEqualTo(CallState.QUEUED);
        assertBothAskTheSame();
    }

    @Test
    void list_byNumbersAndStart_andWithoutAny() {
        api.answer(200, "{\"calls\": [" + CALL + "]}");
        await(client.fetch(SID)); // takes the answer that is of a single call
        api.seen().clear();
        Instant start = Instant.parse("2026-11-28T09:14:55.123Z");
        assertThat(
                        Call.reader()
                                .setTo(new com.twilio.type.PhoneNumber(TO.e164()))
                                .setFrom(new com.twilio.type.PhoneNumber(FROM.e164()))
                                .setStartTimeAfter(start.atZone(ZoneOffset.UTC))
                                .pageSize(20)
                                .firstPage(vendor())
                                .getRecords())
                .hasSize(1);
        assertThat(await(client.list(new CallFilter(TO, FROM, start, 20))))
                .extracting(CallSnapshot::sid)
                .containsExactly(SID);
        Call.reader().pageSize(200).firstPage(vendor());
        await(client.list(new CallFilter(null, null, null, 200)));
        assertThat(api.seen()).hasSize(4);
        for (int i = 0; i < 4; i += 2) {
            assertThat(parts(api.seen().get(i + 1))).isEqualTo(parts(api.seen().get(i)));
        }
        assertThat(parts(api.seen().getFirst())).contains("StartTime%3E=2026-11-28T09%3A14%3A55");
    }

    /** The path and the query's fields, whose order is the vendor's hash table's. */
    private static List<String> parts(FakeApi.Seen seen) {
        return Stream.of((seen.method() + " " + seen.target()).split("[?&]")).sorted().toList();
    }

    @Test
    void redirect_toADocument_andToAUrl() {
        Call.updater(SID).setTwiml(new Twiml(TWIML)).update(vendor());
        CallUpdate update = await(client.redirect(SID, new Instructions.Inline(TWIML)));
        assertThat(update).isInstanceOf(CallUpdate.Done.class);
        assertBothAskTheSame();
        Call.updater(SID)
                .setUrl(ANSWERED)
                .setMethod(HttpMethod.POST)
                .setFallbackUrl(FALLBACK)
                .setFallbackMethod(HttpMethod.POST)
                .update(vendor());
        await(
                client.redirect(
                        SID, new Instructions.FromUrl(ANSWERED, WebhookMethod.POST, FALLBACK)));
        assertThat(api.seen().getLast()).isEqualTo(api.seen().get(2));
    }

    @Test
    void end_andCancel() {
        Call.updater(SID).setStatus(Call.UpdateStatus.COMPLETED).update(vendor());
        await(client.end(SID));
        assertBothAskTheSame();
        Call.updater(SID).setStatus(Call.UpdateStatus.CANCELED).update(vendor());
        await(client.cancel(SID));
        assertThat(api.seen().getLast()).isEqualTo(api.seen().get(2));
    }
}
