package dev.trunkline.loadtest.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private static final String SCRAPE =
            """
            # HELP x_seconds A histogram.
            # TYPE x_seconds histogram
            x_seconds_bucket{agent="a",trunk="byoc",le="0.1"} 2
            x_seconds_bucket{agent="a",trunk="byoc",le="0.2"} 4
            x_seconds_bucket{agent="a",trunk="byoc",le="+Inf"} 4
            x_seconds_count{agent="a",trunk="byoc"} 4
            x_seconds_bucket{agent="b",trunk="byoc",le="0.1"} 0
            x_seconds_bucket{agent="b",trunk="byoc",le="0.2"} 4
            x_seconds_bucket{agent="b",trunk="byoc",le="+Inf"} 6
            x_seconds_count{agent="b",trunk="byoc"} 6
            x_seconds_bucket{agent="a",trunk="native",le="0.1"} 9
            x_seconds_count{agent="a",trunk="native"} 9
            y_total{reason="say \\"no\\", twice",trunk="byoc"} 1.5
            y_total{reason="other",trunk="byoc"} 2.5E-1
            z 3
            """;

    private final Metrics metrics = Metrics.parse(SCRAPE);

    @Test
    void quantile_addsTheAgentsOfATrunk_andIsLinearWithinABucket() {
        // 2 of 10 up to 0.1 s, 8 up to 0.2 s: the fifth is half way through the second bucket.
        assertThat(metrics.quantile("x_seconds", "byoc", 0.5).orElseThrow())
                .isCloseTo(0.15, within(1e-9));
        assertThat(metrics.quantile("x_seconds", "byoc", 0.1).orElseThrow())
                .isCloseTo(0.05, within(1e-9));
    }

    @Test
    void quantile_aboveTheLastBucketIsItsBound() {
        assertThat(metrics.quantile("x_seconds", "byoc", 0.95).orElseThrow()).isEqualTo(0.2);
    }

    @Test
    void quantile_ofNothingIsEmpty() {
        assertThat(metrics.quantile("x_seconds", "pbx", 0.5)).isEmpty();
    }

    @Test
    void count_isOfOneTrunk() {
        assertThat(metrics.count("x_seconds", "byoc")).isEqualTo(10);
        assertThat(metrics.count("x_seconds", "native")).isEqualTo(9);
    }

    @Test
    void sum_readsEscapedLabels_exponentsAndNoLabels() {
        assertThat(metrics.sum("y_total", _ -> true)).isEqualTo(1.75);
        assertThat(metrics.sum("y_total", labels -> !"other".equals(labels.get("reason"))))
                .isEqualTo(1.5);
        assertThat(metrics.sum("z", _ -> true)).isEqualTo(3);
    }

    @Test
    void nearestRank_isAlwaysAFigureThatOccurred() {
        List<Double> figures = List.of(4.0, 1.0, 3.0, 2.0);
        assertThat(Quantile.of(figures, 0)).hasValue(1.0);
        assertThat(Quantile.of(figures, 0.5)).hasValue(2.0);
        assertThat(Quantile.of(figures, 0.51)).hasValue(3.0);
        assertThat(Quantile.of(figures, 1)).hasValue(4.0);
        assertThat(Quantile.of(List.of(), 0.5)).isEmpty();
    }
}
