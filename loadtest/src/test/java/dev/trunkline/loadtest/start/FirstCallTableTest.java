package dev.trunkline.loadtest.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is started, and how what was measured is shown. */
class FirstCallTableTest {
    @Test
    void eachFigure_isTheMedianOfItsStarts_withTheirRange() {
        Arm cold = Arm.of("cold", "TRUNKLINE_WARM_UP=0s");
        cold.calls().addAll(List.of(ready(900), ready(700), ready(2_000)));
        Arm warm = Arm.of("warm", "TRUNKLINE_WARM_UP=3s");
        warm.calls().addAll(List.of(ready(3_000), ready(3_000), ready(3_000)));

        assertThat(FirstCallTable.of(List.of(cold, warm)))
                .startsWith("| ms, median (range) of 3 starts | cold | warm |\n|---|---|---|\n")
                .contains("| process start to ready | 900 (700–2000) | 3000 |\n")
                .contains("| added to caller's frames, max | 6.0 | 6.0 |\n")
                .endsWith("| frames lost | 10 | 10 |\n");
    }

    @Test
    void anEvenNumberOfRuns_hasItsMedianBetweenTwo() {
        assertThat(Spread.of(DoubleStream.of(4, 1, 3, 2))).isEqualTo(new Spread(1, 2.5, 4));
        assertThat(Spread.of(DoubleStream.of(4, 1, 3, 2)).text(1)).isEqualTo("2.5 (1.0–4.0)");
    }

    @Test
    void anArm_isAnEnvironment_whoseValuesMayHaveSpacesAndEqualsSigns() {
        assertThat(
                        Arm.of("a", "X=1,JAVA_TOOL_OPTIONS=-XX:AOTMode=off -XX:MaxRAM=1g,Y=")
                                .environment())
                .isEqualTo(
                        Map.of(
                                "X", "1",
                                "JAVA_TOOL_OPTIONS", "-XX:AOTMode=off -XX:MaxRAM=1g",
                                "Y", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "X", "=1", "X=1,", "X=1,,Y=2"})
    void anythingElse_isSaid(String assignments) {
        assertThatThrownBy(() -> Arm.of("cold", assignments))
                .hasMessageStartingWith("--arm cold: expected VARIABLE=VALUE, not ");
    }

    @Test
    void anImage_isStartedWithAndWithoutItsCache_whichHasToFit() {
        assertThat(Arm.ofImage("1g"))
                .extracting(arm -> arm.environment().toString())
                .satisfiesExactly(
                        cold -> assertThat(cold).contains("WARM_UP=0s", "AOTMode=off"),
                        warm -> assertThat(warm).contains("WARM_UP=3s", "AOTMode=off"),
                        cache -> assertThat(cache).contains("WARM_UP=0s", "AOTMode=on"),
                        both -> assertThat(both).contains("WARM_UP=3s", "AOTMode=on"));
    }

    private static FirstCall ready(double readyMs) {
        return new FirstCall(readyMs, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    }
}
