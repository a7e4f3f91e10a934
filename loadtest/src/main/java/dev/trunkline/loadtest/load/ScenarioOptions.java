package dev.trunkline.loadtest.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which scenario runs over Media Streams, and what becomes of its report. */
final class ScenarioOptions {
    /** As on the command line. */
    enum Name {
        hold,
        ramp,
        soak,
        spike
    }

    private static final double USUAL_OBJECTIVE_MS = 20;

    @Option(
            names = "--scenario",
            paramLabel = "NAME",
            description = {
                "hold: all calls, for --duration; ramp: more and more until the objective breaks;",
                "soak: calls that come and go, the gateway watched; spike: all calls within",
                "--ramp, refusals allowed (default ${DEFAULT-VALUE})"
            },
            defaultValue = "hold")
    private Name scenario = Name.hold;

    @Option(
            names = "--objective",
            paramLabel = "MS",
            description =
                    "most that p99 of the frames' delay may be, each way (default: 20; hold: any)")
    private @Nullable Double objectiveMs;

    @Option(
            names = "--step",
            paramLabel = "N",
            description = "ramp: calls that each step adds (default ${DEFAULT-VALUE})",
            defaultValue = "50")
    private int step;

    @Option(
            names = "--call-length",
            paramLabel = "S",
            description =
                    "soak: mean seconds of a call, drawn from half to one and a half of it"
                            + " (default ${DEFAULT-VALUE})",
            defaultValue = "60")
    private int callSeconds;

    @Option(
            names = "--sample-ms",
            paramLabel = "MS",
            description = "soak: time between two looks at the gateway (default ${DEFAULT-VALUE})",
            defaultValue = "5000")
    private int sampleMs;

    @Option(
            names = "--conversations",
            paramLabel = "N",
            description = {
                "callers beside the others who talk with the model and interrupt it; what they",
                "wait is reported (default ${DEFAULT-VALUE})"
            },
            defaultValue = "0")
    private int conversations;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "where to write the result as a page, of which nothing lies elsewhere")
    private @Nullable Path report;

    @Option(names = "--json", paramLabel = "FILE", description = "where to write the result")
    private @Nullable Path json;

    @Option(
            names = "--from",
            paramLabel = "FILE",
            description = "no load: draw the page (--report) of what an earlier run wrote (--json)")
    private @Nullable Path from;

    Scenario scenario() {
        return switch (scenario) {
            case hold -> new Scenario.Hold();
            case ramp -> new Scenario.Ramp(step);
            case soak -> new Scenario.Soak(callSeconds * 1_000L, sampleMs);
            case spike -> new Scenario.Spike();
        };
    }

    /** Where there is one way to load only, over RTP. */
    void requireNone() {
        if (scenario != Name.hold || conversations > 0 || report != null || objectiveMs != null) {
            throw new LoadException(
                    "--scenario, --objective, --conversations and --report: expected with --leg"
                            + " stream only; leave them out over RTP");
        }
    }

    /** Of a scenario that needs one. */
    double objectiveMs() {
        return objectiveMs == null ? USUAL_OBJECTIVE_MS : objectiveMs;
    }

    /** Null: not judged. */
    @Nullable Double objectiveOrNone() {
        return objectiveMs;
    }

    @Nullable Path json() {
        return json;
    }

    /** Writes the page, if one is wanted. */
    void writePage(LoadReport result) throws IOException {
        if (report != null) {
            Files.writeString(report, ReportPage.of(result));
        }
    }

    /** Whether no more than a page was wanted; it is drawn. */
    boolean drawn() throws IOException {
        if (from == null) {
            return false;
        }
        if (report == null) {
            throw new LoadException("--from " + from + ": expected --report, the page to draw");
        }
        ReportPage.draw(from, report);
        return true;
    }

    int conversations() {
        return conversations;
    }
}
