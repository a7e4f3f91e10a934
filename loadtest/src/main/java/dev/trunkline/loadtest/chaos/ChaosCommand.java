package dev.trunkline.loadtest.chaos;

import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code chaos}: breaks one thing after another under calls. Exit code 1 if a call beside was
 * harmed.
 */
@Command(
        name = "chaos",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Breaks one thing after another under calls of a gateway on this machine, and says what",
            "callers heard, what was counted and what alerts."
        })
public final class ChaosCommand implements Callable<Integer> {
    private static final int MOST_AT_ONCE = 8;

    @Option(
            names = "--scenario",
            paramLabel = "NAME",
            defaultValue = "all",
            description = "one of them, or all (default ${DEFAULT-VALUE}); a wrong name lists them")
    private String name = "";

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "of jitter, losses and the model's times (default ${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--at-once",
            paramLabel = "N",
            defaultValue = "4",
            description =
                    "scenarios at once, 1 to 8 (default ${DEFAULT-VALUE}); those that fill the machine"
                            + " run alone")
    private int atOnce;

    @Option(
            names = "--database",
            paramLabel = "URL",
            description = "of a PostgreSQL on 127.0.0.1 that may be written to, for database-hangs")
    private @Nullable URI database;

    @Option(
            names = "--rules",
            paramLabel = "FILE",
            defaultValue = "k8s/prometheus/rules.yaml",
            description = "alerting rules that promtool evaluates (default ${DEFAULT-VALUE})")
    private Path rules = Path.of("");

    @Option(names = "--json", paramLabel = "FILE", description = "the results as JSON")
    private @Nullable Path json;

    @Option(names = "--write", paramLabel = "FILE", description = "the page docs/faults.md")
    private @Nullable Path page;

    @Option(
            names = "--log",
            paramLabel = "FILE",
            description = "the gateway's log (default: trunkline-chaos.log among temporary files)")
    private @Nullable Path log;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        List<Scenario> chosen =
                Scenario.all().stream()
                        .filter(each -> name.equals("all") || each.name().equals(name))
                        .toList();
        if (spec != null && chosen.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--scenario="
                            + name
                            + ": expected all or one of "
                            + Scenario.all().stream()
                                    .map(Scenario::name)
                                    .collect(Collectors.joining(", ")));
        }
        if (spec != null && (atOnce < 1 || atOnce > MOST_AT_ONCE)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--at-once=" + atOnce + ": expected 1 to " + MOST_AT_ONCE + ".");
        }
        Path logFile =
                log != null
                        ? log
                        : Path.of(System.getProperty("java.io.tmpdir"), "trunkline-chaos.log");
        // Before the first logger is made.
        System.setProperty("logback.configurationFile", "logback-demo.xml");
        System.setProperty("demo.log", logFile.toString());
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        ChaosRun run = new ChaosRun(seed, database, new Alerts(rules));
        List<ChaosResult> results = run.all(chosen, atOnce, out::println);
        ChaosReport report = new ChaosReport(results);
        out.println();
        out.print(report.table());
        out.println("Log: " + logFile);
        if (json != null) {
            Files.writeString(json, report.json());
        }
        if (page != null) {
            Files.writeString(page, report.markdown(seed));
        }
        boolean well =
                results.stream()
                        .filter(each -> each.notRun().isEmpty())
                        .allMatch(each -> each.besideUnharmed() && each.atRest());
        return well ? 0 : 1;
    }
}
