package dev.trunkline.loadtest.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** The short scenarios, all at once: most of their time they listen. */
@TestInstance(Lifecycle.PER_CLASS)
class ChaosIT {
    private static final List<String> NAMES =
            List.of("none", "model-stall", "model-refuses", "phone-reset");

    private final Map<String, ChaosResult> results = new LinkedHashMap<>();

    @BeforeAll
    void run() throws Exception {
        ChaosRun run = new ChaosRun(1, null, new Alerts(Path.of("../k8s/prometheus/rules.yaml")));
        List<Scenario> scenarios =
                Scenario.all().stream().filter(each -> NAMES.contains(each.name())).toList();
        run.all(scenarios, NAMES.size(), _ -> {})
                .forEach(result -> results.put(result.scenario().name(), result));
    }

    private ChaosResult result(String name) {
        ChaosResult result = results.get(name);
        assertThat(result).as(name).isNotNull();
        return result;
    }

    @Test
    void callsBeside_areUnharmed_andNothingIsLeft() {
        assertThat(results).containsOnlyKeys(NAMES);
        assertThat(results.values())
                .allSatisfy(result -> {
                    assertThat(result.besideUnharmed()).as("%s", result).isTrue();
                    assertThat(result.atRest()).as("%s", result).isTrue();
                    assertThat(result.counted())
                            .as("%s", result)
                            .containsEntry("records_written", 3.0);
                });
    }

    @Test
    void withoutAFault_everythingIsHeardWhole_andNoCallFails() {
        assertThat(result("none").struck())
                .allSatisfy(ear -> {
                    assertThat(ear.answered()).isEqualTo(4);
                    assertThat(ear.whole()).isEqualTo(Talk.WHOLE);
                    assertThat(ear.silentAfterMs()).isNotNegative();
                });
        assertThat(result("none").counted()).containsEntry("calls_ended{completed_by_caller}", 3.0);
        assertThat(result("none").alerts()).doesNotContain("TrunklineCallsFailing");
    }

    @Test
    void modelThatStandsStillForTwoSeconds_endsNoCall() {
        assertThat(result("model-stall").struck())
                .allSatisfy(ear -> {
                    assertThat(ear.apology()).isEmpty();
                    assertThat(ear.answered()).isEqualTo(ear.asked());
                });
        assertThat(result("model-stall").counted())
                .containsEntry("calls_ended{completed_by_caller}", 3.0);
    }

    @Test
    void modelThatRefuses_isAnApology_andAlerts() {
        assertThat(result("model-refuses").struck())
                .hasSize(2)
                .allSatisfy(ear -> assertThat(ear.apology()).startsWith("Say "));
        assertThat(result("model-refuses").alerts()).contains("TrunklineCallsFailing");
    }

    @Test
    void phoneThatIsReset_isCountedAsTheLegs() {
        assertThat(result("phone-reset").counted())
                .containsEntry("calls_ended{leg_failed}", 2.0)
                .containsEntry("calls_ended{completed_by_caller}", 1.0)
                .doesNotContainKey("malformed_messages{leg}");
        assertThat(result("phone-reset").alerts()).contains("TrunklineCallsFailing");
    }
}
