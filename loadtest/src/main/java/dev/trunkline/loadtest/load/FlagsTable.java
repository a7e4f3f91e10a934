package dev.trunkline.loadtest.load;

import dev.trunkline.loadtest.start.Spread;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What the arms came to, in Markdown: a row each, medians of the rounds with their range. */
final class FlagsTable {
    private final StringBuilder out = new StringBuilder();

    private FlagsTable() {}

    /** What one arm came to in one round. */
    record Round(LoadResult load, Stops stops) {}

    /** An arm and its rounds, one at least. */
    record Row(FlagsArm arm, List<Round> rounds) {}

    static String of(List<Row> rows) {
        FlagsTable table = new FlagsTable();
        table.out.append("| | added up, ms: p50 | p99 | max | down: p50 | p99 | max | frames late");
        table.out.append(" | lost | calls ended | CPU ms/s a call | resident MiB");
        table.out.append(" | GC pauses | longest, ms | longest stop, ms | others' cores |\n");
        table.out.append("|---").append("|---:".repeat(15)).append("|\n");
        rows.forEach(table::row);
        return table.out.toString();
    }

    private void row(Row row) {
        out.append("| ").append(row.arm().name()).append(" |");
        cell(row, 2, round -> round.load().uplink().added().p50());
        cell(row, 1, round -> round.load().uplink().added().p99());
        cell(row, 1, round -> round.load().uplink().added().max());
        cell(row, 2, round -> round.load().downlink().added().p50());
        cell(row, 1, round -> round.load().downlink().added().p99());
        cell(row, 1, round -> round.load().downlink().added().max());
        cell(row, 0, round -> round.load().uplink().late() + round.load().downlink().late());
        cell(row, 0, round -> lost(round.load()));
        cell(row, 0, round -> round.load().callsEnded());
        cell(row, 2, round -> round.load().perCall().cpuMs());
        cell(row, 0, round -> round.load().target().residentMiB());
        cell(row, 0, round -> round.stops().pauses());
        cell(row, 2, round -> round.stops().longestPauseMs());
        cell(row, 2, round -> round.stops().longestMs());
        cell(row, 2, round -> round.load().otherCores());
        out.append('\n');
    }

    private static double lost(LoadResult load) {
        return load.uplink().counts().lost() + load.downlink().counts().lost();
    }

    private void cell(Row row, int decimals, ToDoubleFunction<Round> figure) {
        Spread spread = Spread.of(row.rounds().stream().mapToDouble(figure));
        out.append(' ').append(spread.text(decimals)).append(" |");
    }
}
