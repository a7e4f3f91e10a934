package dev.trunkline.loadtest.chaos;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What became of a scenario.
 *
 * @param struck the callers who were hit
 * @param beside the caller who must not be
 * @param counted by the gateway, beside what every call brings
 * @param burst calls of a burst by how they ended; empty without one
 * @param alerts that fire if it goes on; null if {@code promtool} is not there
 * @param atRest whether the gateway had nothing left of any call, and no record that waits
 * @param notRun why it could not be run; empty if it was
 */
record ChaosResult(
        Scenario scenario,
        List<Ear> struck,
        @Nullable Ear beside,
        Map<String, Double> counted,
        Map<String, Integer> burst,
        @Nullable Set<String> alerts,
        boolean atRest,
        String notRun) {

    static ChaosResult notRun(Scenario scenario, String why) {
        return new ChaosResult(scenario, List.of(), null, Map.of(), Map.of(), null, true, why);
    }

    /** Whether the call beside went as if nothing had been. */
    boolean besideUnharmed() {
        return beside != null
                && beside.asked() == 4
                && beside.answered() == beside.asked()
                && beside.whole() == Talk.WHOLE
                && beside.apology().isEmpty();
    }
}
