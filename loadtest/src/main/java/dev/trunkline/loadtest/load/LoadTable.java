package dev.trunkline.loadtest.load;

import dev.trunkline.loadtest.load.LoadResult.Direction;
import dev.trunkline.loadtest.load.LoadResult.Quantiles;
import java.util.Formatter;
import java.util.Locale;

/** A result as people read it. */
final class LoadTable {
    private final Formatter out = new Formatter(Locale.ROOT);

    private LoadTable() {}

    static String of(LoadResult result) {
        return new LoadTable().table(result);
    }

    static String of(LoadReport report) {
        return new LoadTable().table(report);
    }

    private String table(LoadReport report) {
        if (report.scenario().equals("ramp")) {
            ramp(report); // its steps have been printed one by one
        } else {
            table(report.steps().getFirst());
        }
        CallCounts calls = report.calls();
        LoadReport.Setup setup = report.setup();
        if (setup != null) {
            quantiles("connected after", setup.connected());
            quantiles("refused after", setup.refused());
            out.format(
                    "calls: %d placed, %d served, %d refused, %d failed%n",
                    calls.placed(), calls.served(), calls.refused(), calls.failed());
        }
        Conversations.Found talk = report.conversations();
        if (talk != null) {
            conversations(talk);
        }
        LoadReport.Soak soak = report.soak();
        if (soak != null) {
            soak(soak);
        }
        report.problems().forEach(problem -> out.format("- %s%n", problem));
        out.format("%s: %s%n", report.scenario(), report.passed() ? "passed" : "failed");
        return out.toString();
    }

    private void ramp(LoadReport report) {
        int held =
                report.steps().stream()
                        .filter(step -> LoadRun.problems(step, report.objectiveMs()).isEmpty())
                        .mapToInt(step -> step.plan().calls())
                        .max()
                        .orElse(0);
        LoadResult last = report.steps().getLast();
        out.format("%d calls hold", held);
        if (held < last.plan().calls()) {
            out.format(", %d do not:%n", last.plan().calls());
            LoadRun.problems(last, report.objectiveMs())
                    .forEach(problem -> out.format("  %s%n", problem));
        } else {
            out.format(", and no more were tried%n");
        }
    }

    private void conversations(Conversations.Found talk) {
        out.format(
                "conversations, %d at once: %d whole, %d refused, %d failed; %d answers, %d missing"
                        + " (of each %d ms are the model's); %d interruptions, %d unheeded%n",
                talk.lines(),
                talk.whole(),
                talk.refused(),
                talk.failed(),
                talk.turns(),
                talk.unanswered(),
                talk.modelMs(),
                talk.bargeIns(),
                talk.unheeded());
        quantiles("response to a turn", talk.response());
        quantiles("silent after", talk.silence());
        quantiles("leaked meanwhile", talk.leaked());
    }

    private void soak(LoadReport.Soak soak) {
        out.format(
                "%d looks at the gateway, %d failed; low points after the warm-up:%n",
                soak.samples().size() + soak.failedLooks(), soak.failedLooks());
        out.format("%-30s %10s %10s %10s%n", "", "mean", "growth", "allowed");
        for (Trend trend : soak.trends()) {
            out.format(
                    "%-30s %10.1f %10.2f %10.2f  %s%n",
                    trend.name(),
                    trend.mean(),
                    trend.growth(),
                    trend.tolerance(),
                    switch (trend.verdict()) {
                        case FLAT -> "flat";
                        case GROWS -> "GROWS";
                        case UNKNOWN -> "too little was seen";
                    });
        }
    }

    private String table(LoadResult result) {
        out.format(
                "%d calls, %d ms measured, %d calls ended early%n",
                result.plan().calls(), result.plan().measuredMs(), result.callsEnded());
        out.format(
                "%-22s %8s %8s %8s %8s %8s%n", "milliseconds", "p50", "p90", "p99", "p99.9", "max");
        quantiles("uplink delay", result.uplink().delay());
        quantiles("downlink delay", result.downlink().delay());
        quantiles("uplink added", result.uplink().added());
        quantiles("downlink added", result.downlink().added());
        quantiles("generator late, up", result.uplink().lateness());
        quantiles("generator late, down", result.downlink().lateness());
        out.format(
                "%-22s %8s %8s %8s %8s %8s %8s %8s%n",
                "frames", "sent", "lost", "late", "early", "twice", "order", "unsent");
        counts("uplink", result.uplink());
        counts("downlink", result.downlink());
        out.format(
                "gateway %.2f cores, %d MiB; generator %.2f cores; others %.2f cores%n",
                result.target().cores(),
                result.target().residentMiB(),
                result.generator().cores(),
                result.otherCores());
        if (result.idleMiB() > 0) {
            out.format(
                    "per call: %.2f ms of CPU a second, %.2f MiB more than before the calls%n",
                    result.perCall().cpuMs(), result.perCall().memoryMiB());
        }
        return out.toString();
    }

    private void quantiles(String name, Quantiles ms) {
        out.format(
                "%-22s %8.2f %8.2f %8.2f %8.2f %8.2f%n",
                name, ms.p50(), ms.p90(), ms.p99(), ms.p999(), ms.max());
    }

    private void counts(String name, Direction direction) {
        var counts = direction.counts();
        out.format(
                "%-22s %8d %8d %8d %8d %8d %8d %8d%n",
                name,
                counts.sent(),
                counts.lost(),
                direction.late(),
                counts.early(),
                counts.duplicated(),
                counts.outOfOrder(),
                counts.unsent());
    }
}
