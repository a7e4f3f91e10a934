package dev.trunkline.loadtest.load;

import dev.trunkline.loadtest.load.LoadResult.Quantiles;
import java.util.Formatter;
import java.util.Locale;

/** A result over RTP as people read it. */
final class RtpLoadTable {
    private final Formatter out = new Formatter(Locale.ROOT);

    private RtpLoadTable() {}

    static String of(RtpLoadResult result) {
        return new RtpLoadTable().table(result);
    }

    private String table(RtpLoadResult result) {
        LoadPlan load = result.plan().load();
        out.format(
                "%d calls in %s, %d ms measured, %d calls without audio%n",
                load.calls(), result.plan().codec(), load.measuredMs(), result.silentCalls());
        out.format(
                "%-22s %8s %8s %8s %8s %8s%n", "milliseconds", "p50", "p90", "p99", "p99.9", "max");
        quantiles("interarrival deviation", result.deviation());
        quantiles("generator late", result.lateness());
        out.format(
                "%-22s %8s %8s %8s %8s %8s %8s%n",
                "packets", "expected", "came", "lost", "late", "twice", "order");
        var arrivals = result.counts().arrivals();
        out.format(
                "%-22s %8d %8d %8d %8d %8d %8d%n",
                "from the gateway",
                result.packetsExpected(),
                arrivals.packets(),
                arrivals.lost(),
                arrivals.late(),
                arrivals.duplicated(),
                arrivals.reordered());
        out.format(
                "%-22s %8d %8d%n",
                "to the gateway", result.packetsExpected(), result.counts().sent());
        out.format(
                "the model heard %.1f %% of it; worst drift %.2f ms; %d RTCP packets%n",
                result.heardShare() * 100, result.worstDriftMs(), result.counts().rtcp());
        out.format(
                "gateway %.2f cores (%.2f %% of a core a call), %d MiB; generator %.2f cores;"
                        + " others %.2f cores%n",
                result.target().cores(),
                result.corePercentPerCall(),
                result.target().residentMiB(),
                result.generator().cores(),
                result.otherCores());
        return out.toString();
    }

    private void quantiles(String name, Quantiles ms) {
        out.format(
                "%-22s %8.2f %8.2f %8.2f %8.2f %8.2f%n",
                name, ms.p50(), ms.p90(), ms.p99(), ms.p999(), ms.max());
    }
}
