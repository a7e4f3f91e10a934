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

    private String table(LoadResult result) {
        out.format(
                "%d calls, %d ms measured, %d calls ended early%n",
                result.plan().calls(), result.plan().measuredMs(), result.callsEnded());
        out.format(
                "%-22s %8s %8s %8s %8s %8s%n", "milliseconds", "p50", "p90", "p99", "p99.9", "max");
        quantiles("uplink added", result.uplink().added());
        quantiles("downlink added", result.downlink().added());
        quantiles("generator late, up", result.uplink().lateness());
        quantiles("generator late, down", result.downlink().lateness());
        out.format(
                "%-22s %8s %8s %8s %8s %8s %8s%n",
                "frames", "sent", "lost", "early", "twice", "order", "unsent");
        counts("uplink", result.uplink());
        counts("downlink", result.downlink());
        out.format(
                "gateway %.2f cores, %d MiB; generator %.2f cores%n",
                result.target().cores(), result.target().residentMiB(), result.generator().cores());
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
                "%-22s %8d %8d %8d %8d %8d %8d%n",
                name,
                counts.sent(),
                counts.lost(),
                counts.early(),
                counts.duplicated(),
                counts.outOfOrder(),
                counts.unsent());
    }
}
