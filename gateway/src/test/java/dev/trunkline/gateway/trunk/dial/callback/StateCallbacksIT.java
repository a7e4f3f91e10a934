package dev.trunkline.gateway.trunk.dial.callback;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.trunkline.gateway.call.FakeClock;
import dev.trunkline.gateway.trunk.PhoneNumber;
import dev.trunkline.gateway.trunk.Trunk;
import dev.trunkline.gateway.trunk.dial.CallRequest;
import dev.trunkline.gateway.trunk.dial.DialListener;
import dev.trunkline.gateway.trunk.dial.DialState;
import dev.trunkline.gateway.trunk.dial.DialView;
import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.metrics.GatewayMeters;
import dev.trunkline.observability.record.AttemptRecord;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/**
 * Callbacks to a server that does what servers do; pauses pass on a clock that is moved by hand.
 */
class StateCallbacksIT {
    private static final String SECRET = "hush-hush";
    private static final String HOSTS =
            """
            127.0.0.1 listener.example
            169.254.169.254 metadata.example
            """;

    private final Vertx vertx =
            Vertx.vertx(
                    new VertxOptions()
                            .setAddressResolverOptions(
                                    new AddressResolverOptions()
                                            .setHostsValue(Buffer.buffer(HOSTS))
                                            .addServer("127.0.0.1:9")
                                            .setQueryTimeout(100)));
    private final ContextInternal context = ((VertxInternal) vertx).createEventLoopContext();
    private final FakeClock clock = new FakeClock();
    private final GatewayMeters meters = new GatewayMeters();
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final List<HttpServerRequest> held = new CopyOnWriteArrayList<>();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger mostOpen = new AtomicInteger();
    private final Logger log = (Logger) LoggerFactory.getLogger(StateCallbacks.class);
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    /** What the server does with a request; at first it takes it. */
    private volatile Consumer<HttpServerRequest> answers = request -> answer(request, 204);

    private final HttpServer server =
            get(
                    vertx.createHttpServer()
                            .requestHandler(request ->
                                    request.body()
                                            .onSuccess(body -> {
                                                mostOpen.accumulateAndGet(
                                                        open.incrementAndGet(), Math::max);
                                                seen.add(body.toString());
                                                answers.accept(request);
                                            }))
                            .listen(0, "127.0.0.1"));

    @BeforeEach
    void capture() {
        logged.start();
        log.addAppender(logged);
    }

    @AfterEach
    void close() {
        log.detachAppender(logged);
        get(vertx.close());
        meters.close();
    }

    private void answer(HttpServerRequest request, int status) {
        open.decrementAndGet();
        request.response().setStatusCode(status).end();
    }

    private StateCallbacks callbacks(boolean allowPrivateNetwork) {
        return new StateCallbacks(
                vertx,
                context,
                clock,
                allowPrivateNetwork,
                call -> Buffer.buffer(call.id() + " " + call.state().label()),
                meters.dial(),
                new Deaf());
    }

    private static final class Deaf implements DialListener {
        @Override
        public void changed(CallRequest request, DialView call) {}

        @Override
        public void attemptOver(DialView call, AttemptRecord attempt, boolean failedOver) {}

        @Override
        public void overWithoutMedia(
                CallRequest request, DialView call, CallOutcome how, long durationMs) {}
    }

    private URI url(String host) {
        return URI.create("http://" + host + ":" + server.actualPort() + "/told?token=" + SECRET);
    }

    private void tell(StateCallbacks callbacks, URI url, String id, DialState... states) {
        CallRequest request =
                new CallRequest(
                        new PhoneNumber("+15550100123"),
                        "sales",
                        null,
                        null,
                        null,
                        null,
                        Map.of(),
                        null,
                        null,
                        null,
                        null,
                        url);
        run(() -> {
            for (DialState state : states) {
                callbacks.changed(request, view(id, state));
            }
        });
    }

    private static DialView view(String id, DialState state) {
        return new DialView(
                id,
                "sales",
                Trunk.UNKNOWN,
                Trunk.UNKNOWN,
                "",
                "",
                state,
                Instant.EPOCH,
                0,
                List.of(),
                null,
                DialView.Recording.NONE);
    }

    private void run(Runnable what) {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        context.runOnContext(_ -> {
            what.run();
            done.complete(true);
        });
        get(Future.fromCompletionStage(done));
    }

    private void advance(Duration time) {
        run(() -> clock.advanceMs(time.toMillis()));
    }

    private static <T> T get(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    private static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("never: " + what);
            }
            LockSupport.parkNanos(2_000_000);
        }
    }

    private double count(String result) {
        return new String(meters.scrape(null).body(), StandardCharsets.UTF_8)
                .lines()
                .filter(line ->
                        line.startsWith("trunkline_dial_callbacks_total")
                                && line.contains('"' + result + '"'))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Test
    void statesOfACall_areToldInOrder_oneAfterTheOther() {
        StateCallbacks callbacks = callbacks(true);
        tell(callbacks, url("listener.example"), "x", DialState.values());
        await("all told", () -> count("delivered") == 5);
        assertThat(seen)
                .containsExactly("x waiting", "x dialling", "x ringing", "x answered", "x over");
        assertThat(mostOpen).hasValue(1);
        run(() -> assertThat(clock.pendingTimers()).isZero());
    }

    @Test
    void whatIsNotTaken_isTriedAgain_beforeTheNextState() {
        StateCallbacks callbacks = callbacks(true);
        AtomicInteger requests = new AtomicInteger();
        answers = request -> answer(request, requests.incrementAndGet() < 3 ? 503 : 200);
        tell(callbacks, url("127.0.0.1"), "x", DialState.WAITING, DialState.OVER);
        await("first try", () -> requests.get() == 1);
        awaitPause(Duration.ofSeconds(1));
        advance(Duration.ofMillis(999));
        assertThat(requests).hasValue(1);
        advance(Duration.ofMillis(1));
        await("second try", () -> requests.get() == 2);
        awaitPause(Duration.ofSeconds(2));
        advance(Duration.ofSeconds(2));
        await("all told", () -> count("delivered") == 2);
        assertThat(seen).containsExactly("x waiting", "x waiting", "x waiting", "x over");
        assertThat(count("lost")).isZero();
    }

    /** Until the answer has come, and what is waited for is the next try, not the answer. */
    private void awaitPause(Duration pause) {
        await(
                "the pause",
                () -> {
                    long[] next = new long[1];
                    run(() -> next[0] = clock.nextTimerMs());
                    return next[0] == pause.toMillis();
                });
    }

    @Test
    void whatIsNeverTaken_isLostAfterThreeMoreTries_andDoesNotHoldUpTheNext() {
        StateCallbacks callbacks = callbacks(true);
        answers = request -> answer(request, 500);
        tell(callbacks, url("127.0.0.1"), "x", DialState.WAITING);
        for (int tries = 1; tries <= 4; tries++) {
            int sofar = tries;
            await("try " + tries, () -> seen.size() == sofar);
            if (tries < 4) {
                Duration pause = Duration.ofSeconds(1L << (tries - 1));
                awaitPause(pause);
                advance(pause);
            }
        }
        await("lost", () -> count("lost") == 1);
        answers = request -> answer(request, 200);
        tell(callbacks, url("127.0.0.1"), "x", DialState.OVER);
        await("told", () -> count("delivered") == 1);
        assertThat(seen).hasSize(5).last().isEqualTo("x over");
        assertThat(logged.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("dial.callback_lost");
        assertThat(logged.list.toString()).doesNotContain(SECRET);
        assertThat(logged.list.getFirst().getKeyValuePairs().toString()).doesNotContain(SECRET);
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 400, 401, 404, 410})
    void whatIsRefused_isNotTriedAgain_norFollowed(int status) {
        StateCallbacks callbacks = callbacks(true);
        answers =
                request -> {
                    request.response().putHeader("Location", url("127.0.0.1").toString());
                    answer(request, status);
                };
        tell(callbacks, url("127.0.0.1"), "x", DialState.WAITING);
        await("lost", () -> count("lost") == 1);
        advance(Duration.ofMinutes(1));
        assertThat(seen).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "listener.example", "metadata.example", "[::1]"})
    void privateAddresses_areNotConnectedTo(String host) {
        StateCallbacks callbacks = callbacks(false);
        tell(callbacks, url(host), "x", DialState.WAITING);
        await("refused", () -> count("refused") == 1);
        advance(Duration.ofMinutes(1));
        assertThat(seen).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"metadata.example", "169.254.169.254", "[fe80::1]"})
    void metadata_isNeverConnectedTo(String host) {
        StateCallbacks callbacks = callbacks(true);
        tell(callbacks, url(host), "x", DialState.WAITING);
        await("refused", () -> count("refused") == 1);
        assertThat(seen).isEmpty();
    }

    @Test
    void aServerThatHangs_costsABoundedPlace_andTheNewestStateIsKept() {
        StateCallbacks callbacks = callbacks(true);
        answers = held::add;
        tell(callbacks, url("127.0.0.1"), "x", DialState.WAITING);
        await("the first is under way", () -> held.size() == 1);
        for (int i = 0; i < 40; i++) {
            tell(callbacks, url("127.0.0.1"), "x", DialState.DIALLING);
        }
        tell(callbacks, url("127.0.0.1"), "x", DialState.OVER);
        assertThat(count("lost")).isEqualTo(42 - StateCallbacks.MOST_WAITING);
        tell(callbacks, url("127.0.0.1"), "y", DialState.WAITING);
        await("another call is told meanwhile", () -> seen.contains("y waiting"));
        answers = request -> answer(request, 200);
        held.forEach(request -> answer(request, 200));
        await("the rest", () -> count("delivered") == StateCallbacks.MOST_WAITING + 1);
        assertThat(seen.getLast()).isEqualTo("x over");
    }

    @Test
    void aServerThatIsTooSlow_isAskedAgain() {
        StateCallbacks callbacks = callbacks(true);
        answers = held::add;
        tell(callbacks, url("127.0.0.1"), "x", DialState.WAITING);
        await("the first is under way", () -> held.size() == 1);
        answers = request -> answer(request, 200);
        advance(Duration.ofSeconds(5)); // the limit
        advance(Duration.ofSeconds(1)); // the pause
        await("told", () -> count("delivered") == 1);
        assertThat(seen).containsExactly("x waiting", "x waiting");
    }

    @Test
    void aStoppingGateway_waitsForWhatIsToldInTime() {
        StateCallbacks callbacks = callbacks(true);
        answers = held::add;
        tell(callbacks, url("127.0.0.1"), "x", DialState.OVER);
        await("under way", () -> held.size() == 1);
        Future<Void> drained = callbacks.drain();
        run(() -> {});
        assertThat(drained.isComplete()).isFalse();
        answer(held.getFirst(), 200);
        get(drained);
        assertThat(count("lost")).isZero();
    }

    @Test
    void aStoppingGateway_waitsForNobodyLongerThanThat() {
        StateCallbacks callbacks = callbacks(true);
        answers = held::add;
        tell(callbacks, url("127.0.0.1"), "x", DialState.RINGING, DialState.OVER);
        await("under way", () -> held.size() == 1);
        Future<Void> drained = callbacks.drain();
        advance(Duration.ofSeconds(3));
        get(drained);
        assertThat(count("lost")).isEqualTo(2);
    }
}
