package dev.trunkline.gateway.twilio.rest;

import static dev.trunkline.gateway.twilio.rest.FakeApi.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trunkline.gateway.call.CarrierApiException;
import dev.trunkline.gateway.call.CarrierApiFailure;
import dev.trunkline.gateway.call.CarrierApiFailure.RateLimited;
import dev.trunkline.gateway.call.CarrierApiFailure.Refused;
import dev.trunkline.gateway.call.CarrierApiFailure.Remedy;
import dev.trunkline.gateway.call.CarrierApiFailure.Slow;
import dev.trunkline.gateway.call.CarrierApiFailure.Unauthorised;
import dev.trunkline.gateway.call.CarrierApiFailure.Unintelligible;
import dev.trunkline.gateway.call.CarrierApiFailure.Unreachable;
import dev.trunkline.gateway.call.CarrierApiFailure.Unsendable;
import dev.trunkline.gateway.trunk.PhoneNumber;
import dev.trunkline.observability.metrics.GatewayMeters;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the other side does, a request ends with one failure that says what may help. */
class FailuresIT {
    private static final PhoneNumber TO = new PhoneNumber("+447700900555");
    private static final PhoneNumber FROM = new PhoneNumber("+442079460000");
    private static final Duration LIMIT = Duration.ofMillis(300);
    private static final Patience QUICK =
            new Patience(
                    Duration.ofSeconds(2), LIMIT, 3, Duration.ofMillis(2), Duration.ofMillis(50));

    /** Where the answer is worth waiting for, however busy the machine is. */
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

    @AfterEach
    void close() {
        api.close();
        await(vertx.close());
        meters.close();
    }

    private CarrierApiFailure failure(Patience patience) {
        return failure(new TwilioRest(vertx, api.settings(), meters.twilio(), patience), "hello");
    }

    private CarrierApiFailure failure(TwilioRest client, String body) {
        try {
            client.send(Optional.of(FROM), TO, body)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof CarrierApiException classified) {
                return classified.failure();
            }
            throw new AssertionError(failed);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        throw new AssertionError("the message was sent");
    }

    private void assertCounted(String outcome, int retries) {
        assertThat(new String(meters.scrape(null).body(), UTF_8))
                .contains(
                        "trunkline_twilio_requests_total{outcome=\""
                                + outcome
                                + "\",request=\"message_create\"} 1.0\n")
                .contains(
                        "trunkline_twilio_retries_total{request=\"message_create\"} "
                                + retries
                                + ".0\n");
    }

    @ParameterizedTest
    @CsvSource({
        "400, 21211, NONE",
        "400, 21614, NONE",
        "400, 21610, NONE",
        "400, 21608, NONE",
        "400, 21606, ANOTHER_TRUNK",
        "400, 21612, ANOTHER_TRUNK",
        "400, 21210, ANOTHER_TRUNK",
        "404, 20404, NONE",
        "400, 99999, NONE",
    })
    void refusal_hasItsCodeAndSaysWhatMayHelp(int status, int code, Remedy remedy) {
        api.answer(status, error(status, code));
        CarrierApiFailure failure = failure(CALM);
        assertThat(failure).isEqualTo(new Refused(status, code, remedy));
        assertThat(failure.mayHaveBeenDone()).isFalse();
        assertThat(api.seen()).hasSize(1);
        assertCounted("refused", 0);
    }

    private static String error(int status, int code) {
        return """
        {"code":%d,"message":"about +447700900555","more_info":"https://www.twilio.com/docs/errors/%d","status":%d}\
        """
                .formatted(code, code, status);
    }

    @Test
    void errorOfTheServersOwn_isNotRepeated_asTheMessageMayHaveGoneOut() {
        api.answer(500, error(500, 20500));
        CarrierApiFailure failure = failure(CALM);
        assertThat(failure).isEqualTo(new Refused(500, 20500, Remedy.ANOTHER_TRY));
        assertThat(failure.mayHaveBeenDone()).isTrue();
        assertThat(api.seen()).hasSize(1);
        assertCounted("refused", 0);
    }

    @Test
    void rateLimit_isRepeatedUntilItIsLifted() {
        api.answer(429, error(429, 20429)).answer(429, "").answer(201, FakeApi.MESSAGE);
        TwilioRest client = new TwilioRest(vertx, api.settings(), meters.twilio(), CALM);
        assertThat(await(client.send(Optional.of(FROM), TO, "hello"))).startsWith("SM");
        assertThat(api.seen()).hasSize(3);
        assertCounted("done", 2);
    }

    @Test
    void rateLimit_thatStays_isTheFailure() {
        api.answer(429, error(429, 20429));
        assertThat(failure(CALM)).isEqualTo(new RateLimited(null));
        assertThat(api.seen()).hasSize(3);
        assertCounted("rate_limited", 2);
    }

    @Test
    void rateLimit_thatAsksForALongPause_isTheFailureAtOnce() {
        api.respond(response ->
                response.setStatusCode(429).putHeader("Retry-After", "30").end("slow down"));
        assertThat(failure(CALM)).isEqualTo(new RateLimited(Duration.ofSeconds(30)));
        assertThat(api.seen()).hasSize(1);
        assertCounted("rate_limited", 0);
    }

    @Test
    void rateLimit_thatAsksForAShortPause_isGivenIt() {
        api.respond(response ->
                        response.setStatusCode(429).putHeader("Retry-After", "1").end("slow down"))
                .answer(201, FakeApi.MESSAGE);
        TwilioRest client = new TwilioRest(vertx, api.settings(), meters.twilio(), CALM);
        long before = System.nanoTime();
        await(client.send(Optional.of(FROM), TO, "hello"));
        assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(1_000_000_000L);
        assertThat(api.seen()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"401, 20003", "403, 20003", "403, 20005", "401, 70051"})
    void credentialsThatAreNotAccepted(int status, int code) {
        api.answer(status, error(status, code));
        assertThat(failure(CALM)).isEqualTo(new Unauthorised(status, code));
        assertThat(failure(CALM).remedy()).isEqualTo(Remedy.SETTINGS);
        assertThat(api.seen()).hasSize(2); // one each
    }

    @Test
    void credentialsThatAProxyDoesNotAccept() {
        api.respond(response -> response.setStatusCode(401).end("<html>who are you?</html>"));
        assertThat(failure(CALM)).isEqualTo(new Unauthorised(401, 0));
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 301, 404, 502, 503})
    void pageInsteadOfJson(int status) {
        api.respond(response ->
                response.setStatusCode(status)
                        .putHeader("Content-Type", "text/html; charset=utf-8")
                        .end("<html><body>+447700900555</body></html>"));
        CarrierApiFailure failure = failure(CALM);
        assertThat(failure).isEqualTo(new Unintelligible(status, "an HTML page"));
        assertThat(failure.mayHaveBeenDone()).isEqualTo(status < 300 || status >= 500);
        assertThat(api.seen()).hasSize(1);
        assertCounted("unintelligible", 0);
    }

    @Test
    void brokenJson() {
        api.answer(201, FakeApi.MESSAGE.substring(0, 40));
        assertThat(failure(CALM)).isEqualTo(new Unintelligible(201, "broken JSON"));
    }

    @Test
    void jsonThatIsNoObject_orNothing_orFollowedByMore() {
        api.answer(201, "[1]").answer(201, "").answer(201, FakeApi.MESSAGE + "x");
        assertThat(failure(CALM)).isEqualTo(new Unintelligible(201, "broken JSON"));
        assertThat(failure(CALM)).isEqualTo(new Unintelligible(201, "an empty body"));
        assertThat(failure(CALM)).isEqualTo(new Unintelligible(201, "broken JSON"));
    }

    @Test
    void resourceWithoutItsSid() {
        api.answer(201, "{\"status\": \"queued\"}");
        CarrierApiFailure failure = failure(CALM);
        assertThat(failure).isEqualTo(new Unintelligible(200, "no sid"));
        assertThat(failure.mayHaveBeenDone()).isTrue();
    }

    @Test
    void bodyWithoutEnd_isNotReadToItsEnd() {
        api.respond(response -> {
            response.setChunked(true).putHeader("Content-Type", "application/json");
            Buffer chunk = Buffer.buffer(" ".repeat(64 * 1024));
            for (int i = 0; i < 40; i++) {
                response.write(chunk);
            }
        });
        assertThat(failure(CALM))
                .isEqualTo(new Unintelligible(200, "a body of more than 1048576 bytes"));
    }

    @Test
    void answerThatNeverComes_isNotRepeated() {
        api.respond(response -> {});
        CarrierApiFailure failure = failure(QUICK);
        assertThat(failure).isEqualTo(new Slow(true, LIMIT));
        assertThat(api.seen()).hasSize(1);
        assertCounted("slow", 0);
    }

    @Test
    void answerThatDrips_isNotWaitedFor() {
        api.respond(response -> {
            response.setChunked(true).write("{");
            vertx.setPeriodic(
                    20,
                    timer -> {
                        if (response.closed()) {
                            vertx.cancelTimer(timer);
                        } else {
                            response.write(" ");
                        }
                    });
        });
        assertThat(failure(QUICK)).isEqualTo(new Slow(true, LIMIT));
    }

    @Test
    void connectionThatBreaksBeforeTheAnswer_isNotRepeated() {
        api.answer(request -> request.connection().close());
        CarrierApiFailure failure = failure(CALM);
        assertThat(failure)
                .isInstanceOfSatisfying(
                        Unreachable.class, broken -> assertThat(broken.mayHaveBeenDone()).isTrue());
        assertThat(api.seen()).hasSize(1);
        assertCounted("unreachable", 0);
    }

    @Test
    void connectionThatBreaksInTheAnswer_isNotRepeated() {
        api.answer(request -> {
            request.response().putHeader("Content-Length", "1000").setStatusCode(201).write("{");
            vertx.setTimer(1, _ -> request.connection().close());
        });
        assertThat(failure(CALM))
                .isInstanceOfSatisfying(
                        Unreachable.class, broken -> assertThat(broken.mayHaveBeenDone()).isTrue());
        assertThat(api.seen()).hasSize(1);
    }

    @Test
    void nobodyThere_isTriedAgain() throws IOException {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
        }
        TwilioRest client = client(URI.create("http://127.0.0.1:" + port));
        CarrierApiFailure failure = failure(client, "hello");
        assertThat(failure)
                .isInstanceOfSatisfying(
                        Unreachable.class,
                        refused -> assertThat(refused.mayHaveBeenDone()).isFalse());
        assertCounted("unreachable", 2);
    }

    @Test
    void hostWithoutAName_isTriedAgain() {
        CarrierApiFailure failure = failure(client(URI.create("http://no-such.invalid")), "hello");
        assertThat(failure.mayHaveBeenDone()).isFalse();
        assertThat(failure).isInstanceOf(Unreachable.class);
    }

    /** A client of that address that does not wait longer than this machine needs. */
    private TwilioRest client(URI url) {
        RestSettings here = api.settings();
        return new TwilioRest(
                vertx,
                new RestSettings(url, here.accountSid(), here.user(), here.password(), null),
                meters.twilio(),
                CALM);
    }

    @Test
    void serverThatSpeaksNoTls_isUnreachable_andNothingWasSent() {
        URI tls = URI.create(api.url().toString().replace("http:", "https:"));
        CarrierApiFailure failure = failure(client(tls), "hello");
        assertThat(failure)
                .isInstanceOfSatisfying(
                        Unreachable.class,
                        refused -> assertThat(refused.mayHaveBeenDone()).isFalse());
        assertThat(api.seen()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1_601})
    void textOfAWrongLength_isNotSent(int length) {
        assertThat(failure(client(api.url()), "x".repeat(length)))
                .isEqualTo(
                        new Unsendable(
                                "text message of " + length + " characters: expected 1 to 1600"));
        assertThat(api.seen()).isEmpty();
        assertCounted("unsendable", 0);
    }

    @Test
    void textWithoutASender_isNotSent_andSaysWhatToSet() {
        assertThatThrownBy(() ->
                        client(api.url())
                                .send(Optional.empty(), TO, "hello")
                                .toCompletionStage()
                                .toCompletableFuture()
                                .get(10, TimeUnit.SECONDS))
                .hasCauseInstanceOf(CarrierApiException.class)
                .hasMessageContaining("twilio.messagingServiceSid");
        assertThat(api.seen()).isEmpty();
    }
}
