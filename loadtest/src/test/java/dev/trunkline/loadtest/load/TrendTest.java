package dev.trunkline.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.loadtest.load.Trend.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class TrendTest {
    /** Every five seconds of half an hour. */
    private static final int SAMPLES = 360;

    @Test
    void aSawtooth_isFlat_ifItsLowPointsAre() {
        Trend trend = openFiles(SAMPLES, i -> 500 + i % 12 * 10);
        assertThat(trend.verdict()).isEqualTo(Verdict.FLAT);
        assertThat(trend.mean()).isEqualTo(500);
        assertThat(trend.growth()).isZero();
    }

    @Test
    void oneFileInAHundredCallsLeftOpen_grows() {
        // 6000 calls in the half hour leave 60 files
        Trend trend = openFiles(SAMPLES, i -> 500 + Math.floorDiv(i, 6) + i % 3);
        assertThat(trend.verdict()).isEqualTo(Verdict.GROWS);
        assertThat(trend.growth()).isBetween(50.0, 60.0);
    }

    @Test
    void whatIsGivenBack_isFlat() {
        assertThat(openFiles(SAMPLES, i -> 1_000 - i).verdict()).isEqualTo(Verdict.FLAT);
    }

    @Test
    void growth_isAllowed_upToATwentiethOfTheMean() {
        assertThat(openFiles(SAMPLES, i -> 1_000 + i / 9.0).verdict()).isEqualTo(Verdict.FLAT);
        assertThat(openFiles(SAMPLES, i -> 1_000 + i / 6.0).verdict()).isEqualTo(Verdict.GROWS);
    }

    @Test
    void fewerSamplesThanPoints_sayNothing() {
        assertThat(openFiles(9, i -> i * 1_000).verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(openFiles(0, i -> i).verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void aHeap_isJudged_onlyIfItWasCollectedForEachPoint() {
        assertThat(heap(i -> 0).verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(heap(i -> Math.floorDiv(i, 40)).verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(heap(i -> Math.floorDiv(i, 30)).verdict()).isEqualTo(Verdict.GROWS);
    }

    private static Trend openFiles(int samples, IntToDoubleFunction files) {
        return Trend.of(
                "open files", samples(samples, files, _ -> 0), GatewaySample::openFiles, 10);
    }

    /** One that grows, of these collections so far. */
    private static Trend heap(IntToDoubleFunction collections) {
        return Trend.all(samples(SAMPLES, i -> i, collections)).getFirst();
    }

    private static List<GatewaySample> samples(
            int number, IntToDoubleFunction value, IntToDoubleFunction collections) {
        List<GatewaySample> samples = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            double each = value.applyAsDouble(i);
            samples.add(
                    new GatewaySample(
                            i * 5,
                            200,
                            each,
                            each,
                            collections.applyAsDouble(i),
                            0,
                            0,
                            each,
                            30,
                            0,
                            0,
                            0,
                            0,
                            0,
                            0));
        }
        return samples;
    }
}
