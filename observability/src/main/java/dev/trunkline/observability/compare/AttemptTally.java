package dev.trunkline.observability.compare;

import dev.trunkline.observability.record.AttemptOutcome;
import dev.trunkline.observability.record.AttemptRecord;
import java.util.Map;
import java.util.TreeMap;

/** What is counted of tries. Confined to one thread. */
final class AttemptTally {
    long tries;
    long elsewhere;
    long answered;
    long redirected;
    final Map<String, Long> failedBySipClass = new TreeMap<>();
    final Map<String, Long> byOutcome = new TreeMap<>();

    /**
     * @param assigned the trunk that its call was assigned to
     */
    void add(AttemptRecord attempt, String assigned) {
        tries++;
        if (!attempt.trunk().equals(assigned)) {
            elsewhere++;
            return;
        }
        byOutcome.merge(attempt.outcome().label(), 1L, Long::sum);
        if (attempt.outcome() == AttemptOutcome.ANSWERED) {
            answered++;
            return;
        }
        redirected += attempt.sipStatus() / 100 == 3 ? 1 : 0;
        failedBySipClass.merge(Tally.sipClass(attempt.sipStatus()), 1L, Long::sum);
    }

    void add(AttemptTally other) {
        tries += other.tries;
        elsewhere += other.elsewhere;
        answered += other.answered;
        redirected += other.redirected;
        other.failedBySipClass.forEach(
                (key, count) -> failedBySipClass.merge(key, count, Long::sum));
        other.byOutcome.forEach((key, count) -> byOutcome.merge(key, count, Long::sum));
    }

    /** What the ratio of answers is of. */
    long establishable() {
        return tries - elsewhere - redirected;
    }
}
