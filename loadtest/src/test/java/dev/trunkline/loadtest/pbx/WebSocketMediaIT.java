package dev.trunkline.loadtest.pbx;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trunkline.codecs.opus.OpusEncoder;
import dev.trunkline.codecs.opus.OpusEngine;
import dev.trunkline.codecs.opus.OpusEngineChoice;
import dev.trunkline.codecs.opus.OpusPacket;
import dev.trunkline.codecs.opus.OpusSettings;
import dev.trunkline.loadtest.audio.MuLaw;
import dev.trunkline.loadtest.audio.Tone;
import dev.trunkline.loadtest.pbx.PbxCallReport.SocketSide;
import dev.trunkline.loadtest.phone.CallScript;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code chan_websocket} in server mode; its queue is judged in {@link MediaQueueTest}. */
class WebSocketMediaIT {
    private static final Vertx VERTX = Vertx.vertx();
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final JsonMapper JSON = new JsonMapper();

    private SimulatedAsterisk asterisk;
    private AriClient ari;

    @BeforeEach
    void start() throws Exception {
        asterisk =
                SimulatedAsterisk.start(VERTX, AsteriskSettings.LOCAL)
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get();
        ari = new AriClient(asterisk).listen("app");
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

    private JsonNode external(String format, String transportData) throws Exception {
        AriClient.Answer answer =
                ari.post(
                        "channels/externalMedia?app=app&transport=websocket&encapsulation=none"
                                + "&connection_type=server&channelId=x-1&format="
                                + format
                                + "&transport_data="
                                + transportData);
        assertThat(answer.status()).isEqualTo(200);
        return answer.body();
    }

    private static String connection(JsonNode external) {
        return external.path("channelvars").path("MEDIA_WEBSOCKET_CONNECTION_ID").asText();
    }

    private PbxPhoneCall join(PbxCallScript script) throws Exception {
        PbxPhoneCall call = asterisk.call(script.answeredByTheDialplan());
        ari.await("StasisStart", call.channelId());
        ari.bridge("b", call.channelId(), "x-1");
        return call;
    }

    private static PbxCallScript speech() {
        return PbxCallScript.of(
                "app",
                "1000",
                CallScript.spoken().background(CallScript.Background.SPEECH).build());
    }

    @Test
    void connecting_answers_afterMediaStart_inJson() throws Exception {
        JsonNode external = external("slin16", "f(json)");
        assertThat(external.path("state").asText()).isEqualTo("Down");
        assertThat(external.path("name").asText()).matches("WebSocket/INCOMING/0x[0-9a-f]+");
        try (MediaPeer peer = new MediaPeer(asterisk.port(), connection(external))) {
            assertThat(peer.subprotocol()).isEqualTo("media");
            JsonNode started = peer.event();
            assertThat(started.path("connection_id").asText()).isEqualTo(connection(external));
            assertThat(started.path("optimal_frame_size").asInt()).isEqualTo(640);
            assertThat(ari.await("StasisStart", "x-1").path("channel").path("state").asText())
                    .isEqualTo("Up");
            assertThat(ari.types())
                    .containsSubsequence("Dial", "ChannelStateChange", "Dial", "StasisStart");
        }
    }

    @Test
    void messages_haveTheMembersOfARealOnes() throws Exception {
        try (MediaPeer peer =
                new MediaPeer(asterisk.port(), connection(external("slin16", "f(json)")))) {
            JsonNode started = peer.event();
            ari.await("StasisStart", "x-1");
            PbxPhoneCall call = join(speech());
            peer.tell("{\"command\":\"GET_STATUS\"}");
            JsonNode status = peer.event();
            peer.play(new byte[640]);
            peer.tell("{\"command\":\"MARK_MEDIA\",\"correlation_id\":\"m\"}");
            JsonNode mark = peer.event();
            call.press("1");
            JsonNode digit = peer.event();
            peer.tell("{\"command\":\"REPORT_QUEUE_DRAINED\"}");
            JsonNode drained = peer.event();

            for (JsonNode event : List.of(status, mark, digit, drained)) {
                assertThat(Recorded.shape(event)).isEqualTo(recordedShape(event));
            }
            // DIALEDPEERNUMBER comes of the dialplan's Dial(), which there was none of here
            assertThat(started.properties())
                    .extracting(java.util.Map.Entry::getKey)
                    .containsExactly(
                            "event",
                            "connection_id",
                            "channel",
                            "channel_id",
                            "format",
                            "optimal_frame_size",
                            "ptime",
                            "channel_variables");
        }
    }

    private static String recordedShape(JsonNode like) throws Exception {
        for (JsonNode line : Recorded.lines("ws-control-json.jsonl")) {
            String text = line.path("text").asText();
            if (text.contains("\"event\":\"" + like.path("event").asText() + "\"")) {
                return Recorded.shape(JSON.readTree(text));
            }
        }
        throw new AssertionError(like.path("event") + " was not recorded");
    }

    @Test
    void plainText_isWordForWordThatOfARealOne() throws Exception {
        try (MediaPeer peer = new MediaPeer(asterisk.port(), connection(external("slin16", "")))) {
            String started = peer.text();
            assertThat(started)
                    .matches(
                            "MEDIA_START connection_id:\\S+ channel:WebSocket/INCOMING/0x\\w+"
                                    + " channel_id:x-1 format:slin16 optimal_frame_size:640 ptime:20");
            peer.tell("GET_STATUS");
            assertThat(peer.text())
                    .isEqualTo(
                            recordedLine("STATUS").replaceAll("channel_id:\\S+", "channel_id:x-1"));
            peer.tell("SET_MEDIA_DIRECTION in");
            assertThat(peer.text())
                    .isEqualTo(
                            recordedLine("ERROR").replaceAll("channel_id:\\S+", "channel_id:x-1"));
        }
    }

    private static String recordedLine(String event) throws Exception {
        return Recorded.lines("ws-control-plain.jsonl").stream()
                .map(line -> line.path("text").asText())
                .filter(text -> text.startsWith(event + " channel_id"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aCaller_isHeardInMessagesOfItsPackets_andHearsWhatTheQueuePlays() throws Exception {
        try (MediaPeer peer =
                new MediaPeer(asterisk.port(), connection(external("ulaw", "f(json)")))) {
            peer.event();
            ari.await("StasisStart", "x-1");
            PbxPhoneCall call = join(speech().withFramesPerPacket(3));
            assertThat(peer.audio()).hasSize(480);

            byte[] tone = Tone.muLaw(200);
            peer.play(tone);
            peer.tell("{\"command\":\"MARK_MEDIA\",\"correlation_id\":\"said\"}");
            assertThat(peer.event().path("correlation_id").asText()).isEqualTo("said");
            call.await(progress -> progress.bytesPlayed() == tone.length, LIMIT).get();
            assertThat(ari.delete("channels/" + call.channelId()).status()).isEqualTo(204);
            byte[] heard = report(call).media().orElseThrow().heard().muLaw();
            int from = 0;
            while (heard[from] == MuLaw.SILENCE) {
                from++;
            }
            assertThat(Arrays.copyOfRange(heard, from, from + tone.length)).isEqualTo(tone);
        }
    }

    @Test
    void aFlush_silencesTheCaller_andItsMarksNeverCome() throws Exception {
        try (MediaPeer peer =
                new MediaPeer(asterisk.port(), connection(external("ulaw", "f(json)")))) {
            peer.event();
            ari.await("StasisStart", "x-1");
            PbxPhoneCall call = join(speech());
            peer.play(Tone.muLaw(5_000));
            peer.tell("{\"command\":\"MARK_MEDIA\",\"correlation_id\":\"never\"}");
            call.await(progress -> progress.bytesPlayed() >= 160, LIMIT).get();
            peer.tell("{\"command\":\"FLUSH_MEDIA\"}");
            peer.tell("{\"command\":\"REPORT_QUEUE_DRAINED\"}");
            assertThat(peer.event().path("event").asText()).isEqualTo("QUEUE_DRAINED");
            peer.hangUp();
            ari.await("ChannelDestroyed", "x-1");
            call.hangUp();

            PbxCallReport report = report(call);
            SocketSide socket = report.socket().orElseThrow();
            assertThat(socket.flushedFrames()).isBetween(1L, 249L);
            assertThat(report.media().orElseThrow().bytesReceived())
                    .isEqualTo((250 - socket.flushedFrames()) * 160);
        }
    }

    @Test
    void opusPassesThrough_bothWays_andCannotBeFlushed() throws Exception {
        try (MediaPeer peer =
                        new MediaPeer(asterisk.port(), connection(external("opus", "f(json)")));
                OpusEncoder encoder =
                        OpusEngine.select(OpusEngineChoice.AUTO)
                                .encoder(OpusSettings.narrowbandCall())) {
            assertThat(peer.event().path("optimal_frame_size").asInt(-1)).isZero();
            ari.await("StasisStart", "x-1");
            PbxPhoneCall call = join(speech().withCodec(MediaFormat.OPUS));
            byte[] packet = peer.audio();
            assertThat(OpusPacket.samples(packet, 0, packet.length)).isEqualTo(960);

            peer.tell("{\"command\":\"FLUSH_MEDIA\"}");
            assertThat(peer.event().path("error_text").asText())
                    .isEqualTo("FLUSH_MEDIA not supported in passthrough mode");
            byte[] mine = new byte[OpusEncoder.MAX_PACKET_BYTES];
            int bytes = encoder.encode(new short[160], 0, mine, 0);
            for (int i = 0; i < 10; i++) {
                peer.play(Arrays.copyOf(mine, bytes));
            }
            call.await(progress -> progress.mediaReceived() == 10, LIMIT).get();
        }
    }

    @Test
    void whoeverCannotBeMeant_isRefused() throws Exception {
        String connection = connection(external("ulaw", ""));
        assertThat(MediaPeer.refusal(asterisk.port(), "nobody")).isEqualTo(404);
        try (MediaPeer peer = new MediaPeer(asterisk.port(), connection)) {
            peer.text();
            assertThat(MediaPeer.refusal(asterisk.port(), connection)).isEqualTo(409);
            ari.delete("channels/x-1");
            assertThat(peer.closeCode()).isEqualTo(1_000);
        }
        assertThat(MediaPeer.refusal(asterisk.port(), connection)).isEqualTo(404);
    }

    private static PbxCallReport report(PbxPhoneCall call) throws Exception {
        return call.report().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private static <T> void get(Future<T> future) throws Exception {
        future.toCompletionStage().toCompletableFuture().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
}
