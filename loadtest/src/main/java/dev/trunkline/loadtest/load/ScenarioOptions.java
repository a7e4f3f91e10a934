package dev.trunkline.loadtest.load;

import java.net.URI;
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

    @Option(names = "--report", paramLabel = "FILE", description = "where to write the page")
    private @Nullable Path report;

    @Option(names = "--json", paramLabel = "FILE", description = "where to write the result")
    private @Nullable Path json;

    Scenario scenario() {
        return switch (scenario) {
            case hold -> new Scenario.Hold();
            case ramp -> new Scenario.Ramp(step);
            case soak -> new Scenario.Soak(callSeconds * 1_000L, sampleMs);
            case spike -> new Scenario.Spike();
        };
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

    @Nullable Path report() {
        return report;
    }

    Management management(URI url) {
        return new Management(url, null);
    }
}
