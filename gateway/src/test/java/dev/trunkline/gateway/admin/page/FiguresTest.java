package dev.trunkline.gateway.admin.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class FiguresTest {
    @Test
    void milliseconds_haveAsManyDigitsAsTellSomething() {
        assertThat(Figures.ms(812_400L)).isEqualTo("812 ms");
        assertThat(Figures.ms(1_812_400L)).isEqualTo("1\u202f812 ms");
        assertThat(Figures.ms(2_340L)).isEqualTo("2.3 ms");
        assertThat(Figures.ms(234L)).isEqualTo("0.23 ms");
        assertThat(Figures.ms(0L)).isEqualTo("0 ms");
        assertThat(Figures.ms(null)).isEqualTo("–");
    }

    @Test
    void differences_haveTheirSign_andNoMinusBeforeZero() {
        assertThat(Figures.signedMs(40_000L)).isEqualTo("+40");
        assertThat(Figures.signedMs(-40_000L)).isEqualTo("−40");
        assertThat(Figures.signedMs(0L)).isEqualTo("0");
        assertThat(Figures.decimal(-0.001, 1)).isEqualTo("0.0");
        assertThat(Figures.points(-0.0123)).isEqualTo("−1.2");
        assertThat(Figures.points(0.0123)).isEqualTo("+1.2");
        assertThat(Figures.points(0.0001)).isEqualTo("0.0");
        assertThat(Figures.points(-0.0001)).isEqualTo("0.0");
    }

    @Test
    void timesAndDurations() {
        assertThat(Figures.duration(187_400)).isEqualTo("3:07");
        assertThat(Figures.duration(-5)).isEqualTo("0:00");
        assertThat(Figures.time(Instant.parse("2026-03-01T02:03:04.5Z")))
                .isEqualTo("1 Mar 2026, 02:03:04 UTC");
        assertThat(Figures.offset(-300_000)).isEqualTo("−0.300 s");
    }
}
