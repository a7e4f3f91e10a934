package dev.trunkline.loadtest.demo;

import dev.trunkline.gateway.Gateway;
import dev.trunkline.gateway.config.GatewayConfig;
import dev.trunkline.gateway.config.GatewayConfigLoader;
import dev.trunkline.loadtest.demo.service.DemoServices;
import dev.trunkline.loadtest.model.AnswerScript;
import dev.trunkline.loadtest.model.Answers;
import dev.trunkline.loadtest.model.ConnectionInfo;
import dev.trunkline.loadtest.model.ModelBehavior;
import dev.trunkline.loadtest.model.ModelConnection;
import dev.trunkline.loadtest.model.SimulatedRealtime;
import dev.trunkline.loadtest.pbx.AsteriskSettings;
import dev.trunkline.loadtest.pbx.PbxCallScript;
import dev.trunkline.loadtest.pbx.PbxPhoneCall;
import dev.trunkline.loadtest.pbx.SimulatedAsterisk;
import dev.trunkline.loadtest.phone.CallScript;
import dev.trunkline.loadtest.phone.GatewayAddress;
import dev.trunkline.loadtest.phone.PhoneCall;
import dev.trunkline.loadtest.phone.SimulatedTwilio;
import dev.trunkline.loadtest.phone.TwilioAccount;
import dev.trunkline.loadtest.rest.SimulatedTwilioApi;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A gateway between the simulators, all on ports of loopback. What it writes goes to a directory
 * that is deleted when it is closed.
 */
final class DemoBench implements AutoCloseable {
    /** Where the README says that the pages are. */
    private static final int USUAL_MANAGEMENT_PORT = 9464;

    private static final long START_SECONDS = 30;
    private static final long SESSION_LIMIT_NANOS = 30_000_000_000L;
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

    /** Invented: nothing but the simulators and the gateway of this process knows them. */
    private static final TwilioAccount ACCOUNT =
            new TwilioAccount(
                    "AC00000000000000000000000000000d30", "00000000000000000000000000000d30");

    private final Vertx neighbours = Vertx.vertx();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Path directory;
    private final long seed;

    /** What the model is to do in the next sessions, by the model that an agent asks for. */
    private final Map<String, Queue<Dialogue>> dialogues = new ConcurrentHashMap<>();

    final SimulatedRealtime model;
    final DemoServices services;
    final SimulatedTwilioApi twilioApi;
    final SimulatedAsterisk asterisk;
    final Gateway gateway;
    final SimulatedTwilio phone;

    /**
     * Starts everything.
     *
     * @param seed of the model's thinking times
     * @param managementPort 0 for any that is free
     */
    DemoBench(long seed, int managementPort) throws Exception {
        this.seed = seed;
        directory = Files.createTempDirectory("trunkline-demo");
        model = get(SimulatedRealtime.start(neighbours, this::behavior));
        services = get(DemoServices.start(neighbours));
        int port = freePort();
        phone = SimulatedTwilio.create(neighbours, ACCOUNT, GatewayAddress.local(port));
        twilioApi = SimulatedTwilioApi.start(neighbours, ACCOUNT, phone);
        asterisk = get(SimulatedAsterisk.start(neighbours, AsteriskSettings.LOCAL));
        GatewayConfigLoader loader = new GatewayConfigLoader(environment(port, managementPort));
        gateway = get(Gateway.start(loader.load()));
        gateway.followAgents(loader);
        awaitApplication();
    }

    /** Until the gateway has its event socket, Asterisk has no application for its calls. */
    private void awaitApplication() throws Exception {
        long deadline = System.nanoTime() + START_SECONDS * 1_000_000_000;
        while (!get(asterisk.applications()).contains(Conversation.APPLICATION)) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "the gateway did not connect to the simulated Asterisk: see the log");
            }
            Thread.sleep(10);
        }
    }

    /** Twilio has to know the gateway's port, and the gateway Twilio's: one is settled before. */
    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    /** The usual management port if nobody listens there, otherwise 0. */
    static int managementPort() {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), USUAL_MANAGEMENT_PORT));
            return USUAL_MANAGEMENT_PORT;
        } catch (IOException taken) {
            return 0;
        }
    }

    /** Of the next call to an agent, the model plays this script. */
    Dialogue expect(AgentScript script) {
        Dialogue dialogue = new Dialogue(script.model());
        dialogues
                .computeIfAbsent(
                        ExampleAgents.MODEL_PREFIX + script.agent(),
                        _ -> new ConcurrentLinkedQueue<>())
                .add(dialogue);
        return dialogue;
    }

    /**
     * A call and the model's side of it.
     *
     * @param session null if the gateway opened none, or not in time
     */
    record Placed<P>(P phone, @Nullable ModelConnection session) {}

    /**
     * Places a call and waits until its model session is open, so that the two are known to belong
     * together. One at a time.
     */
    Placed<PhoneCall> place(CallScript script) throws InterruptedException {
        return place(() -> phone.place(script), call -> call.report().isDone());
    }

    /** The same, over the PBX. */
    Placed<PbxPhoneCall> place(PbxCallScript script) throws InterruptedException {
        return place(() -> asterisk.call(script), call -> call.report().isDone());
    }

    private <P> Placed<P> place(Supplier<P> how, Predicate<P> over) throws InterruptedException {
        int sessions = sessionsOfCallers().size();
        P call = how.get();
        long deadline = System.nanoTime() + SESSION_LIMIT_NANOS;
        while (sessionsOfCallers().size() == sessions
                && !over.test(call)
                && System.nanoTime() < deadline) {
            Thread.sleep(2);
        }
        List<ModelConnection> open = sessionsOfCallers();
        return new Placed<>(call, open.size() > sessions ? open.get(sessions) : null);
    }

    /** Those that calls out bring about come in between. */
    private List<ModelConnection> sessionsOfCallers() {
        return model.connections().stream()
                .filter(each -> !Campaign.MODEL.equals(each.info().model()))
                .toList();
    }

    private ModelBehavior behavior(ConnectionInfo info) {
        String asked = Objects.requireNonNullElse(info.model(), "");
        Queue<Dialogue> expected = dialogues.get(asked);
        Dialogue dialogue = expected == null ? null : expected.poll();
        Answers answers = Conversation.answersOf(asked);
        return ModelBehavior.defaults()
                .withAnswers(
                        dialogue == null
                                ? answers
                                : answers.withScript(AnswerScript.echo().withTurns(dialogue)))
                .withSeed(new SplittableRandom(seed ^ (long) info.number() << 32).nextLong());
    }

    private Map<String, String> environment(int port, int managementPort) throws IOException {
        Path file = directory.resolve("demo.yaml");
        try (InputStream yaml = DemoBench.class.getResourceAsStream("/demo/demo.yaml")) {
            Files.copy(Objects.requireNonNull(yaml), file);
        }
        ExampleAgents.copyTo(agentFiles());
        Map<String, String> environment = new HashMap<>();
        environment.put("TRUNKLINE_CONFIG", file.toString());
        environment.put("PORT", Integer.toString(port));
        // All callers, model and carriers share this machine: no reason to turn one away.
        environment.put("TRUNKLINE_LIMITS_MAX_LOOP_LAG", "0ms");
        environment.put("MANAGEMENT_PORT", Integer.toString(managementPort));
        environment.put("TRUNKLINE_HTTP_HOST", "127.0.0.1");
        environment.put("PUBLIC_URL", GatewayAddress.local(0).publicUrl().toString());
        environment.put("TWILIO_ACCOUNT_SID", ACCOUNT.accountSid());
        environment.put("TWILIO_AUTH_TOKEN", ACCOUNT.authToken());
        environment.put("OPENAI_API_KEY", "sk-simulated");
        environment.put("OPENAI_REALTIME_URL", model.url());
        environment.put("TWILIO_API_URL", twilioApi.url().toString());
        environment.put("TRUNKLINE_PBX_ASTERISKS_SITE_URL", asterisk.url().toString());
        environment.put("DEMO_ARI_PASSWORD", AsteriskSettings.LOCAL.password());
        environment.put("TRUNKLINE_RECORDS_DIRECTORY", directory.resolve("records").toString());
        environment.putAll(ExampleAgents.secrets());
        GatewayConfig asWritten = GatewayConfigLoader.load(environment);
        environment.putAll(ExampleAgents.variables(asWritten.agents().values(), services));
        return environment;
    }

    /** The directory of the agents' files: who changes one changes the calls that come next. */
    Path agentFiles() {
        return directory.resolve("agents");
    }

    /** A path of the management port. */
    URI management(String path) {
        return URI.create("http://127.0.0.1:" + gateway.managementPort() + path);
    }

    /** The gateway's metrics as Prometheus would fetch them. */
    Metrics metrics() throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(management("/metrics")).build();
            return Metrics.parse(http.send(request, BodyHandlers.ofString()).body());
        }
    }

    /**
     * Ends what is left, closes all ports, deletes what was written. Safe to call after a failure,
     * and twice; waits seconds.
     */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        try {
            get(asterisk.close());
            phone.closeAll().get(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            get(gateway.stop(CLOSE_LIMIT));
            get(model.close());
            get(services.close());
            twilioApi.close();
            get(neighbours.close());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException incomplete) {
            // The process ends now, and with it whatever did not close.
        } finally {
            delete();
        }
    }

    private void delete() {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException kept) {
            // Among temporary files: whatever cleans them up will find it.
        }
    }

    private static <T> T get(Future<T> future)
            throws InterruptedException, ExecutionException, TimeoutException {
        return future.toCompletionStage()
                .toCompletableFuture()
                .get(START_SECONDS, TimeUnit.SECONDS);
    }
}
