package dev.trunkline.observability.compare;

import static java.util.Locale.ROOT;

import dev.trunkline.observability.record.RecordFilter;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A report for a terminal: the verdict first, then what it rests on. Plain ASCII; ends with a line
 * feed.
 */
public final class ComparisonText {
    private static final String NONE = "-";

    private final ComparisonReport report;
    private final StringBuilder out = new StringBuilder();
    private final String a;
    private final String b;

    private ComparisonText(ComparisonReport report) {
        this.report = report;
        a = report.a().name();
        b = report.b().name();
    }

    /** All of the report but the points of its curves. */
    public static String render(ComparisonReport report) {
        return new ComparisonText(report).all();
    }

    private String all() {
        Verdict verdict = report.verdict();
        line(verdict.sentence());
        line("");
        line("  " + verdict.latencySentence());
        line("  " + verdict.reliabilitySentence());
        line("  " + verdict.costSentence());
        section("Calls", calls());
        section("Difference, " + a + " minus " + b + ", ms (95 % interval)", differences());
        for (LatencyComparison latency : report.latencies()) {
            if (latency.a().values() > 0 || latency.b().values() > 0) {
                section(label(latency) + ", ms (95 % interval)", quantiles(latency));
            }
        }
        section("What an average answer consists of, ms", ledgers());
        section("Reliability (95 % interval)", reliability());
        section("Cost", cost());
        line("");
        line("Notes");
        report.notes().forEach(note -> line("  - " + note));
        line("  - Method: " + report.method().description());
        line(
                String.format(
                        ROOT,
                        "  - %,d resamples, seed %d, definitions of latencies version %d.",
                        report.method().resamples(),
                        report.method().seed(),
                        report.method().definitions()));
        return out.toString();
    }

    private void line(String text) {
        out.append(text).append('\n');
    }

    private void section(String title, String body) {
        line("");
        line(title);
        out.append(body);
    }

    private String calls() {
        ComparisonRequest asked = report.request();
        String from =
                asked.from().equals(RecordFilter.ALL.from()) ? "the first" : asked.from() + "";
        String to = asked.to().equals(RecordFilter.ALL.to()) ? "the last" : asked.to() + "";
        String which =
                "  from %s to %s; agent: %s; direction: %s; %s\n"
                        .formatted(
                                from,
                                to,
                                asked.agent() == null ? "all" : asked.agent(),
                                asked.direction() == null ? "both" : asked.direction().label(),
                                report.assignment().design().label());
        Columns table = new Columns().row("", "calls", "turns", "kind", "legs", "trunks");
        for (ArmSummary arm : new ArmSummary[] {report.a(), report.b()}) {
            table.row(
                    arm.name(),
                    count(arm.calls()),
                    count(arm.turns()),
                    arm.kind(),
                    String.join(" ", arm.legs()),
                    String.join(" ", arm.trunks()));
        }
        String others =
                report.otherArms().stream()
                        .map(arm -> arm.name() + " " + count(arm.calls()))
                        .collect(Collectors.joining(", "));
        return which
                + table.render()
                + (others.isEmpty() ? "" : "  not compared: " + others + "\n");
    }

    private String differences() {
        Columns table =
                new Columns()
                        .row(
                                "",
                                "p50",
                                "p90",
                                "p99",
                                "shift of calls",
                                "p-value",
                                "detectable p50");
        for (LatencyComparison latency : report.latencies()) {
            RankTest ranks = latency.rankTest();
            table.row(
                    label(latency),
                    latency.measured() ? difference(latency.differences().get(0)) : "not measured",
                    difference(latency.differences().get(1)),
                    difference(latency.differences().get(2)),
                    ranks == null
                            ? NONE
                            : signed(ranks.shiftUs()) + interval(ranks.interval(), true),
                    ranks == null ? NONE : pValue(ranks.pAdjusted()),
                    milliseconds(latency.median().detectableUs()));
        }
        String lacking = report.primary().map(ComparisonText::lacking).orElse("");
        return table.render() + lacking;
    }

    private static String lacking(LatencyComparison latency) {
        return latency.differences().stream()
                .filter(difference -> !difference.lacking().isEmpty())
                .map(difference ->
                        String.format(
                                ROOT,
                                "  %s p%.0f: %s\n",
                                latency.metric().label(),
                                100 * difference.quantile(),
                                difference.lacking()))
                .collect(Collectors.joining());
    }

    private static String label(LatencyComparison latency) {
        return latency.metric().label() + (latency.primary() ? " *" : "");
    }

    private static String difference(QuantileDifference difference) {
        Long us = difference.us();
        return us == null ? NONE : signed(us) + interval(difference.interval(), true);
    }

    private String quantiles(LatencyComparison latency) {
        Columns table =
                new Columns()
                        .row(
                                "", "calls", "values", "p10", "p25", "p50", "p75", "p90", "p95",
                                "p99");
        quantiles(table, a, latency.a());
        quantiles(table, b, latency.b());
        return table.render();
    }

    private static void quantiles(Columns table, String name, ArmLatency arm) {
        String[] cells = new String[10];
        String[] intervals = new String[10];
        Arrays.fill(cells, NONE);
        Arrays.fill(intervals, "");
        cells[0] = name;
        cells[1] = arm.measured() ? count(arm.calls()) : "not measured on this leg";
        cells[2] = arm.measured() ? count(arm.values()) : NONE;
        for (int at = 0; at < arm.quantiles().size(); at++) {
            QuantileEstimate quantile = arm.quantiles().get(at);
            cells[at + 3] = milliseconds(quantile.us());
            intervals[at + 3] = interval(quantile.interval(), false).strip();
        }
        table.row(cells).row(intervals);
    }

    private String ledgers() {
        Columns table =
                new Columns()
                        .row(
                                "",
                                "turns",
                                "endpointing",
                                "model",
                                "delivery",
                                "playout",
                                "lead silence",
                                "heard");
        ledger(table, a, report.a().ledger());
        ledger(table, b, report.b().ledger());
        return table.render();
    }

    private static void ledger(Columns table, String name, @Nullable Ledger ledger) {
        if (ledger == null) {
            table.row(name, "0", NONE, NONE, NONE, NONE, NONE, NONE);
            return;
        }
        table.row(
                name,
                count(ledger.turns()),
                tenth(ledger.endpointingMs()),
                tenth(ledger.modelMs()),
                tenth(ledger.deliveryMs()),
                tenth(ledger.playoutMs()),
                tenth(ledger.leadSilenceMs()),
                tenth(ledger.heardMs()));
    }

    private String reliability() {
        ArmReliability one = report.reliability().a();
        ArmReliability two = report.reliability().b();
        Columns table =
                new Columns()
                        .row("", a, b, "difference, points")
                        .row("calls", count(one.calls()), count(two.calls()), "")
                        .row(
                                "refused by the gateway",
                                count(one.refusedByGateway()),
                                count(two.refusedByGateway()),
                                "")
                        .row(
                                "answered, of attempts",
                                share(one.answered()),
                                share(two.answered()),
                                points(report.reliability().answered()))
                        .row(
                                "failed over, of attempts",
                                share(one.failedOver()),
                                share(two.failedOver()),
                                "")
                        .row(
                                "dropped, of answered",
                                share(one.dropped()),
                                share(two.dropped()),
                                points(report.reliability().dropped()));
        counts(table, "not answered, SIP ", one.failedBySipClass(), two.failedBySipClass());
        counts(table, "ended: ", one.byOutcome(), two.byOutcome());
        if (one.attempts().tries() + two.attempts().tries() > 0) {
            attempts(table, one.attempts(), two.attempts());
        }
        one.attestationClasses()
                .forEach((label, a) -> {
                    Share b = Objects.requireNonNull(two.attestationClasses().get(label));
                    if (a.part() + b.part() > 0) {
                        String name = "attestation " + label.replace('_', ' ') + ", of calls";
                        table.row(name, share(a), share(b), "");
                    }
                });
        counts(table, "attestation: ", one.attestation(), two.attestation());
        return table.render();
    }

    private void attempts(Columns table, ArmAttempts one, ArmAttempts two) {
        table.row("tries, of calls out", count(one.tries()), count(two.tries()), "")
                .row("tries over another trunk", count(one.elsewhere()), count(two.elsewhere()), "")
                .row(
                        "answered, of tries over the arm's trunk",
                        share(one.answered()),
                        share(two.answered()),
                        points(report.reliability().attemptsAnswered()));
        counts(table, "tries not answered, SIP ", one.failedBySipClass(), two.failedBySipClass());
        counts(table, "tries ended: ", one.byOutcome(), two.byOutcome());
    }

    private static void counts(
            Columns table, String title, Map<String, Long> one, Map<String, Long> two) {
        TreeSet<String> keys = new TreeSet<>(one.keySet());
        keys.addAll(two.keySet());
        for (String key : keys) {
            table.row(
                    title + key,
                    count(one.getOrDefault(key, 0L)),
                    count(two.getOrDefault(key, 0L)));
        }
    }

    private String cost() {
        Cost cost = report.cost();
        StringBuilder text = new StringBuilder();
        if (cost.a() != null || cost.b() != null) {
            Columns table =
                    new Columns()
                            .row(
                                    cost.currency(),
                                    "minutes",
                                    "carrier",
                                    "Twilio",
                                    "model",
                                    "a call",
                                    "a minute",
                                    "telephony a minute",
                                    "fixed a month",
                                    "telephony a month");
            cost(table, a, cost.a());
            cost(table, b, cost.b());
            text.append(table.render());
        }
        Long minutes = cost.minutesPerMonth();
        if (minutes != null) {
            text.append("  A month: ").append(count(minutes)).append(" minutes.\n");
        }
        text.append("  ").append(cost.breakEven().sentence()).append('\n');
        if (!cost.ruleOfThumb().isEmpty()) {
            text.append("  ").append(cost.ruleOfThumb()).append('\n');
        }
        if (!cost.missingKeys().isEmpty()) {
            text.append("  Not configured: ")
                    .append(String.join(", ", cost.missingKeys()))
                    .append('\n');
        }
        return text.toString();
    }

    private static void cost(Columns table, String name, @Nullable ArmCost cost) {
        if (cost == null) {
            table.row(name, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE);
            return;
        }
        table.row(
                name,
                money(cost.minutes(), 1),
                money(cost.carrier(), 2),
                money(cost.twilio(), 2),
                cost.model() == null ? NONE : money(cost.model(), 2),
                money(cost.perCall(), 4),
                money(cost.perMinute(), 4),
                money(cost.telephonyPerMinute(), 4),
                money(cost.fixedPerMonth(), 2),
                cost.perMonth() == null ? NONE : money(cost.perMonth(), 2));
    }

    private static String money(double amount, int decimals) {
        return String.format(ROOT, "%,." + decimals + "f", amount);
    }

    private static String count(long count) {
        return String.format(ROOT, "%,d", count);
    }

    private static String tenth(double ms) {
        return String.format(ROOT, "%.1f", ms);
    }

    private static String milliseconds(@Nullable Long us) {
        return us == null ? NONE : tenth(us / 1e3);
    }

    private static String signed(long us) {
        return String.format(ROOT, "%+.1f", us / 1e3);
    }

    private static String interval(@Nullable Interval interval, boolean signed) {
        if (interval == null) {
            return "";
        }
        String format = signed ? " (%+.1f to %+.1f)" : " (%.1f to %.1f)";
        return String.format(ROOT, format, interval.lowUs() / 1e3, interval.highUs() / 1e3);
    }

    private static String pValue(double p) {
        return p < 0.0001 ? "< 0.0001" : String.format(ROOT, "%.4f", p);
    }

    private static String share(Share share) {
        Double of = share.share();
        Double low = share.low();
        Double high = share.high();
        if (of == null || low == null || high == null) {
            return NONE;
        }
        return String.format(
                ROOT,
                "%,d = %.1f %% (%.1f to %.1f)",
                share.part(),
                100 * of,
                100 * low,
                100 * high);
    }

    private static String points(ShareDifference difference) {
        Double by = difference.difference();
        Double low = difference.low();
        Double high = difference.high();
        if (by == null || low == null || high == null) {
            return NONE;
        }
        return String.format(ROOT, "%+.1f (%+.1f to %+.1f)", 100 * by, 100 * low, 100 * high);
    }
}
