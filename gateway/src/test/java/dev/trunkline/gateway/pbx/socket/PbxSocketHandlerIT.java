package dev.trunkline.gateway.pbx.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.codecs.opus.OpusEngine;
import dev.trunkline.codecs.opus.OpusEngineChoice;
import dev.trunkline.gateway.call.Base64Payload;
import dev.trunkline.gateway.call.LegClose;
import dev.trunkline.gateway.call.NextStep;
import dev.trunkline.gateway.call.PhoneLegListener;
import dev.trunkline.gateway.call.TestMeters;
import dev.trunkline.gateway.config.keys.Secret;
import dev.trunkline.gateway.config.pbx.OpusConfig;
import dev.trunkline.gateway.config.pbx.PbxSocketConfig;
import dev.trunkline.gateway.pbx.PbxAdmission;
import dev.trunkline.gateway.pbx.PbxCaller;
import dev.trunkline.gateway.pbx.PbxCalls;
import dev.trunkline.gateway.pbx.PbxLeg;
import dev.trunkline.observability.metrics.CallCounter;
import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.metrics.LegKind;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.http.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sockets of peers that are no Asterisk, or a broken one. */
class PbxSocketHandlerIT {
    private static final String START =
            "{\"event\":\"MEDIA_START\",\"channel_id\":\"a.1\",\"format\":\"ulaw\"}";
    private static final Duration START_TIMEOUT = Duration.ofMillis(300);

    private final TestMeters meters = new TestMeters();
    private final Vertx vertx = Vertx.vertx();
    private final Taken calls = new Taken();
    private final List<String> received = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private WebSocketClient client;

    /** Calls that all are taken. */
    private final class Taken implements PbxCalls, PhoneLegListener {
        final List<PbxCaller> callers = new CopyOnWriteArrayList<>();
        final List<String> told = new CopyOnWriteArrayList<>();
        final AtomicLong audioBytes = new AtomicLong();
        volatile @Nullable PbxLeg leg;

        @Override
        public PbxAdmission admit(PbxCaller caller, LegKind kind, EventLoop loop) {
            callers.add(caller);
            return new PbxAdmission.Accepted(
                    caller.callId(), "c-1", "t", kind, AudioFormat.PCMU, meters.meters(), loop);
        }

        @Override
        public Future<PbxAdmission> admit(PbxCaller caller, LegKind kind) {
            throw new AssertionError();
        }

        @Override
        public Optional<PhoneLegListener> begin(PbxAdmission.Accepted call, PbxLeg begun) {
            leg = begun;
            told.add("begun");
            return Optional.of(this);
        }

        @Override
        public void abandon(PbxAdmission.Accepted call, CallOutcome why) {}

        @Override
        public NextStep nextStep(PbxAdmission.Accepted call) {
            throw new AssertionError();
        }

        @Override
        public void onAudio(byte[] audio, int byteCount, long timestampMs, long arrivalNanos) {
            audioBytes.addAndGet(byteCount);
        }

        @Override
        public void onMedia(Base64Payload payload, long timestampMs, long arrivalNanos) {
            throw new AssertionError();
        }

        @Override
        public void onMark(int generation, int sequence) {
            told.add("mark " + generation + " " + sequence);
        }

        @Override
        public void onDtmf(char digit) {
            told.add("key " + digit);
        }

        @Override
        public void onReadComplete() {}

        @Override
        public void onWritable() {
            told.add("writable");
        }

        @Override
        public void onEnded(boolean clean) {
            told.add(clean ? "ended" : "broken");
        }
    }

    @BeforeEach
    void listen() {
        serve("media-secret");
        client = vertx.createWebSocketClient();
    }

    private void serve(@Nullable String password) {
        PbxSocketSettings settings =
                new PbxSocketSettings(
                        new PbxSocketConfig(
                                "asterisk",
                                password == null ? null : new Secret(password),
                                "unknown"),
                        OpusEngine.select(OpusEngineChoice.CONCENTUS),
                        new OpusConfig(OpusEngineChoice.CONCENTUS, null, 5),
                        START_TIMEOUT,
                        meters.meters());
        server =
                got(
                        vertx.createHttpServer(
                                        new HttpServerOptions()
                                                .setMaxWebSocketFrameSize(256 * 1024)
                                                .setMaxWebSocketMessageSize(256 * 1024))
                                .requestHandler(
                                        new PbxSocketHandler(
                                                settings,
                                                calls,
                                                new WebSocketMedia(vertx, settings)))
                                .listen(0, "127.0.0.1"));
    }

    @AfterEach
    void closeAll() {
        got(vertx.close());
        meters.close();
    }

    private Future<WebSocket> connect(String query, @Nullable String userAndPassword) {
        WebSocketConnectOptions options =
                new WebSocketConnectOptions()
                        .setHost("127.0.0.1")
                        .setPort(server.actualPort())
                        .setURI(PbxSocketHandler.PATH + query);
        if (userAndPassword != null) {
            options.putHeader(
                    "Authorization",
                    "Basic "
                            + Base64.getEncoder()
                                    .encodeToString(
                                            userAndPassword.getBytes(StandardCharsets.UTF_8)));
        }
        return client.connect(options)
                .onSuccess(socket -> socket.textMessageHandler(received::add));
    }

    private WebSocket connected(String query) {
        return got(connect(query, "asterisk:media-secret"));
    }

    private WebSocket begun() {
        WebSocket socket = connected("?agent=sales&caller=%2B15550100&dialled=100");
        var _ = socket.writeTextMessage(START);
        await("the call begins", () -> calls.told.contains("begun"));
        return socket;
    }

    @ParameterizedTest
    @ValueSource(strings = {"asterisk:guess", "other:media-secret", "asterisk", ":", ""})
    void wrongCredentials_are401(String shown) {
        assertThat(status(connect("", shown))).isEqualTo(401);
    }

    @Test
    void noCredentials_are401_andNoPasswordAtAll_is403() {
        assertThat(status(connect("", null))).isEqualTo(401);
        serve(null);
        assertThat(status(connect("", "asterisk:"))).isEqualTo(403);
        assertThat(status(connect("", null))).isEqualTo(403);
    }

    @Test
    void aTokenThatNobodyGaveOut_is403() {
        assertThat(status(connect("?token=guess", "asterisk:media-secret"))).isEqualTo(403);
    }

    @Test
    void theDialplansArguments_sayWhoCalls() {
        begun();
        PbxCaller caller = calls.callers.getFirst();
        assertThat(caller.callerNumber()).isEqualTo("+15550100");
        assertThat(caller.dialledNumber()).isEqualTo("100");
        assertThat(caller.arguments()).containsOnlyKeys("agent");
        assertThat(caller.channelId()).startsWith("a.1-").hasSize(12);
    }

    @Test
    void aSocketThatSaysNothing_isClosed() {
        WebSocket socket = connected("");
        await("closed", socket::isClosed);
        assertThat(socket.closeStatusCode()).isEqualTo((short) 1002);
        assertThat(calls.callers).isEmpty();
    }

    @Test
    void aFormatThatNobodyKnows_isClosed() {
        WebSocket socket = connected("");
        var _ = socket.writeTextMessage("MEDIA_START channel_id:1 format:g729");
        await("closed", socket::isClosed);
        assertThat(socket.closeStatusCode()).isEqualTo((short) 1002);
    }

    @Test
    void nonsense_isCounted_andTheCallGoesOn() {
        WebSocket socket = begun();
        List<String> nonsense =
                List.of(
                        "",
                        "{",
                        "{}",
                        "MEDIA_XOFF",
                        START,
                        "{\"event\":\"DTMF_END\",\"digit\":\"seven\"}",
                        "{\"event\":\"MEDIA_MARK_PROCESSED\",\"correlation_id\":\"mine\"}");
        nonsense.forEach(text -> {
            var _ = socket.writeTextMessage(text);
        });
        var _ = socket.writeFrame(WebSocketFrame.binaryFrame(Buffer.buffer(new byte[160]), false));
        var _ = socket.writeFrame(WebSocketFrame.continuationFrame(Buffer.buffer("x"), true));
        var _ = socket.writeBinaryMessage(Buffer.buffer());
        var _ = socket.writePong(Buffer.buffer("unasked"));
        var _ = socket.writeBinaryMessage(Buffer.buffer(new byte[160]));
        var _ = socket.writeTextMessage("{\"event\":\"DTMF_END\",\"digit\":\"7\"}");
        await("the key", () -> calls.told.contains("key 7"));
        assertThat(calls.audioBytes).hasValue(160);
        assertThat(meters.count(CallCounter.MALFORMED_LEG, "leg")).isEqualTo(nonsense.size() + 2);
    }

    @Test
    void whatNobodyKnows_isUnrecognized() {
        WebSocket socket = begun();
        var _ = socket.writeTextMessage("{\"event\":\"NEW\"}");
        var _ = socket.writeTextMessage("{\"event\":\"ERROR\",\"error_text\":\"no\"}");
        await("both counted", () -> meters.count(CallCounter.UNRECOGNIZED_LEG, "leg") == 2);
    }

    @Test
    void aMessageTooLong_endsTheCall() {
        WebSocket socket = begun();
        var _ =
                socket.writeBinaryMessage(
                        Buffer.buffer(new byte[SocketOutput.MOST_MESSAGE_BYTES + 1]));
        await("broken", () -> calls.told.contains("broken"));
        await("closed", socket::isClosed);
        assertThat(socket.closeStatusCode()).isEqualTo((short) 1009);
    }

    @Test
    void xoff_stopsTheAgent_andXonLetsItGoOn() {
        WebSocket socket = begun();
        PbxLeg leg = calls.leg;
        assertThat(leg).isNotNull();
        var _ = socket.writeTextMessage("{\"event\":\"MEDIA_XOFF\"}");
        await("held", () -> !leg.writable());
        var _ = socket.writeTextMessage("{\"event\":\"MEDIA_XON\"}");
        await("told", () -> calls.told.contains("writable"));
        assertThat(leg.writable()).isTrue();
    }

    @Test
    void aClear_isFlushedAndAskedAfter_andItsMarksComeBackWithTheAnswer() {
        WebSocket socket = begun();
        PbxLeg leg = calls.leg;
        assertThat(leg).isNotNull();
        leg.eventLoop()
                .execute(() -> {
                    leg.sendFrame(new byte[160]);
                    leg.sendMark(0, 0);
                    leg.sendClear();
                    leg.flush();
                });
        await("the question", () -> received.size() == 4);
        assertThat(received)
                .containsExactly(
                        "{\"command\":\"ANSWER\"}",
                        "{\"command\":\"MARK_MEDIA\",\"correlation_id\":\"g0:m0\"}",
                        "{\"command\":\"FLUSH_MEDIA\"}",
                        "{\"command\":\"GET_STATUS\"}");
        assertThat(calls.told).containsExactly("begun");
        var _ = socket.writeTextMessage("{\"event\":\"STATUS\",\"queue_length\":0}");
        await("the mark", () -> calls.told.contains("mark 0 0"));
    }

    @Test
    void theEnd_comesOnce() {
        WebSocket socket = begun();
        PbxLeg leg = calls.leg;
        assertThat(leg).isNotNull();
        leg.eventLoop()
                .execute(() -> {
                    leg.hungUp();
                    leg.hungUp();
                    leg.close(LegClose.DONE);
                });
        await("closed", socket::isClosed);
        assertThat(socket.closeStatusCode()).isEqualTo((short) 1000);
        await("no socket left", () -> meters.gauge("trunkline_open_sockets") == 0);
        assertThat(calls.told).containsExactly("begun", "ended");
    }

    private static int status(Future<WebSocket> connecting) {
        try {
            got(connecting);
            throw new AssertionError("was let in");
        } catch (IllegalStateException refused) {
            return refused.getCause() instanceof UpgradeRejectedException rejected
                    ? rejected.getStatus()
                    : -1;
        }
    }

    private static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("never: " + what);
            }
            LockSupport.parkNanos(2_000_000);
        }
    }

    private static <T> T got(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get();
        } catch (ExecutionException failed) {
            throw new IllegalStateException(failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }
}
