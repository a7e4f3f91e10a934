package dev.trunkline.loadtest.asterisk;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.codecs.opus.OpusEngine;
import dev.trunkline.codecs.opus.OpusEngineChoice;
import dev.trunkline.gateway.call.NextStep;
import dev.trunkline.gateway.call.PhoneLegListener;
import dev.trunkline.gateway.config.keys.Secret;
import dev.trunkline.gateway.config.pbx.OpusConfig;
import dev.trunkline.gateway.config.pbx.PbxSocketConfig;
import dev.trunkline.gateway.pbx.PbxAdmission;
import dev.trunkline.gateway.pbx.PbxCaller;
import dev.trunkline.gateway.pbx.PbxCalls;
import dev.trunkline.gateway.pbx.PbxLeg;
import dev.trunkline.gateway.pbx.socket.PbxSocketHandler;
import dev.trunkline.gateway.pbx.socket.PbxSocketSettings;
import dev.trunkline.gateway.pbx.socket.WebSocketMedia;
import dev.trunkline.observability.metrics.CallLabels;
import dev.trunkline.observability.metrics.CallMeters;
import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.metrics.GatewayMeters;
import dev.trunkline.observability.metrics.LegKind;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.internal.ContextInternal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;

/** The gateway's media sockets with no gateway behind them: every call is taken by the test. */
final class SocketRig implements AutoCloseable, PbxCalls {
    static final String PASSWORD = "media-of-the-tests";
    private static final String USER = "asterisk";

    final GatewayMeters gatewayMeters = new GatewayMeters();
    final CallMeters meters =
            gatewayMeters.forCall(CallLabels.unknown(LegKind.WS), "call-of-the-test");
    final OpusEngine opus = OpusEngine.select(OpusEngineChoice.AUTO);
    final Vertx vertx = Vertx.vertx();
    final EventLoop loop = ((ContextInternal) vertx.getOrCreateContext()).nettyEventLoop();
    final WebSocketMedia media;

    /** Calls that were begun, in order. */
    final List<TestCall> calls = new CopyOnWriteArrayList<>();

    final List<PbxCaller> callers = new CopyOnWriteArrayList<>();

    private final HttpServer server;

    SocketRig() {
        PbxSocketSettings settings =
                new PbxSocketSettings(
                        new PbxSocketConfig(USER, new Secret(PASSWORD), "unknown"),
                        opus,
                        new OpusConfig(OpusEngineChoice.AUTO, null, 5),
                        Duration.ofSeconds(5),
                        meters);
        media = new WebSocketMedia(vertx, settings);
        PbxSocketHandler sockets = new PbxSocketHandler(settings, this, media);
        server =
                got(
                        vertx.createHttpServer(
                                        new HttpServerOptions()
                                                .setWebSocketSubProtocols(
                                                        List.of(PbxSocketHandler.SUBPROTOCOL)))
                                .requestHandler(sockets)
                                .listen(0, "127.0.0.1"));
    }

    /** A section of {@code websocket_client.conf} that points here. */
    AsteriskSetup.WebSocket section(String name, String password) {
        return new AsteriskSetup.WebSocket(
                name,
                "ws://127.0.0.1:" + server.actualPort() + PbxSocketHandler.PATH,
                USER,
                password);
    }

    /** Waits for the next call beyond those that are known. */
    TestCall awaitCall(int number) {
        Await.until("call " + number + " begins", () -> calls.size() >= number);
        return calls.get(number - 1);
    }

    PbxAdmission.Accepted accepted(String token) {
        return new PbxAdmission.Accepted(
                "asterisk/1", "c-1", token, LegKind.WS, AudioFormat.PCM_24K, meters, loop);
    }

    @Override
    public PbxAdmission admit(PbxCaller caller, LegKind leg, EventLoop on) {
        callers.add(caller);
        return caller.arguments().containsKey("refuse")
                ? new PbxAdmission.Refused(CallOutcome.REJECTED_FULL)
                : accepted("unused");
    }

    @Override
    public Future<PbxAdmission> admit(PbxCaller caller, LegKind leg) {
        return Future.succeededFuture(admit(caller, leg, loop));
    }

    @Override
    public Optional<PhoneLegListener> begin(PbxAdmission.Accepted call, PbxLeg leg) {
        TestCall begun = new TestCall(leg);
        calls.add(begun);
        return Optional.of(begun);
    }

    @Override
    public void abandon(PbxAdmission.Accepted call, CallOutcome why) {}

    @Override
    public NextStep nextStep(PbxAdmission.Accepted call) {
        return new NextStep.HangUp();
    }

    /** All of {@code /metrics}. */
    String metrics() {
        return new String(gatewayMeters.scrape(null).body(), StandardCharsets.UTF_8);
    }

    static <T> T got(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get();
        } catch (ExecutionException failed) {
            throw new AssertionError(failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    @Override
    public void close() {
        got(vertx.close());
        gatewayMeters.close();
    }
}
