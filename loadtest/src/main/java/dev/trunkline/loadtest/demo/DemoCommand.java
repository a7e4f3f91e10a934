package dev.trunkline.loadtest.demo;

import java.io.Console;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the demo. Exit code 1 if a call did not go as planned or the gateway lost audio. */
@Command(
        name = "demo",
        description = {
            "Calls over three trunks on this machine: gateway, simulated model, Twilio and Asterisk;",
            "calls out over a carrier that fails for a minute; and calls to the agents of examples/agents, with services behind their tools.",
            "Needs no account and no network."
        },
        mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
    private static final int MOST_CALLS = 200;
    private static final int DRAWN_SEEDS = 100_000;

    @Option(
            names = "--calls",
            paramLabel = "N",
            defaultValue = "60",
            description =
                    "How many calls, 1 to 200; default ${DEFAULT-VALUE}; calls out take two minutes.")
    private int calls;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description =
                    "Repeats the draw of trunks, conversations and networks of another run;"
                            + " default: a new one.")
    private @Nullable Long seed;

    @Option(
            names = "--exit",
            description = "Ends after the report; otherwise the pages stay up until Ctrl-C.")
    private boolean exit;

    @Option(
            names = "--wav",
            paramLabel = "DIR",
            description = "Leaves a stereo WAV file of each call there: caller left, agent right.")
    private @Nullable Path wavDirectory;

    @Option(
            names = "--log",
            paramLabel = "FILE",
            description = "The gateway's log; default: trunkline-demo.log among temporary files.")
    private @Nullable Path log;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (spec != null && (calls < 1 || calls > MOST_CALLS)) {
            throw new ParameterException(
                    spec.commandLine(), "--calls=" + calls + ": expected 1 to " + MOST_CALLS + ".");
        }
        Path logFile =
                log != null
                        ? log
                        : Path.of(System.getProperty("java.io.tmpdir"), "trunkline-demo.log");
        // Before the first logger is made; both are read once, by logback-demo.xml's reader.
        System.setProperty("logback.configurationFile", "logback-demo.xml");
        System.setProperty("demo.log", logFile.toString());
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        if (wavDirectory != null) {
            Files.createDirectories(wavDirectory);
        }
        long drawn = seed != null ? seed : new SecureRandom().nextInt(DRAWN_SEEDS);
        try (DemoBench bench = new DemoBench(drawn, DemoBench.managementPort())) {
            // Ctrl-C leaves no file behind either.
            Runtime.getRuntime().addShutdownHook(new Thread(bench::close, "demo-close"));
            DemoRun run =
                    new DemoRun(
                            bench, DemoPlan.draw(calls, drawn), CampaignPlan.aMinuteDown(), out);
            run.announce();
            List<CallResult> results = run.calls(onTerminal());
            boolean well = run.report(results);
            boolean asPlanned = run.agents();
            boolean saved = run.callsOut();
            boolean compared = run.compare(results);
            if (wavDirectory != null) {
                for (CallResult result : results) {
                    result.writeWav(wavDirectory);
                }
                out.println("WAV files: " + wavDirectory);
            }
            out.println("Log: " + logFile);
            if (!exit) {
                run.stayUp();
            }
            return well && asPlanned && saved && compared ? 0 : 1;
        }
    }

    @SuppressWarnings("SystemConsoleNull") // JDK 25 made it null again where there is no terminal
    private static boolean onTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }
}
