package dev.trunkline.loadtest.rest;

import static dev.trunkline.loadtest.rest.ApiBench.ACCOUNT;
import static dev.trunkline.loadtest.rest.ApiBench.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.twilio.rest.api.v2010.account.Call;
import com.twilio.rest.api.v2010.account.Message;
import dev.trunkline.gateway.trunk.PhoneNumber;
import dev.trunkline.gateway.twilio.rest.CallRecording;
import dev.trunkline.gateway.twilio.rest.Instructions;
import dev.trunkline.gateway.twilio.rest.NewCall;
import dev.trunkline.gateway.twilio.rest.NewMessage;
import dev.trunkline.gateway.twilio.rest.StatusCallback;
import dev.trunkline.gateway.twilio.rest.WebhookMethod;
import dev.trunkline.loadtest.phone.SimulatedTwilio;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Callbacks of recordings and messages, and those that ask by GET. */
class CallbackMethodsIT {
    private static final PhoneNumber TO = new PhoneNumber("+447700900555");
    private static final PhoneNumber FROM = new PhoneNumber("+442079460000");
    private static final NewMessage MESSAGE =
            new NewMessage(TO, FROM, null, "ring", ListeningGateway.url("/sms?c=1"));

    private final Vertx phoneVertx = Vertx.vertx();
    private ListeningGateway gateway;
    private SimulatedTwilio phone;
    private ApiBench bench;

    @BeforeEach
    void open() throws Exception {
        gateway = new ListeningGateway(phoneVertx).twiml("/answered", "<Say>Hello</Say>");
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

    private List<ListeningGateway.Told> told(String path, int requests) {
        await(requests + " at " + path, () -> gateway.told(path).size() >= requests);
        return gateway.told(path);
    }

    private static CallRecording recording(CallRecording.Event... events) {
        return new CallRecording(
                CallRecording.Channels.DUAL,
                CallRecording.Track.BOTH,
                false,
                ListeningGateway.url("/recorded"),
                WebhookMethod.GET,
                EnumSet.copyOf(List.of(events)));
    }

    private static NewCall.Builder call() {
        return NewCall.to(
                TO,
                FROM,
                new Instructions.FromUrl(
                        ListeningGateway.url("/answered"), WebhookMethod.GET, null));
    }

    @Test
    void documentsAndCallbacks_areAskedByGet_ifThatIsWished() throws Exception {
        await(
                bench.rest.place(
                        call().statusCallback(
                                        new StatusCallback(
                                                ListeningGateway.url("/status?c=1"),
                                                WebhookMethod.GET,
                                                EnumSet.allOf(StatusCallback.Event.class)))
                                .build()));
        List<ListeningGateway.Told> told = told("/status", 4);
        assertThat(told).extracting(ListeningGateway.Told::method).containsOnly(HttpMethod.GET);
        assertThat(told)
                .extracting(each -> each.get("c") + " " + each.get("CallStatus"))
                .containsExactly("1 initiated", "1 ringing", "1 in-progress", "1 completed");
        assertThat(told("/answered", 1))
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.method()).isEqualTo(HttpMethod.GET);
                    assertThat(each.get("To")).isEqualTo(TO.e164());
                });
        assertThat(bench.api.violations()).isEmpty();
    }

    @Test
    void callsOwnFallback_isAskedByTheSameMethod() throws Exception {
        gateway.twiml("/answered", "<Broken");
        await(
                bench.rest.place(
                        NewCall.to(
                                        TO,
                                        FROM,
                                        new Instructions.FromUrl(
                                                ListeningGateway.url("/answered?c=1"),
                                                WebhookMethod.GET,
                                                ListeningGateway.url("/fallback?c=1")))
                                .build()));
        ListeningGateway.Told told = told("/fallback", 1).getFirst();
        assertThat(told.method()).isEqualTo(HttpMethod.GET);
        assertThat(told.parameters())
                .containsEntry("ErrorCode", "12100")
                .containsEntry("ErrorUrl", "https://voice.gateway.example/answered?c=1")
                .containsEntry("c", "1");
    }

    @Test
    void recording_isToldStepByStep_andInTheCallsLastCallback() throws Exception {
        await(
                bench.rest.place(
                        call().recording(
                                        recording(
                                                CallRecording.Event.IN_PROGRESS,
                                                CallRecording.Event.COMPLETED,
                                                CallRecording.Event.ABSENT))
                                .statusCallback(StatusCallback.of(ListeningGateway.url("/status")))
                                .build()));
        List<ListeningGateway.Told> told = told("/recorded", 2);
        assertThat(told)
                .extracting(each -> each.get("RecordingStatus"))
                .containsExactly("in-progress", "completed");
        assertThat(told.getLast().parameters())
                .containsEntry("RecordingChannels", "2")
                .containsEntry("RecordingDuration", "1")
                .containsEntry("RecordingSource", "OutboundAPI");
        assertThat(told("/status", 4).getLast().parameters())
                .containsEntry("RecordingSid", told.getLast().get("RecordingSid"))
                .containsEntry("RecordingDuration", "1")
                .containsKey("RecordingUrl");
    }

    @Test
    void recordingOfACallThatNobodyTook_isAbsent_andNotToldByDefault() throws Exception {
        bench.api.otherTrunks(TrunkBehavior.failing(503));
        await(bench.rest.place(call().recording(recording(CallRecording.Event.ABSENT)).build()));
        assertThat(told("/recorded", 1).getLast().get("RecordingStatus")).isEqualTo("absent");
        String sid =
                Call.creator(
                                new com.twilio.type.PhoneNumber(TO.e164()),
                                new com.twilio.type.PhoneNumber(FROM.e164()),
                                ListeningGateway.url("/answered"))
                        .setRecord(true)
                        .setRecordingStatusCallback("https://voice.gateway.example/recorded")
                        .setStatusCallback(ListeningGateway.url("/status"))
                        .create(bench.vendor())
                        .getSid();
        assertThat(told("/status", 1).getLast().parameters())
                .containsEntry("CallSid", sid)
                .doesNotContainKey("RecordingSid");
        assertThat(gateway.told("/recorded")).hasSize(1);
    }

    @Test
    void brokenTrunk_worksAgain_onceItIsSwitched() throws Exception {
        bench.api.trunk(FROM.e164(), TrunkBehavior.failing(503));
        await(bench.rest.place(call().build()));
        await("it fails", () -> bench.api.calls().getLast().status() == CallStatus.FAILED);
        bench.api.trunk(FROM.e164(), TrunkBehavior.PROMPT);
        await(bench.rest.place(call().build()));
        await("it works", () -> bench.api.calls().getLast().status() == CallStatus.COMPLETED);
        assertThat(bench.api.calls()).extracting(PlacedCall::sipCode).containsExactly(503, 200);
    }

    @Test
    void message_isToldStepByStep_andFetched() throws Exception {
        String sid = await(bench.rest.create(MESSAGE)).sid();
        List<ListeningGateway.Told> told = told("/sms?c=1", 3);
        assertThat(told)
                .extracting(each -> each.get("MessageStatus"))
                .containsExactly("queued", "sent", "delivered");
        assertThat(told)
                .allSatisfy(each ->
                        assertThat(each.parameters())
                                .containsEntry("MessageSid", sid)
                                .containsEntry("AccountSid", ACCOUNT.accountSid())
                                .containsEntry("To", TO.e164())
                                .containsEntry("From", FROM.e164())
                                .doesNotContainKey("ErrorCode"));
        assertThat(Message.fetcher(sid).fetch(bench.vendor()).getStatus())
                .isEqualTo(Message.Status.DELIVERED);
        assertThat(bench.api.violations()).isEmpty();
    }

    @Test
    void messageThatDoesNotArrive_saysWhy() throws Exception {
        bench.api.deliveries(_ -> TextDelivery.undelivered(30_003));
        String sid = await(bench.rest.create(MESSAGE)).sid();
        assertThat(told("/sms?c=1", 3).getLast().parameters())
                .containsEntry("MessageStatus", "undelivered")
                .containsEntry("ErrorCode", "30003");
        Message fetched = Message.fetcher(sid).fetch(bench.vendor());
        assertThat(fetched.getStatus()).isEqualTo(Message.Status.UNDELIVERED);
        assertThat(fetched.getErrorCode()).isEqualTo(30_003);
    }

    @Test
    void messagesCallbacks_areLostRepeatedAndLate_onDemand() throws Exception {
        bench.api.callbacks((status, _) ->
                switch (status) {
                    case "queued" -> List.of();
                    case "sent" -> List.of(200L);
                    default -> List.of(0L, 20L);
                });
        await(bench.rest.create(MESSAGE));
        assertThat(told("/sms?c=1", 3))
                .extracting(each -> each.get("MessageStatus"))
                .containsExactly("delivered", "delivered", "sent");
    }
}
