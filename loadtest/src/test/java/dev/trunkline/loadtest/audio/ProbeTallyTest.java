package dev.trunkline.loadtest.audio;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProbeTallyTest {
    private static final long FROM = Long.MAX_VALUE - 5; // nanoTime may wrap
    private static final long UNTIL = Long.MIN_VALUE + 1_000_000_000;

    private final ProbeTally tally = new ProbeTally();

    @Test
    void onlyProbesSentWithinTheWindow_count_howeverLateTheyArrive() {
        tally.count(FROM, UNTIL);
        for (long sentNanos : new long[] {FROM - 1, FROM, UNTIL - 1, UNTIL}) {
            tally.sent(sentNanos - 3_000_000, sentNanos);
            tally.arrived(sentNanos, sentNanos + 2_000_000_000, false);
        }
        assertThat(tally.counts()).isEqualTo(new ProbeTally.Counts(2, 0, 2, 0, 0, 0, 0));
        assertThat(tally.latency().getTotalCount()).isEqualTo(2);
        assertThat(tally.latency().getMaxValue()).isBetween(1_998_000_000L, 2_002_000_000L);
        assertThat(tally.lateness().getMaxValue()).isBetween(2_995_000L, 3_005_000L);
    }

    @Test
    void lost_areThoseThatNeverArrivedOrCameTooEarlyToBeUsed() {
        tally.count(FROM, UNTIL);
        for (int i = 0; i < 5; i++) {
            tally.sent(FROM, FROM);
        }
        tally.arrived(FROM, FROM, false);
        tally.arrived(FROM, FROM, true);
        tally.early(FROM);
        tally.duplicated(FROM);
        tally.foreign(FROM);
        tally.unsent(4, FROM);
        assertThat(tally.counts()).isEqualTo(new ProbeTally.Counts(5, 4, 2, 1, 1, 1, 1));
        assertThat(tally.counts().lost()).isEqualTo(3);
    }

    @Test
    void beforeItsWindowIsSet_nothingCounts() {
        tally.sent(0, 0);
        tally.arrived(0, 1, false);
        assertThat(tally.counts()).isEqualTo(new ProbeTally.Counts(0, 0, 0, 0, 0, 0, 0));
    }
}
