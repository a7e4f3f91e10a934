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
            tally.sent(7, sentNanos - 3_000_000, sentNanos);
            tally.arrived(7, sentNanos, sentNanos - 3_000_000, sentNanos + 2_000_000_000, false);
        }
        assertThat(tally.counts()).isEqualTo(new ProbeTally.Counts(2, 0, 2, 0, 0, 0, 0));
        assertThat(tally.latency().getTotalCount()).isEqualTo(2);
        assertThat(tally.latency().getMaxValue()).isBetween(1_998_000_000L, 2_002_000_000L);
        assertThat(tally.delay().getMaxValue()).isBetween(2_001_000_000L, 2_005_000_000L);
        assertThat(tally.lateness().getMaxValue()).isBetween(2_995_000L, 3_005_000L);
    }

    @Test
    void lost_areThoseThatNeverArrivedOrCameTooEarlyToBeUsed() {
        tally.count(FROM, UNTIL);
        for (int i = 0; i < 5; i++) {
            tally.sent(7, FROM, FROM);
        }
        tally.arrived(7, FROM, FROM, FROM, false);
        tally.arrived(7, FROM, FROM, FROM, true);
        tally.early(7, FROM);
        tally.duplicated(7, FROM);
        tally.foreign(7, FROM);
        tally.unsent(7, 4, FROM);
        assertThat(tally.counts()).isEqualTo(new ProbeTally.Counts(5, 4, 2, 1, 1, 1, 1));
        assertThat(tally.counts().lost()).isEqualTo(3);
    }

    @Test
    void ofACallThatComesAndGoes_onlyItsOwnSpanCounts() {
        CallSpans spans = new CallSpans(8);
        ProbeTally some = new ProbeTally(spans);
        some.count(0, 1_000);
        spans.count(7, 100, 200);
        spans.count(3, 0, 1_000);
        spans.ignore(3);
        for (int call : new int[] {-1, 3, 6, 7, 8}) {
            for (long sentNanos : new long[] {99, 100, 199, 200}) {
                some.sent(call, sentNanos, sentNanos);
            }
        }
        assertThat(some.counts().sent()).isEqualTo(2);
    }

    @Test
    void beforeItsWindowIsSet_nothingCounts() {
        tally.sent(7, 0, 0);
        tally.arrived(7, 0, 0, 1, false);
        assertThat(tally.counts()).isEqualTo(new ProbeTally.Counts(0, 0, 0, 0, 0, 0, 0));
    }
}
