package dev.trunkline.loadtest.load;

import dev.trunkline.loadtest.phone.GatewayAddress;
import dev.trunkline.loadtest.phone.TwilioAccount;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What is measured beside what: how each is started on one core, and how it is called. */
enum Contender {
    TRUNKLINE_FAST("fast"),
    TRUNKLINE_PLAIN("plain"),
    NODE_RELAY("");

    private static final TwilioAccount ACCOUNT =
            new TwilioAccount(
                    "AC0123456789abcdef0123456789abcdef", "8f1e2d3c4b5a69788796a5b4c3d2e1f0");
    private static final String MODEL_KEY = "sk-simulated";

    private final String lane;

    Contender(String lane) {
        this.lane = lane;
    }

    /**
     * Where and with what the contenders run.
     *
     * @param core the core that a contender gets
     * @param port its port; the next one is Trunkline's management port
     * @param modelPort the simulated model's
     * @param nodeRelay directory of the Node relay, its packages installed
     * @param jvmOptions of Trunkline's process
     * @param logs directory for what they print
     */
    record Stage(
            int core,
            int port,
            int modelPort,
            Path nodeRelay,
            List<String> jvmOptions,
            Path logs) {}

    TargetProcess start(Stage stage) throws IOException, InterruptedException {
        String modelUrl = "ws://127.0.0.1:" + stage.modelPort + "/v1/realtime";
        Path log = stage.logs.resolve(name().toLowerCase(Locale.ROOT) + ".log");
        if (this == NODE_RELAY) {
            return TargetProcess.start(
                    List.of("node", stage.nodeRelay.resolve("relay.js").toString()),
                    Map.of(
                            "NODE_ENV",
                            "production",
                            "PORT",
                            Integer.toString(stage.port),
                            "OPENAI_API_KEY",
                            MODEL_KEY,
                            "OPENAI_REALTIME_URL",
                            modelUrl),
                    stage.core,
                    stage.port,
                    log);
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(stage.jvmOptions);
        command.addAll(
                List.of(
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.trunkline.gateway.Gateway"));
        return TargetProcess.start(
                command,
                Map.ofEntries(
                        Map.entry("PORT", Integer.toString(stage.port)),
                        Map.entry("TRUNKLINE_LIMITS_MAX_LOOP_LAG", "0ms"), // find the edge
                        Map.entry("MANAGEMENT_PORT", Integer.toString(stage.port + 1)),
                        Map.entry("TRUNKLINE_HTTP_HOST", "127.0.0.1"),
                        Map.entry("PUBLIC_URL", "https://voice.gateway.example"),
                        Map.entry("TWILIO_ACCOUNT_SID", ACCOUNT.accountSid()),
                        Map.entry("TWILIO_AUTH_TOKEN", ACCOUNT.authToken()),
                        Map.entry("OPENAI_API_KEY", MODEL_KEY),
                        Map.entry("OPENAI_REALTIME_URL", modelUrl),
                        Map.entry("TRUNKLINE_MEDIA_LANE", lane),
                        Map.entry("TRUNKLINE_LIMITS_MAX_CALLS", "100000"),
                        // A model that stutters in its own load test runs ahead: pacing is no
                        // latency
                        Map.entry("TRUNKLINE_MEDIA_PLAYOUT_LEAD_MS", "5000"),
                        Map.entry(
                                "TRUNKLINE_RECORDS_DIRECTORY",
                                stage.logs.resolve("records").toString()),
                        Map.entry("EVENT_LOOPS", "1"),
                        Map.entry("DRAIN_SECONDS", "0")),
                stage.core,
                stage.port,
                log);
    }

    LoadTarget target(Stage stage) {
        return this == NODE_RELAY
                ? new LoadTarget.Direct(
                        java.net.URI.create("ws://127.0.0.1:" + stage.port + "/media-stream"))
                : new LoadTarget.Webhook(
                        GatewayAddress.local(stage.port), ACCOUNT, "/twilio/voice");
    }
}
