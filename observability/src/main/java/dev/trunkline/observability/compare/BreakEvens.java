package dev.trunkline.observability.compare;

import static java.util.Locale.ROOT;

import dev.trunkline.observability.metrics.TrunkKind;

/** Where two straight lines of cost by traffic cross, in numbers and in words. */
final class BreakEvens {
    private static final double MILLION = 1_000_000;

    /** A billionth of a currency unit is no price. */
    private static final double EQUAL = 1e-9;

    /** What an arm costs a month: fixed, and for each minute. */
    record Line(String arm, String kind, double fixed, double perMinute) {
        double at(double minutes) {
            return fixed + perMinute * minutes;
        }
    }

    private BreakEvens() {}

    static BreakEven notCompared() {
        return new BreakEven(
                BreakEven.Kind.NOT_COMPARED,
                null,
                "",
                "Cost is not compared by leg: prices are configured by trunk.");
    }

    static BreakEven unknown() {
        return new BreakEven(
                BreakEven.Kind.UNKNOWN,
                null,
                "",
                "No break-even: it takes rates for the trunks of both arms and answered calls on"
                        + " both.");
    }

    static BreakEven of(Line a, Line b) {
        double fixed = a.fixed() - b.fixed();
        double perMinute = a.perMinute() - b.perMinute();
        boolean sameFixed = Math.abs(fixed) < EQUAL;
        boolean samePerMinute = Math.abs(perMinute) < EQUAL;
        if (sameFixed && samePerMinute) {
            return new BreakEven(
                    BreakEven.Kind.SAME, null, "", "Both cost the same at any traffic.");
        }
        if (sameFixed || samePerMinute || fixed > 0 == perMinute > 0) {
            Line cheap = fixed < -EQUAL || perMinute < -EQUAL ? a : b;
            return new BreakEven(
                    BreakEven.Kind.ALWAYS,
                    null,
                    cheap.arm(),
                    cheap.arm() + " is the cheaper one at any traffic.");
        }
        Line above = fixed > 0 ? a : b;
        Line below = fixed > 0 ? b : a;
        long minutes = minutes(above, below);
        return new BreakEven(
                BreakEven.Kind.AT_VOLUME,
                minutes,
                above.arm(),
                String.format(
                        ROOT,
                        "%s is the cheaper one above %,d minutes a month, %s below.",
                        above.arm(),
                        minutes,
                        below.arm()));
    }

    private static long minutes(Line above, Line below) {
        double minutes = (above.fixed() - below.fixed()) / (below.perMinute() - above.perMinute());
        return (long) Math.ceil(minutes - EQUAL);
    }

    /** Empty unless one arm, and not the other, is the customer's own carrier. */
    static String ruleOfThumb(Line a, Line b, String currency) {
        String byoc = TrunkKind.BYOC.label();
        if (a.kind().equals(byoc) == b.kind().equals(byoc)) {
            return "";
        }
        boolean first = a.kind().equals(byoc);
        Line own = first ? a : b;
        Line other = first ? b : a;
        BreakEven breakEven = of(a, b);
        boolean ownsVolume = breakEven.arm().equals(own.arm());
        double saving = other.at(MILLION) - own.at(MILLION);
        String atMillion =
                String.format(
                        ROOT,
                        "at a million it %s %,.0f %s a month",
                        saving >= 0 ? "saves" : "costs",
                        Math.abs(saving),
                        saving >= 0 ? currency : currency + " more");
        String rule =
                "The rule of thumb that BYOC is seldom worth it below a million minutes a month ";
        return switch (breakEven.kind()) {
            case AT_VOLUME -> {
                long minutes = minutes(ownsVolume ? own : other, ownsVolume ? other : own);
                String volume = String.format(ROOT, "%,d minutes a month", minutes);
                if (!ownsVolume) {
                    yield rule
                            + "is turned round by these rates: BYOC pays below "
                            + volume
                            + "; "
                            + atMillion
                            + ".";
                }
                yield minutes >= MILLION
                        ? rule
                                + "holds at these rates: it pays from "
                                + volume
                                + "; "
                                + atMillion
                                + "."
                        : rule
                                + "does not hold at these rates: BYOC pays from "
                                + volume
                                + "; "
                                + atMillion
                                + ".";
            }
            case ALWAYS ->
                    ownsVolume
                            ? rule
                                    + "does not hold at these rates: BYOC is the cheaper one at any"
                                    + " traffic; "
                                    + atMillion
                                    + "."
                            : rule
                                    + "understates it at these rates: BYOC pays at no traffic; "
                                    + atMillion
                                    + ".";
            case SAME -> rule + "makes no difference here: both cost the same.";
            case UNKNOWN, NOT_COMPARED -> "";
        };
    }
}
