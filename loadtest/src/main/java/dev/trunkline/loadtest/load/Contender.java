package dev.trunkline.loadtest.load;

import dev.trunkline.loadtest.phone.GatewayAddress;
import dev.trunkline.loadtest.phone.TwilioAccount;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What is measured beside what: how each is started on one core, and how it is called. */
enum Contender {
    /** Trunkline with sessions in μ-law, as the phone has it. */
    PASS_THROUGH(700),
    /** The same, with {@code transport=io_uring}. */
    PASS_THROUGH_IO_URING(900),
    PASS_THROUGH_TLS(600),
    /** Trunkline with sessions in linear audio at 24 kHz. */
    TRANSCODING(450),
    TRANSCODING_TLS(450),
    /** Trunkline with JSON parsed for every message. */
    PLAIN_LANE(400),
    /** A relay of the usual kind. */
    NODE_RELAY(375),
    /** OpenAI's Agents SDK with its Twilio transport. */
    AGENTS_RELAY(250);

    private static final TwilioAccount ACCOUNT =
            new TwilioAccount(
                    "AC0123456789abcdef0123456789abcdef", "8f1e2d3c4b5a69788796a5b4c3d2e1f0");
    private static final String MODEL_KEY = "sk-simulated";

    private final int usualCalls;

    Contender(int usualCalls) {
        this.usualCalls = usualCalls;
    }

    /**
     * Where and with what the contenders run.
     *
     * @param core the core that a contender gets, or {@link #ANY_CORE}
     * @param port its port; the next one is Trunkline's management port
     * @param modelPort the simulated model's
     * @param peers directory of the Node relays
     * @param jvmOptions of Trunkline's process
     * @param logs directory for what they print and keep
     */
    record Stage(
            int core, int port, int modelPort, Path peers, List<String> jvmOptions, Path logs) {
        static final int ANY_CORE = -1;
    }

    /** Contenders by their names as people write them: {@code pass-through}. */
    static final class Named implements ITypeConverter<Contender> {
        @Override
        public Contender convert(String name) {
            for (Contender contender : values()) {
                if (contender.toString().equals(name)) {
                    return contender;
                }
            }
            throw new TypeConversionException("expected one of " + List.of(values()));
        }
    }

    /** Calls to begin a search with. */
    int usualCalls() {
        return usualCalls;
    }

    /** Whether Trunkline is held against it. */
    boolean isPeer() {
        return this == NODE_RELAY || this == AGENTS_RELAY;
    }

    private boolean tls() {
        return this == PASS_THROUGH_TLS || this == TRANSCODING_TLS;
    }

    private boolean converts() {
        return this == TRANSCODING || this == TRANSCODING_TLS;
    }

    TargetProcess start(Stage stage) throws IOException, InterruptedException {
        Path log = stage.logs.resolve(this + ".log");
        if (isPeer()) {
            List<String> command = NodePeer.command(stage.peers.resolve(toString()));
            return TargetProcess.start(command, ofRelay(stage), stage.core, stage.port, log);
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(stage.jvmOptions);
        command.addAll(
                List.of(
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.trunkline.gateway.Gateway"));
        Map<String, String> all = new HashMap<>(ofTrunkline(stage));
        if (this == PASS_THROUGH_IO_URING) {
            all.put("TRUNKLINE_TRANSPORT", "io_uring");
        } else if (converts()) {
            all.put("AUDIO_FORMAT", "pcm24k");
        } else if (this == PLAIN_LANE) {
            all.put("TRUNKLINE_MEDIA_LANE", "plain");
        }
        if (tls()) {
            TestCertificate files = TestCertificate.in(stage.logs);
            all.put("TLS_CERTIFICATE", files.certificate().toString());
            all.put("TLS_KEY", files.key().toString());
        }
        return TargetProcess.start(command, all, stage.core, stage.port, log);
    }

    private static Map<String, String> ofRelay(Stage stage) {
        return Map.of(
                "NODE_ENV",
                "production",
                "PORT",
                Integer.toString(stage.port),
                "OPENAI_API_KEY",
                MODEL_KEY,
                "OPENAI_REALTIME_URL",
                modelUrl(stage));
    }

    static Map<String, String> ofTrunkline(Stage stage) {
        return Map.ofEntries(
                Map.entry("PORT", Integer.toString(stage.port)),
                Map.entry("TRUNKLINE_LIMITS_MAX_LOOP_LAG", "0ms"), // find the edge
                Map.entry("MANAGEMENT_PORT", Integer.toString(stage.port + 1)),
                Map.entry("TRUNKLINE_HTTP_HOST", "127.0.0.1"),
                Map.entry("PUBLIC_URL", "https://voice.gateway.example"),
                Map.entry("TWILIO_ACCOUNT_SID", ACCOUNT.accountSid()),
                Map.entry("TWILIO_AUTH_TOKEN", ACCOUNT.authToken()),
                Map.entry("OPENAI_API_KEY", MODEL_KEY),
                Map.entry("OPENAI_REALTIME_URL", modelUrl(stage)),
                Map.entry("TRUNKLINE_LIMITS_MAX_CALLS", "100000"),
                // A model that stutters in its own load test runs ahead: pacing is no latency
                Map.entry("TRUNKLINE_MEDIA_PLAYOUT_LEAD_MS", "5000"),
                Map.entry("TRUNKLINE_RECORDS_DIRECTORY", stage.logs.resolve("records").toString()),
                Map.entry("EVENT_LOOPS", "1"),
                Map.entry("DRAIN_SECONDS", "0"));
    }

    private static String modelUrl(Stage stage) {
        return "ws://127.0.0.1:" + stage.modelPort + "/v1/realtime";
    }

    LoadTarget target(Stage stage) {
        if (isPeer()) {
            return new LoadTarget.Direct(
                    URI.create("ws://127.0.0.1:" + stage.port + "/media-stream"));
        }
        GatewayAddress plain = GatewayAddress.local(stage.port);
        return new LoadTarget.Webhook(
                new GatewayAddress(plain.publicUrl(), plain.host(), plain.port(), tls()),
                ACCOUNT,
                "/twilio/voice",
                converts());
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
