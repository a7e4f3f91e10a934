package dev.trunkline.loadtest.pbx;

import dev.trunkline.codecs.opus.OpusEngine;
import dev.trunkline.codecs.opus.OpusEngineChoice;
import dev.trunkline.loadtest.pbx.PbxCallReport.Outcome;
import dev.trunkline.loadtest.phone.PhoneCallReport.ClosedBy;
import dev.trunkline.loadtest.phone.PhoneLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.net.URI;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An Asterisk, as far as a gateway can tell: gives calls to an ARI application and takes them
 * through bridges and external media, for machines without one and for faults that a real one does
 * not have at will. Listens on 127.0.0.1. Any thread; everything happens on one event loop of the
 * Vert.x instance.
 */
public final class SimulatedAsterisk {
    private static final String HOST = "127.0.0.1";

    /** Whoever offers the subprotocol of a socket is told that it is spoken. */
    private static final HttpServerOptions HTTP =
            new HttpServerOptions().addWebSocketSubProtocol("ari").addWebSocketSubProtocol("media");

    private final ContextInternal context;
    private final AsteriskSettings settings;
    private final PhoneLoop loop;
    private final OpusEngine opus = OpusEngine.select(OpusEngineChoice.AUTO);
    private final EventSockets sockets = new EventSockets();
    private final Switchboard switchboard;
    private final AriServer server;
    private final Map<CallerChannel, CompletableFuture<PbxCallReport>> calls =
            new ConcurrentHashMap<>();
    private final String idPrefix = Instant.now().getEpochSecond() + ".";
    private final AtomicInteger ids = new AtomicInteger();
    private final AtomicInteger callers = new AtomicInteger();
    private @Nullable HttpServer http;
    private volatile int port;

    private SimulatedAsterisk(VertxInternal vertx, AsteriskSettings settings) {
        this.settings = settings;
        context = vertx.createEventLoopContext();
        loop = new PhoneLoop(context.nettyEventLoop(), System::nanoTime);
        String asteriskId = "02:00:00:00:00:01";
        AriEvents events = new AriEvents(asteriskId, sockets);
        switchboard = new Switchboard(sockets, events, this::over);
        server =
                new AriServer(
                        new AriServer.Doors(
                                new ChannelResource(switchboard),
                                new BridgeResource(switchboard),
                                new ExternalMedia(
                                        new ExternalMedia.Parts(
                                                vertx,
                                                context.nettyEventLoop(),
                                                opus,
                                                this::nextId,
                                                System::nanoTime),
                                        switchboard),
                                sockets,
                                events,
                                asteriskId));
        server.credentials(settings.user(), settings.password());
        port = settings.port();
    }

    /** Completed once it listens. */
    public static Future<SimulatedAsterisk> start(Vertx vertx, AsteriskSettings settings) {
        SimulatedAsterisk asterisk = new SimulatedAsterisk((VertxInternal) vertx, settings);
        return asterisk.startAgain().map(asterisk);
    }

    /** Of HTTP: ARI and media. */
    public int port() {
        return port;
    }

    /** {@code http://127.0.0.1:port/}. */
    public URI url() {
        return URI.create("http://" + HOST + ":" + port + "/");
    }

    /**
     * Makes a call and gives its handle at once; the call goes on as the script's network and
     * carrier let it.
     */
    public PbxPhoneCall call(PbxCallScript script) {
        CompletableFuture<PbxCallReport> report = new CompletableFuture<>();
        Channel.Birth birth =
                new Channel.Birth(
                        nextId(),
                        "PJSIP/"
                                + settings.endpoint()
                                + "-"
                                + HexFormat.of().toHexDigits(callers.getAndIncrement()),
                        "1-" + ids.get() + "@" + HOST,
                        new Channel.Party("", script.callerNumber()),
                        Channel.State.RING,
                        new Channel.Position(
                                "from-" + settings.endpoint(), script.dialled(), 2, "NoOp", ""));
        CallerChannel caller = new CallerChannel(switchboard, birth, script, loop, opus);
        calls.put(caller, report);
        long delayMs = script.phone().carrier().setupMs() + script.phone().uplinkPath().delayMs();
        boolean fails = script.phone().carrier().failure() != null;
        var _ =
                context.nettyEventLoop()
                        .schedule(
                                () -> {
                                    if (fails) {
                                        over(
                                                caller,
                                                Outcome.CARRIER_FAILED,
                                                Switchboard.Sent.NOWHERE);
                                        caller.released(HangUpCause.FAILURE);
                                    } else {
                                        switchboard.incoming(caller);
                                    }
                                },
                                delayMs,
                                TimeUnit.MILLISECONDS);
        return new PbxPhoneCall(birth.id(), caller.phone(), report);
    }

    private String nextId() {
        return idPrefix + ids.getAndIncrement();
    }

    /** A caller's call is over at the PBX; on the event loop. */
    private void over(CallerChannel caller, Outcome outcome, Switchboard.Sent sent) {
        if (outcome == Outcome.CALLER_HUNG_UP) {
            finish(caller, outcome, sent);
        } else {
            caller.phone().ended(() -> finish(caller, outcome, sent));
        }
    }

    private void finish(CallerChannel caller, Outcome outcome, Switchboard.Sent sent) {
        CompletableFuture<PbxCallReport> report = calls.remove(caller);
        if (report == null) {
            return;
        }
        caller.silent();
        ClosedBy first = outcome == Outcome.CALLER_HUNG_UP ? ClosedBy.PHONE : ClosedBy.GATEWAY;
        ExternalChannel external = caller.external();
        report.complete(
                new PbxCallReport(
                        caller.id(),
                        outcome,
                        Optional.ofNullable(caller.phone().report(first)),
                        Optional.ofNullable(sent.continued()),
                        sent.redirectedTo(),
                        caller.digitsHeard(),
                        caller.variables(),
                        external instanceof UnicastRtpChannel rtp
                                ? Optional.of(rtp.report())
                                : Optional.empty(),
                        external instanceof WebSocketChannel socket
                                ? Optional.of(socket.report())
                                : Optional.empty()));
    }

    /** Calls that are not over. */
    public int activeCalls() {
        return calls.size();
    }

    /** Channels that there are now, callers' and external ones. */
    public Future<List<String>> channels() {
        return onLoop(() -> List.copyOf(switchboard.channels().keySet()));
    }

    /** Bridges that there are now. */
    public Future<List<String>> bridges() {
        return onLoop(() -> List.copyOf(switchboard.bridges().keySet()));
    }

    /** Applications that are connected now. */
    public Future<List<String>> applications() {
        return onLoop(() -> List.copyOf(sockets.applications()));
    }

    private <T> Future<T> onLoop(Callable<T> what) {
        Promise<T> done = context.promise();
        context.nettyEventLoop()
                .execute(() -> {
                    try {
                        done.complete(what.call());
                    } catch (Exception failed) {
                        done.fail(failed);
                    }
                });
        return done.future();
    }

    /** Requests so far, in order; upgrades are among them. */
    public List<AriRequest> requests() {
        return server.requests();
    }

    /** ARI refuses the password that it has taken so far, and takes this one. */
    public void password(String other) {
        server.credentials(settings.user(), other);
    }

    /** The event sockets break; nothing else does. */
    public void breakEventSockets() {
        context.nettyEventLoop().execute(sockets::closeAll);
    }

    /**
     * Dies as a process does: channels, bridges and sockets are gone, nobody is told. {@link
     * #startAgain} brings an empty one to the same port.
     */
    public Future<Void> die() {
        return onLoop(
                        () -> {
                            switchboard.die();
                            return http;
                        })
                .compose(open -> open == null ? Future.succeededFuture() : open.close());
    }

    /** Listens on the port that it had. */
    public Future<Void> startAgain() {
        Promise<Void> started = context.promise();
        context.runOnContext(_ -> {
            HttpServer fresh = context.owner().createHttpServer(HTTP).requestHandler(server::serve);
            http = fresh;
            fresh.listen(port, HOST)
                    .onSuccess(listening -> {
                        port = listening.actualPort();
                        started.complete();
                    })
                    .onFailure(started::fail);
        });
        return started.future();
    }

    /** Ends everything; the Vert.x instance stays. */
    public Future<Void> close() {
        return die();
    }
}
