package dev.trunkline.observability.compare;

import dev.trunkline.observability.compare.statistics.DoubleInterval;
import dev.trunkline.observability.compare.statistics.Proportions;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Compares how often the calls of two arms came about and held. */
final class ReliabilityAnalysis {
    private ReliabilityAnalysis() {}

    static Reliability compare(Tally a, Tally b) {
        ArmReliability one = arm(a);
        ArmReliability two = arm(b);
        return new Reliability(
                one,
                two,
                difference(one.answered(), two.answered()),
                difference(one.dropped(), two.dropped()),
                difference(one.attempts().answered(), two.attempts().answered()));
    }

    private static ArmReliability arm(Tally tally) {
        return new ArmReliability(
                tally.calls,
                tally.refused,
                share(tally.answered, tally.attempts()),
                share(tally.failedOver, tally.attempts()),
                share(tally.dropped, tally.answered),
                sorted(tally.failedBySipClass),
                sorted(tally.byOutcome),
                sorted(tally.attestation),
                attestationClasses(tally),
                attempts(tally.attempted));
    }

    private static Map<String, Share> attestationClasses(Tally tally) {
        Map<String, Share> classes = new LinkedHashMap<>();
        for (AttestationClass one : AttestationClass.values()) {
            long calls = tally.attestationClasses.getOrDefault(one, 0L);
            classes.put(one.label(), share(calls, tally.calls));
        }
        return Collections.unmodifiableMap(classes);
    }

    private static ArmAttempts attempts(AttemptTally tally) {
        return new ArmAttempts(
                tally.tries,
                tally.elsewhere,
                share(tally.answered, tally.establishable()),
                sorted(tally.failedBySipClass),
                sorted(tally.byOutcome));
    }

    private static Share share(long part, long whole) {
        if (whole == 0) {
            return new Share(part, whole, null, null, null);
        }
        DoubleInterval interval = Proportions.wilson(part, whole, LatencyAnalysis.CONFIDENCE);
        return new Share(part, whole, (double) part / whole, interval.low(), interval.high());
    }

    private static ShareDifference difference(Share a, Share b) {
        if (a.whole() == 0 || b.whole() == 0) {
            return new ShareDifference(null, null, null);
        }
        DoubleInterval interval =
                Proportions.newcombe(
                        a.part(), a.whole(), b.part(), b.whole(), LatencyAnalysis.CONFIDENCE);
        double difference = (double) a.part() / a.whole() - (double) b.part() / b.whole();
        return new ShareDifference(difference, interval.low(), interval.high());
    }

    /** In order of the alphabet, unchangeable. */
    static Map<String, Long> sorted(Map<String, Long> counts) {
        return Collections.unmodifiableMap(new TreeMap<>(counts));
    }
}
