package dev.trunkline.gateway.pbx.ari;

import static dev.trunkline.gateway.pbx.ari.FakeAri.await;
import static dev.trunkline.gateway.pbx.ari.FakeAri.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.trunkline.gateway.call.FakeClock;
import dev.trunkline.observability.metrics.GatewayMeters;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.NetServer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The event socket against a server of ours; its clock is moved by hand. */
class AriEventsIT {
    private static final Backoff BACKOFF =
            new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(8), Duration.ofSeconds(60));

    private final Vertx vertx = Vertx.vertx();
    private final GatewayMeters meters = new GatewayMeters();
    private final FakeAri asterisk = new FakeAri(vertx);
    private final ContextInternal context = ((VertxInternal) vertx).createEventLoopContext();
    private final FakeClock clock = new FakeClock();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final Logger log = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private AriEvents events = events("main", asterisk.url());

    private AriEvents events(String pbx, URI url) {
        return new AriEvents(
                vertx,
                new AsteriskConnection(
                        PbxScene.config(url, null), clock, meters.pbx().link(pbx, () -> true)),
                new Told(),
                BACKOFF);
    }

    private final class Told implements AriEvents.Listener {
        @Override
        public void opened() {
            told.add("opened");
        }

        @Override
        public void event(AriEvent event) {
            told.add(String.valueOf(event));
        }

        @Override
        public void lost() {
            told.add("lost");
        }

        @Override
        public void replaced() {
            told.add("replaced");
        }
    }

    @BeforeEach
    void capture() {
        logged.start();
        log.addAppender(logged);
    }

    @AfterEach
    void close() {
        log.detachAppender(logged);
        on(() -> events.close());
        asterisk.close();
        await(vertx.close());
        meters.close();
    }

    /** Does something on the context that the socket is confined to, and waits. */
    private void on(Runnable task) {
        Promise<Void> done = Promise.promise();
        context.runOnContext(_ -> {
            task.run();
            done.complete();
        });
        await(done.future());
    }

    private void pass(Duration time) {
        on(() -> clock.advanceMs(time.toMillis()));
    }

    private void open() {
        on(() -> events.open());
        eventually("open", () -> told.contains("opened") && asterisk.sockets.size() == 1);
    }

    private List<String> lines(Level level) {
        return List.copyOf(logged.list).stream()
                .filter(line -> line.getLoggerName().equals(AriEvents.class.getName()))
                .filter(line -> line.getLevel() == level)
                .map(line -> line.getMessage() + " " + line.getKeyValuePairs())
                .toList();
    }

    @Test
    void socket_isOpenedForTheApplication_withThePasswordInAHeader() {
        open();
        assertThat(asterisk.handshakes).containsExactly("/pbx/ari/events?app=trunkline");
        assertThat(asterisk.authorizations).containsExactly("Basic dHJ1bmtsaW5lOmFyaS1odXNo");
    }

    @Test
    void events_areToldInOrder_malformedOnesAreCounted() {
        open();
        asterisk.sockets
                .getFirst()
                .writeTextMessage("{\"type\":\"StasisEnd\",\"channel\":{\"id\":\"1\"}}");
        asterisk.sockets.getFirst().writeTextMessage("{\"type\":\"StasisEnd\"}");
        asterisk.sockets.getFirst().writeTextMessage("hello");
        asterisk.sockets
                .getFirst()
                .writeTextMessage("{\"type\":\"ChannelDestroyed\",\"channel\":{\"id\":\"2\"}}");
        eventually("all told", () -> told.size() == 3);
        assertThat(told)
                .containsExactly(
                        "opened", "StasisEnd[channelId=1]", "ChannelDestroyed[channelId=2]");
        assertThat(new String(meters.scrape(null).body(), UTF_8))
                .contains("trunkline_pbx_malformed_events_total{pbx=\"main\"} 2.0\n");
    }

    @Test
    void socketThatCloses_isOpenedAgain_afterPausesThatGrow() {
        open();
        asterisk.sockets.getFirst().close();
        eventually("lost", () -> told.contains("lost"));
        pass(Duration.ofMillis(499)); // half the first pause, at least
        assertThat(asterisk.handshakes).hasSize(1);
        pass(Duration.ofMillis(501));
        eventually("open again", () -> told.size() == 3);
        assertThat(told).containsExactly("opened", "lost", "opened");
        assertThat(new String(meters.scrape(null).body(), UTF_8))
                .contains("trunkline_pbx_reconnects_total{pbx=\"main\"} 1.0\n");
    }

    @Test
    void pauses_doubleUpToTheLongest_andDifferFromOneAnother() {
        for (int failures = 1; failures < 100; failures++) {
            long due = Math.min(8_000, 1_000L << Math.min(failures - 1, 10));
            assertThat(BACKOFF.pause(failures))
                    .isBetween(Duration.ofMillis(due / 2), Duration.ofMillis(due));
        }
        assertThat(IntStream.range(0, 50).mapToObj(_ -> BACKOFF.pause(1)).distinct().count())
                .isGreaterThan(10);
    }

    @Test
    void passwordThatIsRefused_isToldOnce_andTriedSlowly() {
        asterisk.refusesSockets = true;
        on(() -> events.open());
        eventually("refused", () -> !lines(Level.ERROR).isEmpty());
        pass(Duration.ofSeconds(29)); // half of 60 s, at least
        assertThat(asterisk.handshakes).hasSize(1);
        passUntil("tried again", () -> asterisk.handshakes.size() == 3);
        assertThat(lines(Level.ERROR))
                .singleElement()
                .asString()
                .contains("pbx.refused", "401", "ari.conf");
        asterisk.refusesSockets = false;
        passUntil("open", () -> told.contains("opened"));
        assertThat(told).containsExactly("opened");
    }

    /** Lets as much time pass as it takes, a second at a time. */
    private void passUntil(String what, BooleanSupplier holds) {
        eventually(
                what,
                () -> {
                    pass(Duration.ofSeconds(1));
                    return holds.getAsBoolean();
                });
    }

    @Test
    void applicationThatAnotherTakes_isNotFoughtOver() {
        open();
        asterisk.sockets
                .getFirst()
                .writeTextMessage(
                        "{\"type\":\"ApplicationReplaced\",\"application\":\"trunkline\"}");
        eventually("replaced", () -> told.contains("replaced"));
        pass(Duration.ofMinutes(10));
        assertThat(asterisk.handshakes).hasSize(1);
        assertThat(told).containsExactly("opened", "replaced");
        assertThat(lines(Level.ERROR)).singleElement().asString().contains("pbx.replaced");
        on(() -> events.open());
        eventually("open again", () -> told.size() == 3);
    }

    @Test
    void socketThatAnswersPings_staysOpen() {
        open();
        AtomicInteger pings = new AtomicInteger();
        ServerWebSocket socket = asterisk.sockets.getFirst();
        socket.frameHandler(frame -> {
            if (frame.isPing()) { // an event behind the pong says that this was read
                socket.writeTextMessage(
                        "{\"type\":\"StasisEnd\",\"channel\":{\"id\":\""
                                + pings.incrementAndGet()
                                + "\"}}");
            }
        });
        for (int ping = 1; ping <= 12; ping++) {
            int told = ping + 1;
            pass(Duration.ofSeconds(10));
            eventually("pong", () -> this.told.size() == told);
        }
        assertThat(told).doesNotContain("lost");
    }

    @Test
    void socketThatIsDead_isGivenUp() {
        NetServer dead = await(deaf().listen(0, "127.0.0.1"));
        events = events("other", URI.create("http://127.0.0.1:" + dead.actualPort()));
        on(() -> events.open());
        eventually("open", () -> told.contains("opened"));
        pass(Duration.ofSeconds(29));
        assertThat(told).containsExactly("opened");
        pass(Duration.ofSeconds(1));
        eventually("lost", () -> told.contains("lost"));
        assertThat(lines(Level.WARN)).singleElement().asString().contains("pings are not answered");
        await(dead.close());
    }

    @Test
    void serverThatDoesNotAnswerTheUpgrade_isGivenUp() {
        NetServer mute =
                await(vertx.createNetServer().connectHandler(_ -> {}).listen(0, "127.0.0.1"));
        events = events("other", URI.create("http://127.0.0.1:" + mute.actualPort()));
        on(() -> events.open());
        pass(Duration.ofSeconds(10));
        assertThat(told).isEmpty();
        assertThat(lines(Level.WARN)).singleElement().asString().contains("no answer");
        await(mute.close());
    }

    /** A server that opens a WebSocket, and does nothing else ever. */
    private NetServer deaf() {
        return vertx.createNetServer()
                .connectHandler(socket ->
                        socket.handler(bytes -> {
                            String head = bytes.toString(StandardCharsets.ISO_8859_1);
                            int at = head.indexOf("ec-websocket-key: ");
                            if (at > 0) {
                                String key = head.substring(at + 18, at + 18 + 24);
                                socket.write(
                                        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                                                + "Connection: Upgrade\r\nSec-WebSocket-Accept: "
                                                + accept(key)
                                                + "\r\n\r\n");
                            }
                        }));
    }

    /** RFC 6455 4.2.2. */
    private static String accept(String key) {
        try {
            return Base64.getEncoder()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-1")
                                    .digest(
                                            (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                                                    .getBytes(StandardCharsets.ISO_8859_1)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void nothingSecretIsLogged() {
        Level before = log.getLevel();
        log.setLevel(Level.DEBUG);
        asterisk.refusesSockets = true;
        on(() -> events.open());
        eventually("refused", () -> !lines(Level.ERROR).isEmpty());
        log.setLevel(before);
        assertThat(
                        List.copyOf(logged.list).stream()
                                .map(line -> line.getFormattedMessage() + line.getKeyValuePairs())
                                .toList())
                .noneMatch(line -> line.contains("hush") || line.contains("dHJ1bmtsaW5lO"));
    }
}
