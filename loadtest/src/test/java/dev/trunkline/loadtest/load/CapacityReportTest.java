package dev.trunkline.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trunkline.loadtest.audio.ProbeTallies;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How contenders are held against the peers. */
class CapacityReportTest {
    private static CapacityReport.Finding holds(Contender contender, int calls) {
        LoadPlan plan = new LoadPlan(calls, 0, 0, 1_000, 100, 0, 0, 0);
        ProcessUsage.Spent spent = new ProcessUsage.Spent(1, 0.5, 100);
        LoadResult best =
                LoadResult.of(plan, new ProbeTallies(), 0, new UsageMeter.Used(0, spent, spent, 2));
        return new CapacityReport.Finding(contender, best, List.of(best));
    }

    @Test
    void everyone_isHeldAgainstTheBetterPeer_itsBestSearch() {
        CapacityReport report =
                CapacityReport.of(
                        List.of(
                                holds(Contender.PASS_THROUGH, 1_200),
                                holds(Contender.NODE_RELAY, 400),
                                holds(Contender.AGENTS_RELAY, 200),
                                holds(Contender.NODE_RELAY, 500),
                                holds(Contender.TRANSCODING, 600)));

        assertThat(report.timesBestPeer(Contender.PASS_THROUGH)).isCloseTo(2.4, within(1e-9));
        assertThat(report.timesBestPeer(Contender.TRANSCODING)).isCloseTo(1.2, within(1e-9));
        assertThat(report.timesBestPeer(Contender.PASS_THROUGH_TLS)).isZero();
        assertThat(report.table()).contains("pass-through", "2.40", "agents-relay");
    }

    @Test
    void withoutPeers_nothingIsClaimed() {
        CapacityReport report = CapacityReport.of(List.of(holds(Contender.PASS_THROUGH, 1_200)));

        assertThat(report.timesBestPeer(Contender.PASS_THROUGH)).isZero();
    }

    @Test
    void contenders_areNamedAsPeopleWriteThem() {
        assertThat(new Contender.Named().convert("transcoding-tls"))
                .isEqualTo(Contender.TRANSCODING_TLS);
    }
}
