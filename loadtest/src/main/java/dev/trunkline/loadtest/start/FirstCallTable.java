package dev.trunkline.loadtest.start;

import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The arms side by side: of each figure the median of its starts, and the largest. */
final class FirstCallTable {
    private FirstCallTable() {}

    static String of(List<Arm> arms) {
        Formatter out = new Formatter(new StringBuilder(), Locale.ROOT);
        out.format("%-28s", "median (most) of " + arms.getFirst().calls().size() + " starts, ms");
        arms.forEach(arm -> out.format(" %22s", arm.name()));
        out.format("%n");
        row(out, "ready", arms, FirstCall::ready);
        row(out, "webhook to start", arms, FirstCall::setUp);
        row(out, "start to first audio", arms, FirstCall::firstAudio);
        row(out, "caller's frames, p50", arms, FirstCall::upP50);
        row(out, "caller's frames, p99", arms, FirstCall::upP99);
        row(out, "caller's frames, max", arms, FirstCall::upMost);
        row(out, "agent's frames, p50", arms, FirstCall::downP50);
        row(out, "agent's frames, p99", arms, FirstCall::downP99);
        row(out, "agent's frames, max", arms, FirstCall::downMost);
        row(out, "frames lost", arms, FirstCall::lost);
        return out.toString();
    }

    private static void row(
            Formatter out, String name, List<Arm> arms, ToDoubleFunction<FirstCall> figure) {
        out.format("%-28s", name);
        for (Arm arm : arms) {
            double[] sorted = arm.calls().stream().mapToDouble(figure).sorted().toArray();
            double median = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
            out.format(
                    " %22s",
                    String.format(Locale.ROOT, "%.1f (%.1f)", median, sorted[sorted.length - 1]));
        }
        out.format("%n");
    }
}
