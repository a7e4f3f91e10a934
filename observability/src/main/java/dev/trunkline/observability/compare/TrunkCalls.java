package dev.trunkline.observability.compare;

import dev.trunkline.observability.metrics.LegKind;
import dev.trunkline.observability.metrics.TrunkKind;
import java.util.ArrayList;
import java.util.List;

/**
 * The calls that were assigned to one trunk in one way, and reached the gateway over one kind of
 * leg.
 *
 * @param figures latencies of all of them, or of a random share
 */
record TrunkCalls(Key key, Tally tally, List<CallFigures> figures) {
    /**
     * Whose calls.
     *
     * @param experiment name under which the trunk was drawn; empty if it was not
     */
    record Key(String trunk, TrunkKind kind, LegKind leg, String experiment) {
        boolean randomised() {
            return !experiment.isEmpty();
        }

        String arm(ArmBy armBy) {
            return switch (armBy) {
                case TRUNK -> trunk;
                case KIND -> kind.label();
                case LEG -> leg.label();
            };
        }
    }

    TrunkCalls(Key key) {
        this(key, new Tally(), new ArrayList<>());
    }
}
