package dev.trunkline.gateway.twilio.rest;

import static dev.trunkline.gateway.twilio.rest.FakeApi.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.trunkline.gateway.call.CarrierApiException;
import dev.trunkline.gateway.call.CarrierApiFailure;
import dev.trunkline.gateway.call.CarrierApiFailure.Refused;
import dev.trunkline.gateway.call.CarrierApiFailure.Remedy;
import dev.trunkline.gateway.call.CarrierApiFailure.Unsendable;
import dev.trunkline.gateway.config.keys.Secret;
import dev.trunkline.gateway.trunk.PhoneNumber;
import dev.trunkline.gateway.trunk.SipUri;
import dev.trunkline.observability.metrics.GatewayMeters;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What answers mean, what is repeated, and what is not said. */
class CallControlIT {
    private static final String SID = "CA00000000000000000000000000000001";
    private static final PhoneNumber TO = new PhoneNumber("+447700900555");
    private static final PhoneNumber FROM = new PhoneNumber("+442079460000");
    private static final Instructions.Inline HANG_UP =
            new Instructions.Inline("<Response><Hangup/></Response>");
    private static final NewCall CALL = NewCall.to(TO, FROM, HANG_UP).build();
    private static final Patience CALM =
            new Patience(
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(20),
                    3,
                    Duration.ofMillis(2),
                    Duration.ofSeconds(2));

    private final Vertx vertx = Vertx.vertx();
    private final GatewayMeters meters = new GatewayMeters();
    private final FakeApi api = new FakeApi(vertx);
    private final TwilioRest client = new TwilioRest(vertx, api.settings(), meters.twilio(), CALM);

    @AfterEach
    void close() {
        api.close();
        await(vertx.close());
        meters.close();
    }

    private static String call(String status) {
        return "{\"sid\": \"" + SID + "\", \"status\": \"" + status + "\"}";
    }

    private static String error(int status, int code) {
        return "{\"code\": %d, \"message\": \"about +447700900555\", \"status\": %d}"
                .formatted(code, status);
    }

    private static CarrierApiFailure failure(Future<?> asked) {
        try {
            asked.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof CarrierApiException classified) {
                return classified.failure();
            }
            throw new AssertionError(failed);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        throw new AssertionError("it was done");
    }

    private void assertCounted(String request, String outcome) {
        assertThat(new String(meters.scrape(null).body(), UTF_8))
                .contains(
                        "trunkline_twilio_requests_total{outcome=\"%s\",request=\"%s\"} 1.0\n"
                                .formatted(outcome, request));
    }

    @ParameterizedTest
    @CsvSource({
        "queued, QUEUED, false",
        "initiated, INITIATED, false",
        "ringing, RINGING, false",
        "in-progress, IN_PROGRESS, false",
        "completed, COMPLETED, true",
        "busy, BUSY, true",
        "failed, FAILED, true",
        "no-answer, NO_ANSWER, true",
        "canceled, CANCELED, true",
        "cancelled, CANCELED, true",
        "brand-new, UNKNOWN, false",
    })
    void everyStateIsUnderstood(String wire, CallState state, boolean over) {
        api.answer(200, call(wire));
        assertThat(await(client.fetch(SID)).state()).isEqualTo(state);
        assertThat(state.isOver()).isEqualTo(over);
        assertCounted("call_fetch", "done");
    }

    @Test
    void snapshot_hasWhatIsKnown() {
        api.answer(
                200,
                """
                {"sid": "%s", "status": "completed", "duration": "93", "queue_time": "0", "answered_by": "machine_end_beep", "start_time": "Mon, 12 Oct 2026 09:14:55 +0000"}\
                """
                        .formatted(SID));
        assertThat(await(client.fetch(SID)))
                .isEqualTo(
                        new CallSnapshot(
                                SID,
                                CallState.COMPLETED,
                                Duration.ofSeconds(93),
                                Duration.ZERO,
                                AnsweredBy.MACHINE_END_BEEP,
                                Instant.parse("2026-10-12T09:14:55Z")));
    }

    @Test
    void list_hasWhatThePageHas_inItsOrder() {
        String second = SID.replaceFirst("1$", "2");
        api.answer(
                200,
                """
                {"page": 0, "calls": [%s, {"sid": "%s", "status": "queued", "start_time": null}]}\
                """
                        .formatted(call("completed"), second));
        assertThat(await(client.list(new CallFilter(TO, FROM, Instant.EPOCH, 10))))
                .extracting(CallSnapshot::sid, CallSnapshot::startedAt)
                .containsExactly(tuple(SID, null), tuple(second, null));
        assertCounted("call_list", "done");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"calls\": {}}", "{\"calls\": [{}]}", "{\"calls\": [7]}", "[]"})
    void whatIsNoListOfCalls_isUnintelligible(String page) {
        api.answer(200, page);
        assertThat(failure(client.list(new CallFilter(null, null, null, 10))))
                .isInstanceOf(CarrierApiFailure.Unintelligible.class);
        assertCounted("call_list", "unintelligible");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 201})
    void list_isBounded(int most) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CallFilter(null, null, null, most))
                .withMessageContaining("1 to 200");
    }

    @ParameterizedTest
    @CsvSource({"404, 20404", "400, 21220"})
    void callThatIsOver_isNoFailure_whateverWasToBeChanged(int status, int code) {
        api.answer(status, error(status, code));
        assertThat(await(client.end(SID))).isEqualTo(new CallUpdate.NotInProgress());
        assertThat(await(client.cancel(SID))).isEqualTo(new CallUpdate.NotInProgress());
        assertThat(await(client.redirect(SID, HANG_UP))).isEqualTo(new CallUpdate.NotInProgress());
        assertThat(api.seen()).hasSize(3);
        for (String request : List.of("call_end", "call_cancel", "call_redirect")) {
            assertCounted(request, "not_in_progress");
        }
    }

    @Test
    void callThatIsNotThere_isAFailureToFetch() {
        api.answer(404, error(404, 20404));
        assertThat(failure(client.fetch(SID))).isEqualTo(new Refused(404, 20404, Remedy.NONE));
    }

    @Test
    void whatDoesNoHarmTwice_isRepeated() {
        api.answer(503, error(503, 20503))
                .answer(request -> request.connection().close())
                .answer(200, call("completed"));
        assertThat(await(client.end(SID))).isInstanceOf(CallUpdate.Done.class);
        assertThat(api.seen()).hasSize(3);
        assertThat(Set.copyOf(api.seen())).hasSize(1);
        assertCounted("call_end", "done");
    }

    @Test
    void whatWouldBeDoneTwice_isNot() {
        api.answer(503, error(503, 20503));
        assertThat(failure(client.place(CALL)).mayHaveBeenDone()).isTrue();
        assertThat(failure(client.redirect(SID, HANG_UP)).mayHaveBeenDone()).isTrue();
        assertThat(api.seen()).hasSize(2);
        assertCounted("call_create", "refused");
        assertCounted("call_redirect", "refused");
    }

    @Test
    void callThatCannotBeReachedOverThisTrunk_saysSo() {
        api.answer(400, error(400, 21215));
        assertThat(failure(client.place(CALL)).remedy()).isEqualTo(Remedy.ANOTHER_TRUNK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "CA1", "CA0000000000000000000000000000000/", "../../Messages"})
    void whatIsNoSid_isNotAskedFor(String sid) {
        for (Future<?> asked :
                List.of(
                        client.fetch(sid),
                        client.end(sid),
                        client.cancel(sid),
                        client.redirect(sid, HANG_UP))) {
            assertThat(failure(asked)).isInstanceOf(Unsendable.class);
        }
        assertThat(api.seen()).isEmpty();
        assertCounted("call_fetch", "unsendable");
    }

    @Test
    void futuresComplete_onTheContextThatAsked() {
        api.answer(201, call("queued"));
        for (int i = 0; i < 4; i++) {
            var context = vertx.getOrCreateContext();
            Future<Boolean> same =
                    Future.future(promise ->
                            context.runOnContext(_ ->
                                    client.place(CALL)
                                            .onComplete(_ ->
                                                    promise.complete(
                                                            context.equals(
                                                                    Vertx.currentContext())))));
            assertThat(await(same)).isTrue();
        }
    }

    /** Numbers, documents, tokens, passwords and queries, down to debug. */
    @Test
    void nothingPersonalIsLogged() {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        ListAppender<ILoggingEvent> appender = new ListAppender<>();
        appender.start();
        Level before = root.getLevel();
        root.addAppender(appender);
        root.setLevel(Level.DEBUG);
        NewCall call =
                NewCall.to(
                                new SipUri("sip:hush-user@pbx.example"),
                                FROM,
                                new Instructions.FromUrl(
                                        URI.create("https://voice.gateway.example/v?t=hush-query"),
                                        WebhookMethod.POST,
                                        null))
                        .statusCallback(
                                StatusCallback.of(
                                        URI.create("https://voice.gateway.example/s?t=hush-query")))
                        .sipCredentials(new SipCredentials("hush-user", new Secret("hush-secret")))
                        .caller(new NewCall.Caller("hush-id", "hush-reason", "hush-token"))
                        .build();
        NewMessage message = new NewMessage(TO, FROM, null, "hush-body", null);
        try {
            api.answer(400, error(400, 21211));
            failure(client.place(call));
            failure(client.create(message));
            failure(
                    client.redirect(
                            SID, new Instructions.Inline("<Response>hush-twiml</Response>")));
            LoggerFactory.getLogger(CallControlIT.class)
                    .info(
                            "{} {} {} {} {}",
                            call,
                            message,
                            new Instructions.Inline("hush-twiml"),
                            call.statusCallback(),
                            api.settings());
        } finally {
            root.setLevel(before);
            root.detachAppender(appender);
        }
        StringBuilder logged = new StringBuilder();
        for (ILoggingEvent event : List.copyOf(appender.list)) {
            logged.append(event.getFormattedMessage()).append(event.getKeyValuePairs());
        }
        assertThat(logged.toString())
                .contains("twilio.request_failed", "21211", "NewCall[to=sip:***@pbx.example")
                .doesNotContain("hush", "447700900555", "442079460000", FakeApi.TOKEN);
    }
}
