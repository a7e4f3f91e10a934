package dev.trunkline.loadtest.chaos;

import dev.trunkline.gateway.Gateway;
import dev.trunkline.gateway.config.GatewayConfigLoader;
import dev.trunkline.loadtest.model.Answers;
import dev.trunkline.loadtest.model.Answers.ScriptedTurn;
import dev.trunkline.loadtest.model.ConnectionInfo;
import dev.trunkline.loadtest.model.Faults;
import dev.trunkline.loadtest.model.ModelBehavior;
import dev.trunkline.loadtest.model.Refusal;
import dev.trunkline.loadtest.model.SimulatedRealtime;
import dev.trunkline.loadtest.network.NetworkNamespace;
import dev.trunkline.loadtest.network.PathState;
import dev.trunkline.loadtest.network.TcpRelay;
import dev.trunkline.loadtest.pbx.AsteriskSettings;
import dev.trunkline.loadtest.pbx.SimulatedAsterisk;
import dev.trunkline.loadtest.phone.GatewayAddress;
import dev.trunkline.loadtest.phone.SimulatedTwilio;
import dev.trunkline.loadtest.phone.TwilioAccount;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One scenario's gateway between the simulators, with a relay on each way that can be broken. Calls
 * of the agent {@link #STRUCK} pass the broken parts, those of {@link #BESIDE} do not. What it
 * writes goes to a directory that is deleted when it is closed.
 */
final class ChaosBench implements AutoCloseable {
    static final String STRUCK = "struck";
    static final String BESIDE = "beside";
    static final String APPLICATION = "trunkline";

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

    /** Invented: nothing but the simulators and the gateway of this bench knows them. */
    private static final TwilioAccount ACCOUNT =
            new TwilioAccount(
                    "AC000000000000000000000000000c4a05", "000000000000000000000000000c4a05");

    private final Vertx neighbours = Vertx.vertx();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Path directory;
    private final Scenario scenario;
    private final long seed;
    private final SimulatedRealtime model;
    private final TcpRelay modelPath;
    private final TcpRelay phonePath;
    private final HttpServer tool;
    private final @Nullable SmallDisk disk;
    private final @Nullable NetworkNamespace network;
    private final @Nullable TcpRelay databasePath;
    private final int managementPort;
    private final @Nullable Gateway gateway;
    private final @Nullable GatewayChild child;
    private volatile boolean broken;

    final SimulatedTwilio struck;
    final SimulatedTwilio beside;
    final @Nullable SimulatedAsterisk asterisk;

    /**
     * Starts everything.
     *
     * @param seed of jitter, losses and the model's thinking times
     * @param database of a PostgreSQL that may be written to, as {@code DATABASE_URL}; null for
     *     none
     */
    ChaosBench(Scenario scenario, long seed, @Nullable URI database) throws Exception {
        this.scenario = scenario;
        this.seed = seed;
        directory = Files.createTempDirectory("trunkline-chaos");
        model = get(SimulatedRealtime.start(neighbours, this::behavior));
        modelPath = new TcpRelay(model.port(), line -> line.contains("model=" + STRUCK), seed);
        tool = get(neighbours.createHttpServer().requestHandler(this::look).listen(0, "127.0.0.1"));
        disk = scenario.fault() instanceof Fault.DiskFull ? new SmallDisk(directory) : null;
        network = scenario.fault() instanceof Fault.PhoneVanishes ? new NetworkNamespace() : null;
        databasePath =
                scenario.fault() instanceof Fault.DatabaseHangs && database != null
                        ? new TcpRelay(database.getPort(), _ -> true, seed)
                        : null;
        asterisk =
                scenario.fault() instanceof Fault.RtpLoss
                        ? get(SimulatedAsterisk.start(neighbours, AsteriskSettings.LOCAL))
                        : null;
        int port;
        if (scenario.fault() instanceof Fault.GatewayPaused) {
            int[] ports = twoFreePorts();
            child =
                    new GatewayChild(
                            environment(ports[0], ports[1], database), directory.resolve("log"));
            gateway = null;
            port = ports[0];
            managementPort = ports[1];
        } else {
            child = null;
            gateway =
                    get(Gateway.start(new GatewayConfigLoader(environment(0, 0, database)).load()));
            port = gateway.port();
            managementPort = gateway.managementPort();
        }
        phonePath = phonePath(port);
        struck = SimulatedTwilio.create(neighbours, ACCOUNT, struckAddress());
        beside = SimulatedTwilio.create(neighbours, ACCOUNT, GatewayAddress.local(port));
        await("the gateway is ready", this::isReady);
        if (asterisk != null) {
            await(
                    "the gateway has its event socket",
                    () -> get(asterisk.applications()).contains(APPLICATION));
        }
    }

    private TcpRelay phonePath(int port) {
        Predicate<String> media = line -> line.contains("/twilio/stream");
        return network == null
                ? new TcpRelay(port, media, seed + 1)
                : new TcpRelay(network, port, media, seed + 1);
    }

    private GatewayAddress struckAddress() {
        GatewayAddress local = GatewayAddress.local(phonePath.port());
        return network == null
                ? local
                : new GatewayAddress(
                        local.publicUrl(), network.inside(), local.port(), local.tls());
    }

    /** A gateway in another process cannot say which it was given. */
    private static int[] twoFreePorts() throws IOException {
        InetAddress here = InetAddress.getLoopbackAddress();
        try (ServerSocket one = new ServerSocket(0, 1, here);
                ServerSocket other = new ServerSocket(0, 1, here)) {
            return new int[] {one.getLocalPort(), other.getLocalPort()};
        }
    }

    private Map<String, String> environment(int port, int managementPort, @Nullable URI database) {
        Map<String, String> environment = new HashMap<>();
        environment.put("PORT", Integer.toString(port));
        environment.put("MANAGEMENT_PORT", Integer.toString(managementPort));
        environment.put("TRUNKLINE_HTTP_HOST", network == null ? "127.0.0.1" : "0.0.0.0");
        environment.put("PUBLIC_URL", GatewayAddress.local(0).publicUrl().toString());
        environment.put("TWILIO_ACCOUNT_SID", ACCOUNT.accountSid());
        environment.put("TWILIO_AUTH_TOKEN", ACCOUNT.authToken());
        environment.put("OPENAI_API_KEY", "sk-simulated");
        environment.put(
                "OPENAI_REALTIME_URL", "ws://127.0.0.1:" + modelPath.port() + "/v1/realtime");
        environment.put("TRUNKLINE_TRUNKS", "{way: {kind: native, carrier: simulated}}");
        environment.put("TRUNKLINE_DEFAULT_TRUNK", "way");
        environment.put(
                "TRUNKLINE_AGENTS",
                """
                {default: {instructions: Be brief.},
                 beside: {instructions: Be brief., model: beside},
                 struck: {instructions: Be brief., model: struck, tools: {lookup: {
                   description: Looks something up., url: 'http://127.0.0.1:%d/',
                   allowPrivateNetwork: true}}}}
                """
                        .formatted(tool.actualPort()));
        environment.put(
                "TRUNKLINE_RECORDS_DIRECTORY",
                (disk == null ? directory : disk.path()).resolve("records").toString());
        if (databasePath != null && database != null) {
            environment.put(
                    "DATABASE_URL",
                    database.toString()
                            .replace(
                                    ":" + database.getPort() + "/",
                                    ":" + databasePath.port() + "/"));
        }
        if (asterisk != null) {
            environment.put("TRUNKLINE_PBX_ASTERISKS_SITE_URL", asterisk.url().toString());
            environment.put("TRUNKLINE_PBX_ASTERISKS_SITE_USERNAME", AsteriskSettings.LOCAL.user());
            environment.put("CHAOS_ARI_PASSWORD", AsteriskSettings.LOCAL.password());
            environment.put("TRUNKLINE_PBX_ASTERISKS_SITE_PASSWORD", "env:CHAOS_ARI_PASSWORD");
            environment.put("TRUNKLINE_PBX_ASTERISKS_SITE_FORMAT", "opus");
            environment.put("TRUNKLINE_PBX_ASTERISKS_SITE_TRUNK", "sbc");
            environment.put(
                    "TRUNKLINE_TRUNKS",
                    "{way: {kind: native, carrier: simulated}, sbc: {kind: pbx}}");
        }
        return environment;
    }

    private ModelBehavior behavior(ConnectionInfo info) {
        ModelBehavior usual = ModelBehavior.defaults().withSeed(seed + info.number());
        if (!STRUCK.equals(info.model())) {
            return usual;
        }
        return switch (scenario.fault()) {
            case Fault.ModelRefuses _ when broken -> usual.withRefusal(Refusal.Http.RATE_LIMITED);
            case Fault.ModelStalls stalls when broken ->
                    usual.withFaults(Faults.none().withStallAfterDeltas(stalls.afterDeltas()));
            case Fault.SlowTool _ ->
                    usual.withAnswers(
                            Answers.defaults()
                                    .withTurns(Map.of(1, ScriptedTurn.call("lookup", "{}"))));
            default -> usual;
        };
    }

    private void look(HttpServerRequest request) {
        long delayMs = scenario.fault() instanceof Fault.SlowTool slow ? slow.delayMs() : 1;
        neighbours.setTimer(delayMs, _ -> request.response().end("{\"found\":true}"));
    }

    /** The fault is there. */
    void breakIt() throws Exception {
        broken = true;
        switch (scenario.fault()) {
            case Fault.PhonePath(PathState state) -> phonePath.become(state);
            case Fault.ModelPath(PathState state) -> modelPath.become(state);
            case Fault.PhoneReset _ -> phonePath.reset();
            case Fault.PhoneVanishes _ -> Objects.requireNonNull(network).pull();
            case Fault.ModelReset _ -> modelPath.reset();
            case Fault.DatabaseHangs _ ->
                    Objects.requireNonNull(databasePath).become(new PathState.Still());
            case Fault.DiskFull _ -> Objects.requireNonNull(disk).fill();
            case Fault.GatewayPaused _ -> Objects.requireNonNull(child).signal("STOP");
            // By what behaves so while it is broken, or by the calls themselves.
            case Fault.None _,
                    Fault.RtpLoss _,
                    Fault.ModelStalls _,
                    Fault.ModelRefuses _,
                    Fault.SlowTool _,
                    Fault.Burst _ -> {}
        }
    }

    /** The fault is gone. */
    void heal() throws IOException, InterruptedException {
        broken = false;
        phonePath.become(PathState.CLEAR);
        modelPath.become(PathState.CLEAR);
        if (databasePath != null) {
            databasePath.become(PathState.CLEAR);
        }
        if (disk != null) {
            disk.empty();
        }
        if (network != null) {
            network.plugIn();
        }
        if (child != null) {
            child.signal("CONT");
        }
    }

    Scrape scrape() throws IOException, InterruptedException {
        return Scrape.parse(get("/metrics"));
    }

    private boolean isReady() {
        try {
            return http.send(request("/health/ready"), BodyHandlers.discarding()).statusCode()
                    == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private String get(String path) throws IOException, InterruptedException {
        return http.send(request(path), BodyHandlers.ofString()).body();
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + path))
                .timeout(Duration.ofSeconds(20))
                .build();
    }

    /** A condition that may fail to be looked at. */
    @FunctionalInterface
    interface Condition {
        boolean holds() throws Exception;
    }

    static void await(String what, Condition condition) throws Exception {
        if (!holdsWithin(LIMIT, condition)) {
            throw new IllegalStateException("not within a minute: " + what);
        }
    }

    /** Whether it comes to hold in this time. */
    static boolean holdsWithin(Duration limit, Condition condition) throws Exception {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(20);
        }
        return true;
    }

    /** Ends what is left; waits seconds. */
    @Override
    public void close() throws IOException {
        try {
            heal();
            struck.closeAll().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            beside.closeAll().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            if (gateway != null) {
                get(gateway.stop(CLOSE_LIMIT));
            }
            if (asterisk != null) {
                get(asterisk.close());
            }
            get(model.close());
            get(neighbours.close());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException incomplete) {
            // The process ends soon, and with it whatever did not close.
        } finally {
            closeTheRest();
        }
    }

    private void closeTheRest() throws IOException {
        if (child != null) {
            child.close();
        }
        phonePath.close();
        modelPath.close();
        if (databasePath != null) {
            databasePath.close();
        }
        http.close();
        if (disk != null) {
            disk.close();
        }
        if (network != null) {
            network.close();
        }
        SmallDisk.delete(directory);
    }

    private static <T> T get(Future<T> future)
            throws InterruptedException, ExecutionException, TimeoutException {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
