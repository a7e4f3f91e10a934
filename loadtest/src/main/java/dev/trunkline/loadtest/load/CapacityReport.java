package dev.trunkline.loadtest.load;

import java.util.Comparator;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a run of searches found, with each contender held against the better of the peers.
 *
 * @param rows in the order of the searches
 */
record CapacityReport(List<Row> rows) {
    /**
     * A contender's search.
     *
     * @param contender its name
     * @param timesBestPeer its calls through those of the peer that held most; 0 if no peer was
     *     measured
     * @param best the largest step that passed
     * @param steps all of them
     */
    record Row(String contender, double timesBestPeer, LoadResult best, List<LoadResult> steps) {}

    /** A search before it is held against others. */
    record Finding(Contender contender, LoadResult best, List<LoadResult> steps) {
        int calls() {
            return best.plan().calls();
        }
    }

    static CapacityReport of(List<Finding> findings) {
        Optional<Integer> peer =
                findings.stream()
                        .filter(finding -> finding.contender.isPeer())
                        .map(Finding::calls)
                        .max(Comparator.naturalOrder());
        return new CapacityReport(
                findings.stream()
                        .map(finding ->
                                new Row(
                                        finding.contender.toString(),
                                        peer.map(calls -> 1.0 * finding.calls() / calls)
                                                .orElse(0.0),
                                        finding.best,
                                        finding.steps))
                        .toList());
    }

    /** The largest {@link Row#timesBestPeer} of {@code contender}; 0 if it was not measured. */
    double timesBestPeer(Contender contender) {
        return rows.stream()
                .filter(row -> row.contender.equals(contender.toString()))
                .mapToDouble(Row::timesBestPeer)
                .max()
                .orElse(0);
    }

    /** As people read it. */
    String table() {
        Formatter out = new Formatter(Locale.ROOT);
        out.format(
                "%-17s %6s %7s %9s %9s %6s %10s %10s %10s%n",
                "",
                "calls",
                "x peer",
                "p99 up",
                "p99 down",
                "cores",
                "calls/core",
                "MiB",
                "generator");
        for (Row row : rows) {
            LoadResult best = row.best;
            out.format(
                    "%-17s %6d %7.2f %9.2f %9.2f %6.2f %10.0f %10d %10.2f%n",
                    row.contender,
                    best.plan().calls(),
                    row.timesBestPeer,
                    best.uplink().added().p99(),
                    best.downlink().added().p99(),
                    best.target().cores(),
                    best.callsPerCore(),
                    best.target().residentMiB(),
                    best.generator().cores());
        }
        return out.toString();
    }
}
