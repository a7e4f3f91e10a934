package dev.trunkline.loadtest.start;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** The arms side by side, in Markdown: of each figure the median of its starts, and the range. */
final class FirstCallTable {
    private final StringBuilder out = new StringBuilder();
    private final List<Arm> arms;

    private FirstCallTable(List<Arm> arms) {
        this.arms = arms;
    }

    static String of(List<Arm> arms) {
        return new FirstCallTable(arms).table();
    }

    private String table() {
        out.append("| ms, median (range) of ").append(arms.getFirst().calls().size());
        out.append(" starts |");
        arms.forEach(arm -> out.append(' ').append(arm.name()).append(" |"));
        out.append("\n|---|").append("---|".repeat(arms.size())).append('\n');
        row("process start to ready", 0, FirstCall::ready);
        row("webhook to start", 1, FirstCall::setUp);
        row("start to first audio", 1, FirstCall::firstAudio);
        row("added to caller's frames, p50", 2, FirstCall::upP50);
        row("added to caller's frames, p99", 1, FirstCall::upP99);
        row("added to caller's frames, max", 1, FirstCall::upMost);
        row("added to agent's frames, p50", 2, FirstCall::downP50);
        row("added to agent's frames, p99", 1, FirstCall::downP99);
        row("added to agent's frames, max", 1, FirstCall::downMost);
        row("frames lost", 0, FirstCall::lost);
        return out.toString();
    }

    private void row(String name, int decimals, ToDoubleFunction<FirstCall> figure) {
        out.append("| ").append(name).append(" |");
        for (Arm arm : arms) {
            Spread spread = Spread.of(arm.calls().stream().mapToDouble(figure));
            out.append(' ').append(spread.text(decimals)).append(" |");
        }
        out.append('\n');
    }
}
