package dev.trunkline.gateway.twilio.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trunkline.gateway.LeakCheck;
import dev.trunkline.gateway.call.TestMeters;
import dev.trunkline.gateway.call.TextLeg;
import dev.trunkline.gateway.call.TextLegListener;
import dev.trunkline.observability.metrics.CallCounter;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The room on a real socket, with a small client for Twilio. */
@ExtendWith(LeakCheck.class)
class RelaySocketIT {
    private static final String SETUP =
            """
            {"type":"setup","sessionId":"VX1","accountSid":"AC1","callSid":"CA1","from":"+447700900123",\
            "customParameters":{"token":"t0ken"}}\
            """;

    private final Vertx vertx = Vertx.vertx();
    private final TestMeters meters = new TestMeters();
    private final FakeGate gate = new FakeGate();
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private @Nullable HttpServer server;

    @AfterEach
    void close() {
        await(vertx.close());
        meters.close();
    }

    @Test
    void setup_opensTheSession_andItsMessagesReachTheCall() {
        WebSocket twilio = connect();
        say(twilio, SETUP);
        gate.awaitOpening();
        assertThat(gate.openings).containsExactly("CA1 AC1 {token=t0ken}");
        say(
                twilio,
                "{\"type\":\"prompt\",\"voicePrompt\":\"hello\",\"lang\":\"en-GB\",\"last\":true}");
        say(twilio, "{\"type\":\"prompt\",\"voicePrompt\":\"hel\",\"last\":\"false\"}");
        say(twilio, "{\"type\":\"dtmf\",\"digit\":\"5\"}");
        say(twilio, "{\"type\":\"interrupt\",\"utteranceUntilInterrupt\":\"Good\"}");
        say(twilio, "{\"type\":\"info\",\"name\":\"tokensPlayed\",\"value\":\"Good day\"}");
        say(twilio, "{\"type\":\"info\",\"name\":\"agentSpeaking\",\"value\":\"off\"}");
        assertThat(gate.events(6))
                .containsExactly(
                        "prompt hello en-GB true",
                        "prompt hel  false",
                        "dtmf 5",
                        "interrupt Good -1",
                        "spoken Good day",
                        "speaking false");
    }

    @Test
    void whatTheCallSays_isWhatTwilioTakes() throws Exception {
        connectAndSetUp();
        TextLeg leg = gate.leg();
        gate.onLoop(() -> {
            leg.sendText("Good \ud83d\ude00 \"day\"\n", false);
            leg.sendText("", true);
            leg.sendDigits("1w2#");
            leg.switchLanguage("sv-SE");
            leg.play("https://media.example/hold.mp3", 0, true);
            leg.end("transferred");
        });
        List<String> types = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            types.add(CommandShapes.check(next()).path("type").asText());
        }
        assertThat(types).containsExactly("text", "text", "sendDigits", "language", "play", "end");
    }

    @Test
    void afterTheEnd_nothingIsSent_andNothingIsHeard() throws Exception {
        WebSocket twilio = connectAndSetUp();
        TextLeg leg = gate.leg();
        gate.onLoop(() -> {
            leg.end("done");
            leg.sendText("More.", true);
            leg.end("again");
        });
        JsonNode end = CommandShapes.check(next());
        assertThat(end.path("type").asText()).isEqualTo("end");
        say(twilio, "{\"type\":\"prompt\",\"voicePrompt\":\"wait\"}");
        await(twilio.close((short) 1000, "over"));
        awaitTrue(() -> meters.count(CallCounter.MALFORMED_LEG, "leg") == 0 && closed.isDone());
        assertThat(received).isEmpty();
        assertThat(gate.heard).isEmpty(); // not even the close: it was ours
    }

    @Test
    void beforeSetup_nothingCounts_andASecondSetupNeither() {
        WebSocket twilio = connect();
        say(twilio, "{\"type\":\"prompt\",\"voicePrompt\":\"early\"}");
        say(twilio, SETUP);
        say(twilio, SETUP);
        say(twilio, "{\"type\":\"dtmf\",\"digit\":\"1\"}");
        assertThat(gate.events(1)).containsExactly("dtmf 1");
        assertThat(gate.openings).hasSize(1);
        assertThat(meters.count(CallCounter.MALFORMED_LEG, "leg")).isEqualTo(2);
    }

    @Test
    void malformedMessages_areCounted_andTheSessionGoesOn() {
        WebSocket twilio = connectAndSetUp();
        for (String text : List.of("", "{", "[]", "{}", "{\"type\":\"prompt\"}")) {
            say(twilio, text);
        }
        await(twilio.writeBinaryMessage(io.vertx.core.buffer.Buffer.buffer("{}")));
        say(twilio, "{\"type\":\"weather\"}");
        say(twilio, "{\"type\":\"error\",\"description\":\"Invalid message received\"}");
        say(twilio, "{\"type\":\"dtmf\",\"digit\":\"1\"}");
        assertThat(gate.events(1)).containsExactly("dtmf 1");
        assertThat(meters.count(CallCounter.MALFORMED_LEG, "leg")).isEqualTo(6);
        assertThat(meters.count(CallCounter.UNRECOGNIZED_LEG, "leg")).isEqualTo(1);
        assertThat(meters.count(CallCounter.RELAY_ERROR_64107, "64107")).isEqualTo(1);
    }

    @Test
    void longPrompt_isHeard_andALongerOneEndsTheSocket() {
        WebSocket twilio = connectAndSetUp();
        String words = "and ".repeat(25_000);
        say(twilio, "{\"type\":\"prompt\",\"voicePrompt\":\"" + words + "\"}");
        assertThat(gate.events(1).getFirst()).hasSize("prompt   true".length() + words.length());
        var _ = twilio.writeTextMessage("x".repeat(300_000));
        assertThat(gate.events(1).getFirst()).startsWith("closed");
    }

    @Test
    void unexpectedSession_isRefused() throws Exception {
        gate.expects = false;
        say(connect(), SETUP);
        assertThat(closed.get(10, TimeUnit.SECONDS)).isEqualTo(1008);
    }

    @Test
    void socketWithoutASetup_isClosed() throws Exception {
        gate.setupTimeout = Duration.ofMillis(50);
        connect();
        assertThat(closed.get(10, TimeUnit.SECONDS)).isEqualTo(1002);
        awaitTrue(() -> gate.timedOut.get() == 1);
    }

    @Test
    void socketThatTwilioCloses_isToldToTheCall() {
        WebSocket twilio = connectAndSetUp();
        await(twilio.close((short) 1000, ""));
        assertThat(gate.events(1)).containsExactly("closed true");
    }

    @Test
    void pings_timeTheWayToTwilio() {
        gate.pingInterval = Duration.ofMillis(20);
        connectAndSetUp();
        awaitTrue(() -> meters.latencies("trunkline_leg_rtt_seconds") > 0);
    }

    @Test
    void whoDoesNotRead_isGivenUp() {
        WebSocket twilio = connectAndSetUp();
        twilio.pause();
        TextLeg leg = gate.leg();
        String words = "word ".repeat(4_000);
        BooleanSupplier givenUp = () -> gate.heard.contains("closed false");
        for (int i = 0; i < 5_000 && !givenUp.getAsBoolean(); i++) {
            gate.onLoop(() -> leg.sendText(words, false));
        }
        awaitTrue(givenUp);
        assertThat(meters.count(CallCounter.RELAY_SLOW)).isEqualTo(1);
        twilio.resume();
    }

    // A test's words.

    private WebSocket connect() {
        RelaySettings settings =
                new RelaySettings(gate.setupTimeout, gate.pingInterval, meters.meters());
        RelayHandler handler = new RelayHandler(settings, gate);
        HttpServerOptions options =
                new HttpServerOptions()
                        .setMaxWebSocketFrameSize(256 * 1024)
                        .setMaxWebSocketMessageSize(256 * 1024);
        server =
                await(
                        vertx.createHttpServer(options)
                                .webSocketHandler(handler)
                                .listen(0, "127.0.0.1"));
        WebSocketClient client = vertx.createWebSocketClient();
        WebSocket twilio = await(client.connect(server.actualPort(), "127.0.0.1", "/"));
        twilio.textMessageHandler(received::add);
        twilio.closeHandler(_ -> {
            Short code = twilio.closeStatusCode();
            closed.complete(code == null ? 1006 : (int) code);
        });
        return twilio;
    }

    private WebSocket connectAndSetUp() {
        WebSocket twilio = connect();
        say(twilio, SETUP);
        gate.awaitOpening();
        return twilio;
    }

    private static void say(WebSocket twilio, String text) {
        await(twilio.writeTextMessage(text));
    }

    private String next() throws InterruptedException {
        String text = received.poll(10, TimeUnit.SECONDS);
        assertThat(text).as("a message").isNotNull();
        return String.valueOf(text);
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    private static void awaitTrue(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    /** Expects one session, and keeps what its call is told. */
    private final class FakeGate implements RelayAcceptor, TextLegListener {
        final List<String> openings = new ArrayList<>();
        final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        final CompletableFuture<Opening> opening = new CompletableFuture<>();
        volatile boolean expects = true;
        final AtomicInteger timedOut = new AtomicInteger();
        Duration setupTimeout = Duration.ofSeconds(10);
        Duration pingInterval = Duration.ofSeconds(10);

        @Override
        public @Nullable Accepted accept(Opening opened) {
            openings.add(opened.callSid() + " " + opened.accountSid() + " " + opened.parameters());
            opening.complete(opened);
            return expects ? new Accepted(this, meters.meters()) : null;
        }

        @Override
        public void setupTimedOut() {
            timedOut.incrementAndGet();
        }

        void awaitOpening() {
            leg();
        }

        TextLeg leg() {
            return await(Future.fromCompletionStage(opening)).leg();
        }

        void onLoop(Runnable task) {
            EventLoop loop = await(Future.fromCompletionStage(opening)).loop();
            CompletableFuture<Boolean> done = new CompletableFuture<>();
            loop.execute(() -> {
                task.run();
                done.complete(true);
            });
            await(Future.fromCompletionStage(done));
        }

        List<String> events(int count) {
            List<String> events = new ArrayList<>();
            try {
                for (int i = 0; i < count; i++) {
                    events.add(String.valueOf(heard.poll(10, TimeUnit.SECONDS)));
                }
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
            return events;
        }

        @Override
        public void onPrompt(String words, String language, boolean last, long arrivalNanos) {
            heard.add("prompt " + words + " " + language + " " + last);
        }

        @Override
        public void onInterrupt(String spoken, long spokenMs, long arrivalNanos) {
            heard.add("interrupt " + spoken + " " + spokenMs);
        }

        @Override
        public void onDtmf(char digit) {
            heard.add("dtmf " + digit);
        }

        @Override
        public void onSpoken(String words, long arrivalNanos) {
            heard.add("spoken " + words);
        }

        @Override
        public void onAgentSpeaking(boolean speaking, long arrivalNanos) {
            heard.add("speaking " + speaking);
        }

        @Override
        public void onLegClosed(boolean clean) {
            heard.add("closed " + clean);
        }
    }
}
