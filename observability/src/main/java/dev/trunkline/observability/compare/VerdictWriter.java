package dev.trunkline.observability.compare;

import static java.util.Locale.ROOT;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says in plain words what the figures carry, and no more. */
final class VerdictWriter {
    /**
     * A later answer than this is noticed at the earliest; below it, arms are the same to callers.
     */
    static final long RELEVANT_US = 20_000;

    /** One call in a hundred. */
    static final double RELEVANT_SHARE = 0.01;

    /** Of the monthly cost. */
    private static final double RELEVANT_COST = 0.01;

    private static final ComparedLatency HEARD = ComparisonReport.DECLARED.getFirst();

    private final String a;
    private final String b;

    private VerdictWriter(String a, String b) {
        this.a = a;
        this.b = b;
    }

    static Verdict of(
            Assignment assignment,
            ArmSummary a,
            ArmSummary b,
            List<LatencyComparison> latencies,
            Reliability reliability,
            Cost cost) {
        VerdictWriter writer = new VerdictWriter(a.name(), b.name());
        Words latency = writer.latency(latencies);
        Words held = writer.reliability(reliability);
        Words price = writer.cost(cost);
        if (a.calls() == 0 && b.calls() == 0) {
            return new Verdict(
                    "Not enough data: no call of " + writer.a + " or " + writer.b + " was found.",
                    Finding.NOT_ENOUGH_DATA,
                    latency.sentence(),
                    Finding.NOT_ENOUGH_DATA,
                    held.sentence(),
                    price.finding(),
                    price.sentence());
        }
        String causes =
                assignment.design() == Design.OBSERVATIONAL
                        ? "; observational: calls were not assigned at random, so a difference may"
                                + " have other causes"
                        : "";
        return new Verdict(
                writer.a
                        + " against "
                        + writer.b
                        + ": "
                        + latency.brief()
                        + "; "
                        + held.brief()
                        + "; "
                        + price.brief()
                        + causes
                        + ".",
                latency.finding(),
                latency.sentence(),
                held.finding(),
                held.sentence(),
                price.finding(),
                price.sentence());
    }

    private record Words(Finding finding, String brief, String sentence) {}

    /** On the latency that counts: where the first one declared is not measured, says so first. */
    private Words latency(List<LatencyComparison> latencies) {
        LatencyComparison first =
                latencies.stream()
                        .filter(latency -> latency.metric() == HEARD)
                        .findFirst()
                        .orElseThrow();
        if (first.primary()) {
            return median(first);
        }
        String why = HEARD.label() + " is " + first.median().lacking();
        Optional<LatencyComparison> next =
                latencies.stream().filter(LatencyComparison::primary).findFirst();
        if (next.isEmpty()) {
            return new Words(
                    Finding.UNKNOWN,
                    "how long callers wait cannot be compared (" + why + ")",
                    "How long callers wait cannot be compared: "
                            + why
                            + ", and neither is anything that was declared to count in its place"
                            + " measured in both arms.");
        }
        Words words = median(next.get());
        return new Words(
                words.finding(),
                "how long callers wait cannot be compared (" + why + "); " + words.brief(),
                "How long callers wait cannot be compared: "
                        + why
                        + ". In its place counts "
                        + next.get().metric().label()
                        + ", as was declared beforehand; it leaves out "
                        + leftOut(next.get().metric())
                        + ". "
                        + words.sentence());
    }

    /** What a latency that counts in place of the first one does not hold. */
    private static String leftOut(ComparedLatency latency) {
        return latency == ComparedLatency.TURN_RESPONSE
                ? "the way to the caller and the silence that the model begins with"
                : "how long it takes to decide that the caller has finished, and to be heard";
    }

    private Words median(LatencyComparison latency) {
        String waiting =
                switch (latency.metric()) {
                    case TURN_HEARD -> "how long callers wait for an answer";
                    case TURN_RESPONSE -> "how long it takes until an answer leaves";
                    default -> "how long model and gateway take to answer";
                };
        String answers =
                switch (latency.metric()) {
                    case TURN_HEARD -> "callers hear the answer";
                    case TURN_RESPONSE -> "answers leave the gateway";
                    default -> "model and gateway answer";
                };
        QuantileDifference median = latency.median();
        Interval interval = median.interval();
        if (interval == null || median.us() == null) {
            return new Words(
                    Finding.NOT_ENOUGH_DATA,
                    "not enough data on " + waiting,
                    "Not enough data on "
                            + latency.metric().label()
                            + ": "
                            + median.lacking()
                            + ".");
        }
        long us = median.us();
        String figures =
                String.format(
                        ROOT,
                        "median of %s %s %+.0f ms against %s (95 %% interval %+.0f to %+.0f ms)",
                        latency.metric().label(),
                        a,
                        us / 1e3,
                        b,
                        interval.lowUs() / 1e3,
                        interval.highUs() / 1e3);
        boolean certain = !interval.holds(0);
        boolean within = interval.lowUs() >= -RELEVANT_US && interval.highUs() <= RELEVANT_US;
        if (certain && Math.abs(us) >= RELEVANT_US) {
            String faster = us < 0 ? a : b;
            return new Words(
                    us < 0 ? Finding.A_BETTER : Finding.B_BETTER,
                    String.format(
                            ROOT,
                            "%s %.0f ms sooner over %s (95 %% interval %.0f to %.0f ms)",
                            answers,
                            Math.abs(us) / 1e3,
                            faster,
                            Math.min(Math.abs(interval.lowUs()), Math.abs(interval.highUs())) / 1e3,
                            Math.max(Math.abs(interval.lowUs()), Math.abs(interval.highUs()))
                                    / 1e3),
                    "Faster: " + faster + "; " + figures + ".");
        }
        if (within) {
            String how =
                    certain ? "a difference, but one that callers do not notice" : "no difference";
            return new Words(
                    Finding.SAME,
                    String.format(
                            ROOT,
                            "%s differ by less than %d ms",
                            switch (latency.metric()) {
                                case TURN_HEARD -> "the same for callers: answers";
                                case TURN_RESPONSE -> "answers leave the gateway alike: they";
                                default -> "model and gateway take the same time: answers";
                            },
                            RELEVANT_US / 1_000),
                    "The same for callers: " + how + "; " + figures + ".");
        }
        if (certain) {
            return new Words(
                    Finding.NOT_ENOUGH_DATA,
                    String.format(
                            ROOT,
                            "a difference of %.0f ms, and not enough data to tell whether callers"
                                    + " notice (95 %% interval up to %.0f ms)",
                            Math.abs(us) / 1e3,
                            furthest(interval)),
                    "A difference, and not enough data to tell whether callers notice it: "
                            + figures
                            + ".");
        }
        return new Words(
                Finding.NOT_ENOUGH_DATA,
                "not enough data to tell a difference in " + waiting,
                "Not enough data: " + figures + ". " + needed(latency, median));
    }

    private static double furthest(Interval interval) {
        return Math.max(Math.abs(interval.lowUs()), Math.abs(interval.highUs())) / 1e3;
    }

    /** What it would take: intervals narrow with the root of the number of calls. */
    private static String needed(LatencyComparison latency, QuantileDifference median) {
        long detectable = Objects.requireNonNull(median.detectableUs());
        double times = Math.pow((double) detectable / RELEVANT_US, 2);
        long fewer = Math.min(latency.a().calls(), latency.b().calls());
        return String.format(
                ROOT,
                "So much data shows a difference of %.0f ms or more (80 %% power); %d ms would take"
                        + " some %,d calls in each arm.",
                detectable / 1e3,
                RELEVANT_US / 1_000,
                (long) Math.ceil(fewer * times));
    }

    private Words reliability(Reliability reliability) {
        Words answered = share(reliability.answered(), "answered", "of attempts", 1);
        Words dropped = share(reliability.dropped(), "dropped", "of answered calls", -1);
        Finding finding =
                answered.finding() == Finding.A_BETTER || answered.finding() == Finding.B_BETTER
                        ? answered.finding()
                        : dropped.finding() == Finding.A_BETTER
                                        || dropped.finding() == Finding.B_BETTER
                                ? dropped.finding()
                                : answered.finding();
        String brief =
                switch (finding) {
                    case A_BETTER, B_BETTER ->
                            (finding == Finding.A_BETTER ? a : b)
                                    + " is the more reliable one, "
                                    + (answered.finding() == finding
                                            ? answered.brief()
                                            : dropped.brief());
                    case SAME -> "equally reliable";
                    default -> "not enough calls to tell which is the more reliable one";
                };
        return new Words(finding, brief, answered.sentence() + " " + dropped.sentence());
    }

    /**
     * @param good 1 if a higher share is better, -1 if a lower one is
     */
    private static Words share(ShareDifference difference, String what, String of, int good) {
        Double by = difference.difference();
        Double low = difference.low();
        Double high = difference.high();
        if (by == null || low == null || high == null) {
            String nothing = "Share " + what + " " + of + ": an arm has none.";
            return new Words(Finding.NOT_ENOUGH_DATA, "", nothing);
        }
        String figures =
                String.format(
                        ROOT,
                        "%s %+.1f points %s (95 %% interval %+.1f to %+.1f)",
                        what,
                        100 * by,
                        of,
                        100 * low,
                        100 * high);
        boolean certain = low > 0 || high < 0;
        boolean within = low >= -RELEVANT_SHARE && high <= RELEVANT_SHARE;
        Finding finding =
                certain && Math.abs(by) >= RELEVANT_SHARE
                        ? by * good > 0 ? Finding.A_BETTER : Finding.B_BETTER
                        : within ? Finding.SAME : Finding.NOT_ENOUGH_DATA;
        String sentence = Character.toUpperCase(figures.charAt(0)) + figures.substring(1) + ".";
        return new Words(finding, figures, sentence);
    }

    private Words cost(Cost cost) {
        if (cost.breakEven().kind() == BreakEven.Kind.NOT_COMPARED) {
            return new Words(Finding.UNKNOWN, "cost not compared", cost.breakEven().sentence());
        }
        if (cost.a() == null || cost.b() == null) {
            String keys =
                    cost.missingKeys().isEmpty()
                            ? "answered calls on both arms"
                            : String.join(", ", cost.missingKeys());
            return new Words(
                    Finding.UNKNOWN, "cost not known", "Cost not known: it takes " + keys + ".");
        }
        String breakEven = cost.breakEven().sentence();
        String sentence =
                cost.ruleOfThumb().isEmpty() ? breakEven : breakEven + " " + cost.ruleOfThumb();
        @Nullable Double monthA = cost.a().perMonth();
        @Nullable Double monthB = cost.b().perMonth();
        if (monthA == null || monthB == null || cost.minutesPerMonth() == null) {
            return new Words(Finding.UNKNOWN, brief(cost.breakEven()), sentence);
        }
        double saving = monthB - monthA;
        if (Math.abs(saving) <= RELEVANT_COST * Math.max(monthA, monthB)) {
            return new Words(Finding.SAME, "they cost the same", sentence);
        }
        String brief =
                String.format(
                        ROOT,
                        "%s saves %,.0f %s a month at %,d minutes",
                        saving > 0 ? a : b,
                        Math.abs(saving),
                        cost.currency(),
                        cost.minutesPerMonth());
        return new Words(saving > 0 ? Finding.A_BETTER : Finding.B_BETTER, brief, sentence);
    }

    private static String brief(BreakEven breakEven) {
        String sentence = breakEven.sentence();
        return sentence.substring(0, sentence.length() - 1);
    }
}
