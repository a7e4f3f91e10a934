package dev.trunkline.loadtest.load;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trunkline.loadtest.phone.TwilioAccount;
import dev.trunkline.loadtest.rtp.RtpCodec;
import dev.trunkline.loadtest.rtp.SdpPeer;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code load}: many calls through a gateway that runs already and whose model URL points here,
 * over Media Streams or over RTP. Exit code 0 if the scenario passed (hold: nothing was lost; over
 * RTP: nor late), 1 if it did not, 2 for wrong options.
 */
@Command(
        name = "load",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Makes many calls through a gateway at once and measures what it adds to each frame;",
            "over RTP, how evenly its packets come.",
            "The gateway's model URL must be ws://127.0.0.1:<model-port>/v1/realtime."
        })
public final class LoadCommand implements Callable<Integer> {
    @Mixin private GatewayOptions at = new GatewayOptions();

    @Mixin private ScenarioOptions options = new ScenarioOptions();

    @Option(
            names = "--leg",
            paramLabel = "LEG",
            description =
                    "stream: as Twilio calls; rtp: by SDP at the management port (default stream)",
            defaultValue = "stream")
    private String leg = "";

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = "rtp: its admin token (default: that of the environment, ADMIN_TOKEN)",
            defaultValue = "${env:ADMIN_TOKEN:-}")
    private String adminToken = "";

    @Option(
            names = "--codec",
            paramLabel = "CODEC",
            description = "rtp: opus or pcmu (default ${DEFAULT-VALUE})",
            defaultValue = "opus")
    private String codec = "";

    @Option(
            names = "--query",
            paramLabel = "QUERY",
            description = "rtp: of each call, as in agent=sales&trunk=sbc",
            defaultValue = "")
    private String query = "";

    @Option(
            names = "--public-url",
            paramLabel = "URL",
            description = {
                "its PUBLIC_URL (default: --gateway if that is https,",
                "else https://voice.gateway.example)"
            })
    private @Nullable URI publicUrl;

    @Option(
            names = "--account-sid",
            paramLabel = "SID",
            description = "its TWILIO_ACCOUNT_SID (default ${DEFAULT-VALUE})",
            defaultValue = "AC0123456789abcdef0123456789abcdef")
    private String accountSid = "";

    @Option(
            names = "--auth-token",
            paramLabel = "TOKEN",
            description = "its TWILIO_AUTH_TOKEN (default: this environment's)",
            defaultValue = "${env:TWILIO_AUTH_TOKEN:-}")
    private String authToken = "";

    @Option(
            names = "--voice-path",
            paramLabel = "PATH",
            description = "path and query of its voice webhook (default ${DEFAULT-VALUE})",
            defaultValue = "/twilio/voice")
    private String voicePath = "";

    @Option(
            names = "--direct",
            paramLabel = "URL",
            description = "ws:// URL of a relay's media stream, instead of webhook and TwiML")
    private @Nullable URI direct;

    @Option(
            names = "--model-port",
            paramLabel = "PORT",
            description = "port of the simulated model (default ${DEFAULT-VALUE})",
            defaultValue = "9900")
    private int modelPort;

    @Option(
            names = "--calls",
            paramLabel = "N",
            description = "calls at once (default ${DEFAULT-VALUE})",
            defaultValue = "100")
    private int calls;

    @Option(
            names = "--ramp",
            paramLabel = "S",
            description = "seconds over which they begin (default ${DEFAULT-VALUE})",
            defaultValue = "5")
    private int rampSeconds;

    @Option(
            names = "--warm-up",
            paramLabel = "S",
            description = "seconds after that which do not count (default ${DEFAULT-VALUE})",
            defaultValue = "5")
    private int warmUpSeconds;

    @Option(
            names = "--duration",
            paramLabel = "S",
            description = "seconds that count (default ${DEFAULT-VALUE})",
            defaultValue = "20")
    private int measuredSeconds;

    @Option(
            names = "--from-start",
            description = "count from the first frame of each call: no warm-up")
    private boolean fromStart;

    @Option(
            names = "--delta-ms",
            paramLabel = "MS",
            description = "audio in each delta of the model (default ${DEFAULT-VALUE})",
            defaultValue = "100")
    private int deltaMs;

    @Option(
            names = "--model-upgrade-delay-ms",
            paramLabel = "MS",
            description = "how late the model accepts a connection (default ${DEFAULT-VALUE})",
            defaultValue = "0")
    private int upgradeDelayMs;

    @Option(
            names = "--model-session-delay-ms",
            paramLabel = "MS",
            description =
                    "how late it sends session.created and session.updated, each"
                            + " (default ${DEFAULT-VALUE})",
            defaultValue = "0")
    private int sessionDelayMs;

    @Option(
            names = "--pid",
            paramLabel = "PID",
            description = "process of the gateway, to report its CPU and memory",
            defaultValue = "0")
    private long pid;

    /** Runs the command. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new LoadCommand()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        if (options.drawn()) {
            return 0;
        }
        LoadPlan plan =
                new LoadPlan(
                        calls,
                        rampSeconds * 1_000L,
                        fromStart ? -1 : warmUpSeconds * 1_000L,
                        measuredSeconds * 1_000L,
                        deltaMs,
                        modelPort,
                        upgradeDelayMs,
                        sessionDelayMs);
        return switch (leg) {
            case "stream" -> overStreams(plan);
            case "rtp" -> overRtp(plan);
            default -> throw new LoadException("--leg " + leg + ": expected stream or rtp");
        };
    }

    private int overStreams(LoadPlan plan) throws Exception {
        Scenario scenario = options.scenario();
        if (fromStart && !(scenario instanceof Scenario.Hold)) {
            throw new LoadException(
                    "--from-start: expected with --scenario hold, where every call begins once");
        }
        LoadSetting setting = new LoadSetting(target(), plan, pid, options.conversations());
        Vertx vertx = Generator.vertx();
        LoadReport report;
        try {
            report = run(scenario, vertx, setting);
        } finally {
            Generator.close(vertx);
        }
        System.out.print(LoadTable.of(report));
        write(report);
        return report.passed() ? 0 : 1;
    }

    private LoadReport run(Scenario scenario, Vertx vertx, LoadSetting setting)
            throws IOException, InterruptedException {
        return switch (scenario) {
            case Scenario.Hold _ -> new LoadRun(vertx, setting).report(options.objectiveOrNone());
            case Scenario.Ramp ramp ->
                    new RampRun(vertx, setting, ramp, options.objectiveMs(), this::step).run();
            case Scenario.Soak soak ->
                    new SoakRun(
                                    vertx,
                                    setting,
                                    soak,
                                    new SoakRun.Surroundings(
                                            at.management(),
                                            options.objectiveMs(),
                                            this::writeSoFar))
                            .run();
            case Scenario.Spike _ -> new SpikeRun(vertx, setting, options.objectiveMs()).run();
        };
    }

    private void step(LoadResult step) {
        System.out.print(LoadTable.of(step));
    }

    /** A disk that is full for a while does not end a soak. */
    private void writeSoFar(LoadReport report) {
        try {
            write(report);
        } catch (LoadException unwritable) {
            System.err.println(unwritable.getMessage());
        }
    }

    private void write(LoadReport report) {
        try {
            write(options.json(), report);
            options.writePage(report);
        } catch (IOException unwritable) {
            throw new LoadException(
                    "the result cannot be written: " + unwritable.getMessage(), unwritable);
        }
    }

    private int overRtp(LoadPlan plan) throws Exception {
        if (plan.countsFromTheStart()) {
            throw new LoadException(
                    "--from-start: not over RTP, where the first packets are early");
        }
        options.requireNone();
        RtpLoadPlan rtp = new RtpLoadPlan(codec(), plan);
        Vertx vertx = Generator.vertx();
        RtpLoadResult result;
        try (SdpPeer gateway = new SdpPeer(at.management().url(), adminToken, query)) {
            result = new RtpLoadRun(vertx, gateway, rtp, pid).run();
        } finally {
            Generator.close(vertx);
        }
        System.out.print(RtpLoadTable.of(result));
        write(options.json(), result);
        return result.flawless() ? 0 : 1;
    }

    private RtpCodec codec() {
        try {
            return RtpCodec.named(codec);
        } catch (IllegalArgumentException unknown) {
            throw new LoadException("--codec " + unknown.getMessage(), unknown);
        }
    }

    private LoadTarget target() throws IOException {
        if (direct != null) {
            return new LoadTarget.Direct(direct);
        }
        if (authToken.isEmpty()) {
            throw new LoadException(
                    "no auth token: give --auth-token, the gateway's TWILIO_AUTH_TOKEN, so that"
                            + " its webhook accepts the calls");
        }
        return new LoadTarget.Webhook(
                at.address(publicUrl), new TwilioAccount(accountSid, authToken), voicePath);
    }

    /** Writes {@code result} as JSON, unless there is no file. */
    static void write(@Nullable Path file, Object result) throws IOException {
        if (file != null) {
            JsonMapper.builder()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .build()
                    .writeValue(file.toFile(), result);
        }
    }
}
