package dev.trunkline.loadtest.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trunkline.loadtest.audio.Speech;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocketConnectOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Everything that goes wrong on purpose, and what clients do wrong. */
class FaultsIT extends ModelTest {

    private TestClient talking(Faults faults) throws Exception {
        serve(ModelBehavior.immediate().withFaults(faults));
        TestClient client = connect().configured(TestClient.PCMU);
        client.send("{\"type\":\"response.create\"}");
        return client;
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/realtime?model=m,Authorization,Bearer good,101",
        "/openai/v1/realtime?model=m,api-key,good,101",
        "/v1/realtime?model=m,Authorization,Bearer bad,401",
        "/v1/realtime?model=m,X-Nothing,x,401",
        "/v1/realtime,Authorization,Bearer good,400",
        "/v2/realtime?model=m,Authorization,Bearer good,404"
    })
    void handshake_isCheckedAsTheServiceDoes(String uri, String header, String value, int status)
            throws Exception {
        serve(ModelBehavior.immediate().withApiKey("good"));
        WebSocketConnectOptions options =
                new WebSocketConnectOptions()
                        .setHost("127.0.0.1")
                        .setPort(server().port())
                        .setURI(uri)
                        .addHeader(header, value);
        if (status == 101) {
            try (TestClient client = TestClient.connect(vertx, options)) {
                client.await("session.created");
                assertThat(client.socket().headers().contains("sec-websocket-extensions"))
                        .isFalse();
            }
        } else {
            assertThatThrownBy(() -> TestClient.connect(vertx, options))
                    .hasCauseInstanceOf(UpgradeRejectedException.class)
                    .extracting(FaultsIT::status)
                    .isEqualTo(status);
        }
    }

    private static int status(Throwable failed) {
        return failed.getCause() instanceof UpgradeRejectedException rejected
                ? rejected.getStatus()
                : -1;
    }

    @Test
    void refusal_byStatus() throws Exception {
        serve(ModelBehavior.immediate().withRefusal(Refusal.Http.RATE_LIMITED));
        assertThatThrownBy(this::connect).extracting(FaultsIT::status).isEqualTo(429);
    }

    @Test
    void refusal_byErrorAndClose() throws Exception {
        serve(ModelBehavior.immediate().withRefusal(Refusal.ErrorThenClose.NO_QUOTA));
        try (TestClient client = connect()) {
            client.awaitClose();
            assertThat(client.types()).containsExactly("error");
            assertThat(client.socket().closeStatusCode()).isEqualTo((short) 4_000);
        }
    }

    @Test
    void betaHeader_isTurnedAwayByTheGaService() throws Exception {
        serve(ModelBehavior.immediate());
        WebSocketConnectOptions options =
                TestClient.options(server(), "/v1/realtime?model=m")
                        .addHeader("OpenAI-Beta", "realtime=v1");
        try (TestClient client = TestClient.connect(vertx, options)) {
            client.awaitClose();
            assertThat(client.await("error").at("/error/code").asText())
                    .isEqualTo("beta_api_shape_disabled");
        }
    }

    @Test
    void updated_late_afterAudioThatWasHeardInTheWrongFormat() throws Exception {
        serve(
                ModelBehavior.immediate()
                        .withFaults(Faults.none().withCreatedDelayMs(20).withUpdatedDelayMs(60)));
        try (TestClient client = connect()) {
            client.send(TestClient.PCMU);
            client.append(new byte[960], 0, 960);
            client.await("session.updated");
            client.append(new byte[160], 0, 160);
            connection(0).await("two appends", TestClient.DEADLINE, c -> c.record().appends() == 2);
            assertThat(connection(0).record().appendsBeforeUpdated()).isEqualTo(1);
            assertThat(connection(0).appendedMs()).isEqualTo(40);
            assertThat(connection(0).record().firstAppendNanos())
                    .isGreaterThanOrEqualTo(connection(0).record().sessionUpdateNanos());
        }
    }

    @Test
    void update_neverAnswered_orRefused() throws Exception {
        serve(
                ModelBehavior.immediate()
                        .withFaults(Faults.none().withUpdateAnswer(Faults.UpdateAnswer.NEVER)));
        try (TestClient client = connect()) {
            client.send(TestClient.PCMU);
            client.send("{\"type\":\"input_audio_buffer.clear\"}");
            client.await("input_audio_buffer.cleared");
            assertThat(client.types())
                    .containsExactly("session.created", "input_audio_buffer.cleared");
        }
        server().close();
        serve(
                ModelBehavior.immediate()
                        .withFaults(Faults.none().withUpdateAnswer(Faults.UpdateAnswer.REFUSE)));
        try (TestClient client = connect()) {
            client.send(TestClient.PCMU);
            assertThat(client.await("error").at("/error/event_id").asText()).isEqualTo("u1");
        }
    }

    @ParameterizedTest
    @CsvSource({"1001,1001", "0,1006"})
    void closes_inTheMiddleOfAnAnswer(int code, int seen) throws Exception {
        try (TestClient client =
                talking(
                        Faults.none()
                                .withCloseMidAnswer(new Faults.CloseMidAnswer(3, code, "gone")))) {
            client.awaitClose();
            if (seen == 1_006) {
                assertThat(client.socket().closeStatusCode()).isIn((Short) null, (short) 1_006);
            } else {
                assertThat(client.all("response.output_audio.delta")).hasSize(3);
                assertThat(client.socket().closeStatusCode()).isEqualTo((short) seen);
                assertThat(client.socket().closeReason()).isEqualTo("gone");
            }
            assertThat(client.types()).doesNotContain("response.done");
        }
    }

    @Test
    void stalls_untilInterrupted() throws Exception {
        try (TestClient client = talking(Faults.none().withStallAfterDeltas(2))) {
            client.await("response.output_audio.delta", 2);
            assertThat(connection(0).isResponding()).isTrue();
            connection(0).interrupt();
            assertThat(client.await("response.done").at("/response/status").asText())
                    .isEqualTo("cancelled");
            assertThat(client.all("response.output_audio.delta")).hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource(Faults.Noise.class)
    void noise_comesOnceInTheMiddleOfAnAnswer(Faults.Noise noise) throws Exception {
        try (TestClient client = talking(Faults.none().withNoise(noise))) {
            JsonNode done = client.await("response.done");
            switch (noise) {
                case MALFORMED_JSON -> assertThat(client.raw()).hasSize(client.events().size() + 1);
                case UNKNOWN_EVENT, FRAGMENTED_MESSAGE ->
                        assertThat(client.all("weather.changed")).hasSize(1);
                case JSON_PING -> assertThat(client.all("ping")).hasSize(1);
                case BINARY_FRAME -> assertThat(client.binaryMessages()).isEqualTo(1);
                case HUGE_MESSAGE ->
                        assertThat(client.raw())
                                .anySatisfy(text -> assertThat(text).hasSize(10 << 20));
                case WEBSOCKET_PING ->
                        connection(0)
                                .await("pong", TestClient.DEADLINE, c -> c.record().pongs() == 1);
            }
            assertThat(client.audio(done.at("/response/output/0/id").asText()))
                    .isEqualTo(Speech.utterance(1));
        }
    }

    @ParameterizedTest
    @EnumSource(Faults.DeltaShape.class)
    void deltas_inAnyShape_carryTheSameAudio(Faults.DeltaShape shape) throws Exception {
        try (TestClient client = talking(Faults.none().withDeltaShape(shape))) {
            JsonNode done = client.await("response.done");
            assertThat(client.audio(done.at("/response/output/0/id").asText()))
                    .isEqualTo(Speech.utterance(1));
            client.assertSdkReadsAll();
            if (shape == Faults.DeltaShape.UNUSUAL) {
                assertThat(String.join("", client.raw())).contains("\\/", "\\u00", "\n  ");
            }
        }
    }

    @Test
    void errors_thatNobodyCaused() throws Exception {
        try (TestClient client =
                talking(
                        Faults.none()
                                .withErrorsAfterUpdate(
                                        Faults.ErrorEvent.BENIGN,
                                        Faults.ErrorEvent.SESSION_EXPIRED))) {
            client.await("response.done");
            assertThat(client.all("error"))
                    .extracting(error -> error.at("/error/code").asText())
                    .containsExactly("response_cancel_not_active", "session_expired");
            assertThat(connection(0).record().violations()).isEmpty();
            connection(0).sendError(Faults.ErrorEvent.SERVER_ERROR);
            assertThat(client.await("error", 3).at("/error/type").asText())
                    .isEqualTo("server_error");
            client.assertSdkReadsAll();
        }
    }

    @Test
    void pings_areSentAndCounted_thoseOfTheClientLeftUnanswered() throws Exception {
        serve(ModelBehavior.immediate().withFaults(Faults.none().withPings(10, false)));
        try (TestClient client = connect()) {
            var pongs = new java.util.concurrent.atomic.AtomicInteger();
            client.socket().pongHandler(_ -> pongs.incrementAndGet());
            var _ = client.socket().writePing(Buffer.buffer("x"));
            connection(0)
                    .await(
                            "pongs and a ping",
                            TestClient.DEADLINE,
                            c -> c.record().pongs() > 2 && c.record().clientPings() == 1);
            assertThat(pongs).hasValue(0);
        }
    }

    @Test
    void liveControl_sendsSaysAndCloses() throws Exception {
        serve(ModelBehavior.immediate());
        try (TestClient client = connect().configured(TestClient.PCMU)) {
            ModelConnection model = connection(0);
            model.sendText("{\"type\":\"hello\"}");
            model.sendFragmented("{\"type\":\"hello\"}", 4);
            model.sendBinary(new byte[] {1});
            client.await("hello", 2);
            model.sayNow();
            model.sayOutOfBand();
            client.await("response.done", 2);
            model.close(1_001, "Your session hit the maximum duration of 60 minutes.");
            client.awaitClose();
            assertThat(client.socket().closeStatusCode()).isEqualTo((short) 1_001);
        }
    }

    @Test
    void close_reachesAClientThatIsStillSending() throws Exception {
        serve(ModelBehavior.immediate());
        try (TestClient client = connect().configured(TestClient.PCMU)) {
            byte[] silence = new byte[160_000];
            java.util.Arrays.fill(silence, (byte) 0xFF);
            connection(0).close(4_001, "in the middle of it");
            client.appendFrames(silence);
            client.awaitClose();
            assertThat(client.socket().closeStatusCode()).isEqualTo((short) 4_001);
        }
    }

    @Test
    void theClientsClose_isRecorded() throws Exception {
        serve(ModelBehavior.immediate());
        try (TestClient client = connect()) {
            client.await("session.created");
            var _ = client.socket().close((short) 1_000, "bye");
            connection(0).await("close", TestClient.DEADLINE, c -> c.record().isClosed());
            assertThat(connection(0).record().closeCode()).isEqualTo(1_000);
        }
    }

    @Test
    void binaryAndFragmentedClients() throws Exception {
        serve(ModelBehavior.immediate());
        try (TestClient client = connect()) {
            var _ = client.socket().writeBinaryMessage(Buffer.buffer("{}"));
            assertThat(client.await("error").at("/error/code").asText()).isEqualTo("invalid_event");
            String clear = "{\"type\":\"input_audio_buffer.clear\"}";
            var _ =
                    client.socket()
                            .writeFrame(
                                    io.vertx.core.http.WebSocketFrame.textFrame(
                                            clear.substring(0, 9), false));
            var _ =
                    client.socket()
                            .writeFrame(
                                    io.vertx.core.http.WebSocketFrame.continuationFrame(
                                            Buffer.buffer(clear.substring(9)), true));
            client.await("input_audio_buffer.cleared");
        }
    }
}
