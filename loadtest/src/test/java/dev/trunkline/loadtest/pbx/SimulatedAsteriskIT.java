package dev.trunkline.loadtest.pbx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trunkline.loadtest.pbx.PbxCallReport.Continued;
import dev.trunkline.loadtest.pbx.PbxCallReport.Outcome;
import dev.trunkline.loadtest.phone.CallScript;
import dev.trunkline.loadtest.phone.CallerAudio;
import dev.trunkline.loadtest.phone.PhoneCallReport.StreamReport;
import dev.trunkline.loadtest.phone.When;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** ARI and what it does to calls. */
class SimulatedAsteriskIT {
    private static final Vertx VERTX = Vertx.vertx();
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final CallScript SILENT = CallScript.spoken().build();

    private SimulatedAsterisk asterisk;
    private AriClient ari;

    @BeforeEach
    void start() throws Exception {
        asterisk = get(SimulatedAsterisk.start(VERTX, AsteriskSettings.LOCAL));
        ari = new AriClient(asterisk);
    }

    @AfterEach
    void stop() throws Exception {
        ari.close();
        get(asterisk.close());
    }

    @AfterAll
    static void close() throws Exception {
        get(VERTX.close());
    }

    private PbxPhoneCall call() {
        return asterisk.call(PbxCallScript.of("app", "1000", SILENT));
    }

    @Test
    void aCallOverRtp_hasTheEventsAndAnswersOfARealOne_inTheirOrder() throws Exception {
        ari.listen("app");
        try (RtpPeer peer = new RtpPeer()) {
            PbxPhoneCall call =
                    asterisk.call(
                            PbxCallScript.of("app", "1000", SILENT)
                                    .withArguments("inbound", "1000")
                                    .withCodec(MediaFormat.OPUS)
                                    .answeredByTheDialplan());
            String caller = ari.await("StasisStart").path("channel").path("id").asText();
            assertThat(caller).isEqualTo(call.channelId());
            JsonNode bridge = ari.post("bridges?type=mixing&name=b1").body();
            JsonNode external =
                    ari.post(
                                    "channels/externalMedia?app=app&format=opus&transport=udp"
                                            + "&encapsulation=rtp&external_host="
                                            + peer.host())
                            .body();
            String id = external.path("id").asText();
            ari.await("StasisStart", id);
            ari.post(
                    "bridges/"
                            + bridge.path("id").asText()
                            + "/addChannel?channel="
                            + caller
                            + ","
                            + id);
            ari.await("ChannelConnectedLine");
            peer.receive(3);
            call.hangUp();
            ari.await("StasisEnd", caller);
            AriClient.Answer gone = ari.delete("channels/" + caller);
            ari.delete("channels/" + id);
            ari.delete("bridges/" + bridge.path("id").asText());
            ari.await("BridgeDestroyed");

            assertThat(shapes(ari.events)).isEqualTo(shapes(Recorded.events()));
            assertThat(Recorded.shape(bridge))
                    .isEqualTo(Recorded.shape(Recorded.reply("POST", "/bridges")));
            assertThat(Recorded.shape(external))
                    .isEqualTo(Recorded.shape(Recorded.reply("POST", "/externalMedia")));
            assertThat(gone.status()).isEqualTo(404);
            assertThat(gone.body()).isEqualTo(Recorded.reply("DELETE", "interop-1795366144.2"));
            PbxCallReport report = report(call);
            assertThat(report.outcome()).isEqualTo(Outcome.CALLER_HUNG_UP);
        }
    }

    /** Type and members of each event; timestamps and ids have the form of the recorded ones. */
    private static List<String> shapes(List<JsonNode> events) {
        List<String> shapes = new ArrayList<>();
        for (JsonNode event : events) {
            assertThat(event.path("timestamp").asText())
                    .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\+0000");
            shapes.add(
                    event.path("type").asText()
                            + event.path("dialstatus").asText()
                            + event.path("variable").asText()
                            + Recorded.shape(event));
        }
        return shapes;
    }

    @Test
    void parameters_mayComeInABody_listsAsArrays() throws Exception {
        ari.listen("app");
        PbxPhoneCall call = call();
        ari.await("StasisStart");
        ari.ask("POST", "bridges", "{\"bridgeId\":\"b\",\"type\":\"mixing\"}");
        String body = "{\"channel\":[\"" + call.channelId() + "\"]}";
        assertThat(ari.ask("POST", "bridges/b/addChannel", body).status()).isEqualTo(204);
        assertThat(ari.await("ChannelEnteredBridge").path("bridge").path("id").asText())
                .isEqualTo("b");
    }

    @Test
    void aCaller_waitsUntilAnswered_andTheStateSaysSo() throws Exception {
        ari.listen("app");
        PbxPhoneCall call =
                asterisk.call(PbxCallScript.of("app", "4420", SILENT).withArguments("agent=sales"));
        JsonNode start = ari.await("StasisStart");
        assertThat(start.path("channel").path("state").asText()).isEqualTo("Ring");
        assertThat(start.path("args").path(0).asText()).isEqualTo("agent=sales");
        JsonNode dialplan = start.path("channel").path("dialplan");
        assertThat(dialplan.path("exten").asText()).isEqualTo("4420");
        assertThat(dialplan.path("app_data").asText()).isEqualTo("app,agent=sales");

        assertThat(ari.post("channels/" + call.channelId() + "/answer").status()).isEqualTo(204);

        assertThat(ari.await("ChannelStateChange").path("channel").path("state").asText())
                .isEqualTo("Up");
        call.await(progress -> progress.framesSent() > 2, LIMIT).get();
        assertThat(ari.delete("channels/" + call.channelId()).status()).isEqualTo(204);
        ari.await("StasisEnd");
        assertThat(report(call).outcome()).isEqualTo(Outcome.GATEWAY_HUNG_UP);
    }

    @Test
    void errors_haveTheStatusesAndWordsOfARealOne() throws Exception {
        ari.listen("app");
        PbxPhoneCall call = call();
        ari.await("StasisStart");
        String id = call.channelId();
        assertThat(ari.post("bridges?type=mixing&bridgeId=b").status()).isEqualTo(200);
        ari.post(
                "channels/externalMedia?app=app&format=ulaw&transport=websocket&encapsulation=none"
                        + "&connection_type=server&channelId=not-up");

        refused(ari.post("channels/none/answer"), 404, "Channel not found");
        refused(ari.delete("channels/none"), 404, "Channel not found");
        refused(ari.post("channels/not-up/answer"), 409, "Channel not in Stasis application");
        refused(ari.post("bridges?bridgeId=b"), 409, "Bridge with the same ID already exists");
        refused(ari.post("bridges/none/addChannel?channel=" + id), 404, "Bridge not found");
        refused(ari.post("bridges/b/addChannel?channel=none"), 400, "Channel not found");
        refused(ari.post("bridges/b/addChannel"), 400, "Missing parameter channel");
        refused(
                ari.post("bridges/b/addChannel?channel=not-up"),
                422,
                "Channel not in Stasis application");
        refused(
                ari.post("bridges/b/removeChannel?channel=" + id),
                422,
                "Channel not in this bridge");
        refused(
                ari.post(
                        "channels/externalMedia?app=app&format=ulaw&external_host=127.0.0.1:9"
                                + "&channelId=not-up"),
                409,
                "Channel with given unique ID already exists");
        refused(
                ari.post("channels/externalMedia?app=app&external_host=127.0.0.1:9"),
                400,
                "format cannot be empty");
        refused(
                ari.post(
                        "channels/externalMedia?app=app&format=ulaw&transport=tcp"
                                + "&encapsulation=rtp&external_host=127.0.0.1:9"),
                501,
                "The encapsulation and/or transport is not supported");
        refused(
                ari.get("channels/" + id + "/variable?variable=NONE"),
                404,
                "Provided variable was not found");
        refused(
                ari.post("channels/" + id + "/redirect?endpoint=SIP/elsewhere"),
                422,
                "Endpoint technology 'SIP' does not match channel technology 'PJSIP'");
        refused(ari.delete("channels/" + id + "?reason=boredom"), 400, "Invalid Reason");
        refused(ari.get("nonsense"), 404, "Resource not found");
        refused(ari.get("channels/" + id + "/answer"), 405, "Invalid method");
    }

    private static void refused(AriClient.Answer answer, int status, String message) {
        assertThat(answer.status()).as(message).isEqualTo(status);
        assertThat(answer.body().path("message").asText()).isEqualTo(message);
    }

    @Test
    void withoutThePassword_everythingIs401_andTheEventSocketToo() throws Exception {
        try (AriClient stranger = new AriClient(asterisk, "guessed")) {
            refused(stranger.get("channels"), 401, "Authentication required");
            assertThatThrownBy(() -> stranger.listen("app")).isInstanceOf(ExecutionException.class);
        }
        assertThat(ari.get("channels").status()).isEqualTo(200);
        asterisk.password("another");
        assertThat(ari.get("channels").status()).isEqualTo(401);
    }

    @Test
    void withoutAnApplication_stasisFails_andTheCallerHearsTheEnd() throws Exception {
        assertThat(report(call()).outcome()).isEqualTo(Outcome.STASIS_FAILED);
        assertThat(get(asterisk.channels())).isEmpty();
    }

    @Test
    void aNewerEventSocket_wins_andTheOlderIsTold() throws Exception {
        ari.listen("app");
        try (AriClient newer = new AriClient(asterisk).listen("app")) {
            assertThat(ari.await("ApplicationReplaced").path("application").asText())
                    .isEqualTo("app");
            PbxPhoneCall call = call();
            assertThat(newer.await("StasisStart").path("channel").path("id").asText())
                    .isEqualTo(call.channelId());
        }
        assertThat(ari.events).hasSize(1);
    }

    @Test
    void keys_areEventsAtTheirEnd_andKeysOfOurs_reachTheCaller() throws Exception {
        ari.listen("app");
        PbxPhoneCall call = answered();
        call.press("5#");

        JsonNode five = ari.await("ChannelDtmfReceived");
        assertThat(five.path("digit").asText()).isEqualTo("5");
        assertThat(five.path("duration_ms").asInt()).isPositive();
        assertThat(ari.await("ChannelDtmfReceived").path("digit").asText()).isEqualTo("#");
        assertThat(ari.post("channels/" + call.channelId() + "/dtmf?dtmf=42").status())
                .isEqualTo(204);
        call.hangUp();
        PbxCallReport report = report(call);
        assertThat(report.digitsHeard()).isEqualTo("42");
        assertThat(report.media().map(StreamReport::dtmfSent)).contains("5#");
    }

    private PbxPhoneCall answered() throws Exception {
        PbxPhoneCall call = call();
        ari.await("StasisStart", call.channelId());
        assertThat(ari.post("channels/" + call.channelId() + "/answer").status()).isEqualTo(204);
        call.await(progress -> progress.framesSent() > 0, LIMIT).get();
        return call;
    }

    @Test
    void continue_leavesTheApplication_whereAsked_orAtTheNextStep() throws Exception {
        ari.listen("app");
        PbxPhoneCall transferred = answered();
        ari.post(
                "channels/"
                        + transferred.channelId()
                        + "/variable?variable=TRUNKLINE_NEXT&value=transfer");
        assertThat(
                        ari.post(
                                        "channels/"
                                                + transferred.channelId()
                                                + "/continue?context=out&extension=%2B4420")
                                .status())
                .isEqualTo(204);
        PbxCallReport report = report(transferred);
        assertThat(report.outcome()).isEqualTo(Outcome.CONTINUED);
        assertThat(report.continued()).contains(new Continued("out", "+4420", 1));
        assertThat(report.variables()).containsEntry("TRUNKLINE_NEXT", "transfer");
        ari.await("StasisEnd", transferred.channelId());

        PbxPhoneCall next = answered();
        ari.post("channels/" + next.channelId() + "/continue");
        assertThat(report(next).continued()).contains(new Continued("from-carrier", "1000", 3));

        PbxPhoneCall elsewhere = answered();
        ari.post("channels/" + elsewhere.channelId() + "/redirect?endpoint=PJSIP%2Fpeer%2Fsip:x@y");
        assertThat(report(elsewhere).redirectedTo()).isEqualTo("PJSIP/peer/sip:x@y");
        assertThat(get(asterisk.channels())).isEmpty();
    }

    @Test
    void itDies_nobodyIsTold_andItComesBackEmptyOnItsPort() throws Exception {
        ari.listen("app");
        PbxPhoneCall call = answered();
        ari.post("bridges?bridgeId=b");
        int port = asterisk.port();

        get(asterisk.die());
        assertThat(report(call).outcome()).isEqualTo(Outcome.PBX_GONE);
        get(asterisk.startAgain());

        assertThat(asterisk.port()).isEqualTo(port);
        assertThat(ari.get("channels").body()).isEmpty();
        assertThat(ari.get("bridges").body()).isEmpty();
        assertThat(get(asterisk.applications())).isEmpty();
        ari.listen("app");
        answered();
        assertThat(ari.types()).doesNotContain("StasisEnd", "ChannelDestroyed");
    }

    @Test
    void aScript_isFollowed_andWhatWasSaidIsReported() throws Exception {
        ari.listen("app");
        PbxPhoneCall call =
                asterisk.call(
                        PbxCallScript.of(
                                        "app",
                                        "1000",
                                        CallScript.spoken()
                                                .say(When.after(20), CallerAudio.utterance(1))
                                                .dtmf(When.after(0), "7")
                                                .hangUp(When.after(40))
                                                .build())
                                .answeredByTheDialplan());
        StreamReport said = report(call).media().orElseThrow();
        assertThat(said.utterances()).hasSize(1);
        assertThat(said.dtmfSent()).isEqualTo("7");
        assertThat(said.sent().samples()).isEqualTo((int) said.framesSent() * 160);
        assertThat(said.framesSent())
                .isGreaterThan(CallerAudio.utterance(1).frames())
                .isLessThan(CallerAudio.utterance(1).frames() + 50L);
    }

    private static PbxCallReport report(PbxPhoneCall call) throws Exception {
        return call.report().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage()
                .toCompletableFuture()
                .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
}
