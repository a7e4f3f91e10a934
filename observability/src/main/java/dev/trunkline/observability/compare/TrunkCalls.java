package dev.trunkline.observability.compare;

import dev.trunkline.observability.metrics.TrunkKind;
import java.util.ArrayList;
import java.util.List;

/**
 * The calls that were assigned to one trunk in one way.
 *
 * @param figures latencies of all of them, or of a random share
 */
record TrunkCalls(Key key, Tally tally, List<CallFigures> figures) {
    /**
     * Whose calls.
     *
     * @param experiment name under which the trunk was drawn; empty if it was not
     */
    record Key(String trunk, TrunkKind kind, String experiment) {
        boolean randomised() {
            return !experiment.isEmpty();
        }

        String arm(ArmBy armBy) {
            return armBy == ArmBy.TRUNK ? trunk : kind.label();
        }
    }

    TrunkCalls(Key key) {
        this(key, new Tally(), new ArrayList<>());
    }
}
