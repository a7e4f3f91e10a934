package dev.trunkline.gateway.admin;

import dev.trunkline.gateway.config.HttpConfig;
import dev.trunkline.gateway.config.SocketTransport;
import dev.trunkline.gateway.config.SocketsConfig;
import dev.trunkline.gateway.config.TlsConfig;
import dev.trunkline.gateway.config.keys.Secret;
import dev.trunkline.gateway.edge.Edge;
import dev.trunkline.gateway.trunk.dial.OutboundCalls;
import dev.trunkline.observability.compare.Comparisons;
import dev.trunkline.observability.compare.ModelRates;
import dev.trunkline.observability.compare.Rates;
import dev.trunkline.observability.compare.TrunkRates;
import dev.trunkline.observability.metrics.CallPhase;
import dev.trunkline.observability.metrics.GatewayMeters;
import dev.trunkline.observability.record.CallRecord;
import dev.trunkline.observability.record.CallRecords;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A management port on loopback, with records, live calls and rates that a test gives it. */
final class ManagementBench implements AutoCloseable {
    static final String LIVE = "live-1";
    private static final Rates RATES =
            new Rates(
                    "USD",
                    200_000L,
                    Map.of(
                            "acme-sip", new TrunkRates(0.004, 0, 900, 6, 0.004, 60),
                            "twilio", new TrunkRates(0, 0, 0, 60, 0.0085, 60)),
                    new ModelRates(0, 0, 0, 0, 0, 0, 0.06));

    private final Vertx vertx;
    private final GatewayMeters meters = new GatewayMeters();
    final URI base;
    private final ManagementServer server;
    volatile boolean ready = true;
    volatile List<CallDirectory.LiveCall> live =
            List.of(
                    new CallDirectory.LiveCall(LIVE, "front-desk", "twilio", CallPhase.TALKING, 12),
                    new CallDirectory.LiveCall(
                            "live-2", "after-hours", "acme-sip", CallPhase.CONNECTING, 1));
    volatile AgentDirectory.Listing agents =
            new AgentDirectory.Listing(
                    MadeUpCalls.NOW,
                    "front-desk",
                    List.of(
                            new AgentDirectory.Entry("after-hours", "relay", "front-desk"),
                            new AgentDirectory.Entry("front-desk", "stream", null)),
                    List.of());
    final ToldSdpCalls rtp = new ToldSdpCalls();
    volatile Optional<CallRecord> liveRecord = Optional.empty();

    ManagementBench(CallRecords records, @Nullable Secret token) throws Exception {
        InstantSource clock = InstantSource.fixed(MadeUpCalls.NOW);
        // The loopback address is given, so that a token does not open the test to the network.
        var config =
                new HttpConfig(
                        0,
                        0,
                        "127.0.0.1",
                        null,
                        token,
                        true,
                        new TlsConfig(
                                null, null, false, Duration.ofSeconds(10), Duration.ofSeconds(10)),
                        new SocketsConfig(
                                100, 100, Duration.ofSeconds(15), Duration.ofSeconds(75)));
        var edge =
                new Edge(
                        config,
                        SocketTransport.EPOLL,
                        Duration.ZERO,
                        new VertxOptions(),
                        meters.edge());
        vertx = edge.vertx();
        server =
                new ManagementServer(
                        edge,
                        config,
                        new ManagementServer.Sources(
                                meters,
                                new Ready(),
                                new Directory(),
                                () -> agents,
                                OutboundCalls.none("calls out: none in this test"),
                                rtp,
                                records,
                                new Comparisons(records, RATES, clock),
                                clock));
        int port =
                server.start().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        base = URI.create("http://127.0.0.1:" + port);
    }

    GatewayMeters meters() {
        return meters;
    }

    /** Closes the port alone, as a gateway does whose records are still to be written. */
    void stopServer() throws Exception {
        server.stop().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
        meters.close();
    }

    private final class Ready implements Readiness {
        @Override
        public boolean ready() {
            return ready;
        }

        @Override
        public String reason() {
            return "draining";
        }
    }

    private final class Directory implements CallDirectory {
        @Override
        public List<LiveCall> liveCalls() {
            return live;
        }

        @Override
        public Future<Optional<CallRecord>> live(String reference) {
            Optional<CallRecord> found = liveRecord.filter(call -> call.callId().equals(reference));
            if (found.isEmpty()) {
                return Future.succeededFuture(found);
            }
            Promise<Optional<CallRecord>> copied = Promise.promise();
            Thread.ofVirtual().start(() -> copied.complete(found)); // the call's loop, not ours
            return copied.future();
        }
    }
}
