package dev.trunkline.gateway.pbx.ari;

import static dev.trunkline.gateway.pbx.ari.FakeAri.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.gateway.call.EventLoopClock;
import dev.trunkline.observability.metrics.GatewayMeters;
import dev.trunkline.observability.metrics.PbxRequestOutcome;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests as an Asterisk sees them, and whatever it answers. */
class AriRestIT {
    /** Worth waiting for an answer, however busy the machine is. */
    private static final long CALM_MS = 20_000;

    private final Vertx vertx = Vertx.vertx();
    private final GatewayMeters meters = new GatewayMeters();
    private final FakeAri asterisk = new FakeAri(vertx);
    private final ContextInternal context = ((VertxInternal) vertx).createEventLoopContext();
    private final AriRest rest = rest(asterisk.url(), CALM_MS);

    private AriRest rest(URI url, long limitMs) {
        return new AriRest(
                vertx,
                new AsteriskConnection(
                        PbxScene.config(url, null),
                        new EventLoopClock(context.nettyEventLoop()),
                        meters.pbx().link("pbx-" + limitMs, () -> true)),
                limitMs);
    }

    @AfterEach
    void close() {
        asterisk.close();
        await(vertx.close());
        meters.close();
    }

    /** Asks on the context that the client is confined to. */
    private <T> Future<T> ask(AriRest client, Function<AriRest, Future<T>> request) {
        Promise<T> answered = Promise.promise();
        context.runOnContext(_ -> request.apply(client).onComplete(answered));
        return answered.future();
    }

    private <T> AriException failure(AriRest client, Function<AriRest, Future<T>> request) {
        try {
            ask(client, request)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof AriException classified) {
                return classified;
            }
            throw new AssertionError(failed);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        throw new AssertionError("it was done");
    }

    private void assertCounted(long limitMs, String outcome, int requests) {
        assertThat(new String(meters.scrape(null).body(), UTF_8))
                .contains(
                        "trunkline_pbx_requests_total{outcome=\""
                                + outcome
                                + "\",pbx=\"pbx-"
                                + limitMs
                                + "\"} "
                                + requests
                                + ".0\n");
    }

    @Test
    void requests_haveTheirParametersInTheBody_andThePasswordInAHeaderOnly() {
        asterisk.answers(
                200, "{\"id\":\"x-1\",\"channelvars\":{\"UNICASTRTP_LOCAL_PORT\":\"20088\"}}");
        await(ask(rest, r -> r.answer("1764.7")));
        await(ask(rest, r -> r.createBridge("b-1")));
        AriChannel media =
                await(
                        ask(
                                rest,
                                r ->
                                        r.createMedia(
                                                "x-1",
                                                Map.of("transport_data", "f(json)v(t=hush)"))));
        await(ask(rest, r -> r.addToBridge("b-1", List.of("1764.7", "x-1"))));
        await(ask(rest, r -> r.setVariable("1764.7", "TRUNKLINE_NEXT", "transfer")));
        await(ask(rest, r -> r.proceedAt("1764.7", "transfers", "+15550100123")));
        await(ask(rest, r -> r.proceed("1764.7")));
        await(ask(rest, r -> r.redirect("1764.7", "PJSIP/sip:desk@pbx.example.com")));
        await(ask(rest, r -> r.hangUp("1764.7")));
        await(ask(rest, r -> r.destroyBridge("b-1")));
        assertThat(asterisk.seen)
                .containsExactly(
                        "POST /pbx/ari/channels/1764.7/answer",
                        "POST /pbx/ari/bridges {\"bridgeId\":\"b-1\",\"type\":\"mixing\"}",
                        "POST /pbx/ari/channels/externalMedia {\"transport_data\":\"f(json)v(t=hush)\","
                                + "\"app\":\"trunkline\",\"channelId\":\"x-1\"}",
                        "POST /pbx/ari/bridges/b-1/addChannel {\"channel\":[\"1764.7\",\"x-1\"]}",
                        "POST /pbx/ari/channels/1764.7/variable"
                                + " {\"variable\":\"TRUNKLINE_NEXT\",\"value\":\"transfer\"}",
                        "POST /pbx/ari/channels/1764.7/continue {\"context\":\"transfers\","
                                + "\"extension\":\"+15550100123\",\"priority\":1}",
                        "POST /pbx/ari/channels/1764.7/continue",
                        "POST /pbx/ari/channels/1764.7/redirect"
                                + " {\"endpoint\":\"PJSIP/sip:desk@pbx.example.com\"}",
                        "DELETE /pbx/ari/channels/1764.7 {\"reason\":\"normal\"}",
                        "DELETE /pbx/ari/bridges/b-1");
        assertThat(asterisk.authorizations)
                .containsOnly("Basic dHJ1bmtsaW5lOmFyaS1odXNo"); // trunkline:ari-hush
        assertThat(media.variables()).containsEntry("UNICASTRTP_LOCAL_PORT", "20088");
        assertCounted(CALM_MS, "ok", 10);
    }

    @Test
    void idsOfOthers_areEscapedInPaths() {
        await(ask(rest, r -> r.hangUp("Local/1 a;2?x=/..")));
        assertThat(asterisk.seen)
                .containsExactly(
                        "DELETE /pbx/ari/channels/Local%2F1%20a%3B2%3Fx%3D%2F.."
                                + " {\"reason\":\"normal\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "404, GONE",
        "409, GONE",
        "412, GONE",
        "422, GONE",
        "401, UNAUTHORIZED",
        "403, UNAUTHORIZED",
        "400, REFUSED",
        "500, REFUSED",
        "302, REFUSED"
    })
    void answersThatAreNoSuccess_areToldApart(int status, PbxRequestOutcome outcome) {
        asterisk.answers(status, "{\"message\":\"ari-hush +15550100123\"}");
        AriException failed = failure(rest, r -> r.answer("1"));
        assertThat(failed.outcome()).isEqualTo(outcome);
        assertThat(failed).hasMessage("status " + status);
        assertCounted(CALM_MS, outcome.label(), 1);
        assertThat(asterisk.seen).hasSize(1);
    }

    @Test
    void channelThatIsNotThere_makesABadRequestOfAddingIt() {
        asterisk.answers(400, "{\"message\":\"Channel not found\"}");
        assertThat(AriException.isGone(failure(rest, r -> r.addToBridge("b", List.of("1")))))
                .isTrue();
        assertCounted(CALM_MS, "gone", 1);
    }

    @Test
    void whatIsGone_isDeleted() {
        asterisk.answers(404, "{\"message\":\"Channel not found\"}");
        await(ask(rest, r -> r.hangUp("1")));
        await(ask(rest, r -> r.destroyBridge("b")));
        assertThat(await(ask(rest, AriRest::applicationExists))).isFalse();
        assertCounted(CALM_MS, "gone", 3);
    }

    @Test
    void answerThatDoesNotCome_isNotWaitedForForever() {
        asterisk.answers(_ -> {});
        AriException failed = failure(rest(asterisk.url(), 200), r -> r.createBridge("b"));
        assertThat(failed.outcome()).isEqualTo(PbxRequestOutcome.TIMED_OUT);
        assertThat(failed.sent()).isTrue();
        assertThat(asterisk.seen).hasSize(1);
        assertCounted(200, "timed_out", 1);
    }

    @Test
    void connectionThatBreaks_isTriedOnceMore_whereThatDoesNoHarm() {
        asterisk.answers(request -> request.connection().close());
        assertThat(failure(rest, r -> r.hangUp("1")).outcome())
                .isEqualTo(PbxRequestOutcome.UNREACHABLE);
        assertThat(asterisk.seen).hasSize(2);
        failure(rest, r -> r.createMedia("x", Map.of()));
        assertThat(asterisk.seen).hasSize(3);
        assertCounted(CALM_MS, "unreachable", 2);
    }

    @Test
    void connectionThatBreaksOnce_isNotNoticed() {
        AtomicInteger requests = new AtomicInteger();
        asterisk.answers(request -> {
            if (requests.incrementAndGet() == 1) {
                request.connection().close();
            } else {
                request.response().setStatusCode(204).end();
            }
        });
        await(ask(rest, r -> r.answer("1")));
        assertCounted(CALM_MS, "ok", 1);
    }

    @Test
    void asteriskThatIsNotThere_isUnreachable() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        AriException failed =
                failure(
                        rest(URI.create("http://127.0.0.1:" + port), 19_000),
                        r -> r.createMedia("x", Map.of()));
        assertThat(failed.outcome()).isEqualTo(PbxRequestOutcome.UNREACHABLE);
        assertThat(failed.sent()).isFalse();
    }

    @Test
    void answerThatIsNoJson_isRefused() {
        asterisk.answers(200, "<html>");
        assertThat(failure(rest, AriRest::channels).outcome()).isEqualTo(PbxRequestOutcome.REFUSED);
        assertThat(failure(rest, AriRest::bridges)).hasMessageContaining("not JSON");
    }

    @Test
    void listThatGrowsTooLong_isRefused() {
        asterisk.answers(200, "[" + " ".repeat(9 * 1024 * 1024) + "]");
        assertThat(failure(rest, AriRest::channels)).hasMessageContaining("longer than");
    }

    @Test
    void requestAfterTheEnd_isUnreachable() {
        await(ask(rest, AriRest::close));
        assertThat(failure(rest, r -> r.hangUp("1")).outcome())
                .isEqualTo(PbxRequestOutcome.UNREACHABLE);
    }
}
