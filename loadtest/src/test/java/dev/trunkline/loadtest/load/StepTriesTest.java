package dev.trunkline.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trunkline.loadtest.audio.ProbeTally;
import dev.trunkline.loadtest.load.LoadResult.Direction;
import dev.trunkline.loadtest.load.LoadResult.Quantiles;
import dev.trunkline.loadtest.load.StepTries.Verdict;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** When calls of a step count as held. */
class StepTriesTest {
    private static final LoadResult HELD = tried(19.9, 10, 0.1);
    private static final LoadResult NOT_HELD = tried(20.1, 10, 0.1);
    private static final LoadResult GENERATOR_LATE = tried(40, 10.1, 0.1);
    private static final LoadResult DISTURBED = tried(40, 5, 0.2);

    private final StepTries tries = new StepTries(new CapacitySearch.Goal(20, 0.04, 0.15));

    private static LoadResult tried(double addedMs, double latenessMs, double otherCores) {
        ProcessUsage.Spent spent = new ProcessUsage.Spent(1, 0.5, 100);
        ProbeTally.Counts counts = new ProbeTally.Counts(1_000, 0, 1_000, 0, 0, 0, 0);
        Direction direction =
                new Direction(counts, 0, all(addedMs + latenessMs), all(addedMs), all(latenessMs));
        LoadPlan plan = new LoadPlan(10, 0, 0, 1_000, 100, 0, 0, 0);
        return new LoadResult(plan, 0, 500, direction, direction, spent, spent, otherCores, 100);
    }

    private static Quantiles all(double ms) {
        return new Quantiles(ms, ms, ms, ms, ms);
    }

    private Stream<Verdict> after(int times, LoadResult tried) {
        return IntStream.range(0, times).mapToObj(time -> tries.after(tried));
    }

    @Test
    void aStepFails_whenEveryTryDoes() {
        assertThat(after(3, NOT_HELD))
                .containsExactly(Verdict.AGAIN, Verdict.AGAIN, Verdict.FAILED);
    }

    @Test
    void oneTryIsEnough_toHoldIt() {
        assertThat(tries.after(NOT_HELD)).isEqualTo(Verdict.AGAIN);
        assertThat(tries.after(HELD)).isEqualTo(Verdict.PASSED);
    }

    @Test
    void aGeneratorThatIsLate_saysNothingOfTheContender_untilItAlwaysIs() {
        assertThat(after(2, NOT_HELD)).containsOnly(Verdict.AGAIN);
        assertThat(after(4, GENERATOR_LATE)).containsOnly(Verdict.AGAIN);
        assertThat(tries.after(GENERATOR_LATE)).isEqualTo(Verdict.GENERATOR_FULL);
    }

    @Test
    void otherProcesses_areWaitedFor_notForEver() {
        assertThat(after(2, NOT_HELD)).containsOnly(Verdict.AGAIN);
        assertThat(after(11, DISTURBED)).containsOnly(Verdict.AGAIN);
        assertThatThrownBy(() -> tries.after(DISTURBED))
                .isInstanceOf(LoadException.class)
                .hasMessageContaining("stop them");
    }

    @Test
    void whatIsHeldWhileOthersDisturb_isHeld() {
        assertThat(tries.after(tried(19, 15, 0.4))).isEqualTo(Verdict.PASSED);
    }
}
