package dev.trunkline.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trunkline.loadtest.audio.ProbeTallies;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the image is started with, and what is read from Java's log. */
class FlagsTest {
    private static final List<String> SHIPPED =
            List.of(
                    "# why",
                    "-XX:+UseZGC",
                    "-XX:MaxRAMPercentage=40",
                    "-cp /app/lib/a.jar",
                    "a.Main");

    @Test
    void anArm_hasOptionsOfJava_andAnEnvironment() {
        assertThat(FlagsArm.of("a", " -XX:+UseG1GC  EVENT_LOOPS=2 -Dx=y"))
                .isEqualTo(
                        new FlagsArm(
                                "a", List.of("-XX:+UseG1GC", "-Dx=y"), Map.of("EVENT_LOOPS", "2")));
        assertThat(FlagsArm.of("as it is", ""))
                .isEqualTo(new FlagsArm("as it is", List.of(), Map.of()));
        assertThatThrownBy(() -> FlagsArm.of("a", "UseG1GC"))
                .hasMessageStartingWith("--arm a: expected options of Java")
                .hasMessageEndingWith("not UseG1GC");
    }

    @Test
    void itsOptions_comeBehindThoseOfTheImage_andInFrontOfTheMainClass() {
        assertThat(FlagsArm.of("a", "-XX:MaxRAMPercentage=60").merged(SHIPPED, List.of("-Dall")))
                .containsExactly(
                        "-Dall",
                        "# why",
                        "-XX:+UseZGC",
                        "-XX:MaxRAMPercentage=40",
                        "-XX:MaxRAMPercentage=60",
                        "-cp /app/lib/a.jar",
                        "a.Main");
    }

    @Test
    void aCollector_isThereInsteadOfTheImages() {
        assertThat(FlagsArm.of("a", "-XX:+UseSerialGC").merged(SHIPPED, List.of()))
                .contains("-XX:+UseSerialGC")
                .doesNotContain("-XX:+UseZGC");
    }

    /** Lines of Java 25, the gateway's own among them. */
    @Test
    void stopsAreReadFromJavasLog_withinTheMeasuredTime() {
        String log =
                """
                [1000ms] Safepoint "G1CollectForAllocation", Time since last: 1 ns, Reaching safepoint: 1 ns, At safepoint: 1 ns, Leaving safepoint: 1 ns, Total:  90000000 ns, Threads: 0 runnable, 20 total
                [2000ms] Safepoint "ZMarkEndYoung", Time since last: 1 ns, Reaching safepoint: 1 ns, At safepoint: 1 ns, Leaving safepoint: 1 ns, Total:  1500000 ns, Threads: 0 runnable, 20 total
                {"message":"gateway.ready"}
                [2500ms] GC(7) Minor Collection (Allocation Rate) 40M(10%)->20M(5%) 0.030s
                [2600ms] Safepoint "ZRelocateStartYoung", Time since last: 1 ns, Reaching safepoint: 1 ns, At safepoint: 1 ns, Leaving safepoint: 1 ns, Total:     20000 ns, Threads: 0 runnable, 20 total
                [2700ms] Allocation Stall (vert.x-eventloop-thread-0) 12.345ms
                [2800ms] Safepoint "HandshakeAllThreads", Time since last: 1 ns, Reaching safepoint: 1 ns, At safepoint: 1 ns, Leaving safepoint: 1 ns, Total:  33000000 ns, Threads: 0 runnable, 20 total
                """;

        assertThat(Stops.in(log, 2_000, 3_000)).isEqualTo(new Stops(3, 12.345, 33));
        assertThat(Stops.in(log, 0, 3_000)).isEqualTo(new Stops(4, 90, 90));
        assertThat(Stops.in("", 0, 3_000)).isEqualTo(new Stops(0, 0, 0));
    }

    @Test
    void theTable_hasARowForEachArm_withMediansAndRanges() {
        FlagsTable.Row row =
                new FlagsTable.Row(
                        FlagsArm.of("G1", "-XX:+UseG1GC"),
                        List.of(round(100, 3), round(120, 9), round(110, 4)));

        String table = FlagsTable.of(List.of(row));

        List<String> lines = table.lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(2))
                .startsWith("| G1 |")
                .contains("| 110 (100–120) |", "| 4.00 (3.00–9.00) |");
        assertThat(lines)
                .as("as many cells in each line")
                .extracting(line -> line.chars().filter(each -> each == '|').count())
                .containsOnly(17L);
    }

    private static FlagsTable.Round round(long residentMiB, double pauseMs) {
        ProcessUsage.Spent spent = new ProcessUsage.Spent(1, 0.5, residentMiB);
        LoadPlan plan = new LoadPlan(10, 0, 0, 1_000, 100, 0, 0, 0);
        return new FlagsTable.Round(
                LoadResult.of(plan, new ProbeTallies(), 0, new UsageMeter.Used(0, spent, spent, 2)),
                new Stops(2, pauseMs, 10));
    }
}
