package dev.trunkline.observability.compare;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One arm: calls by the trunk that they were assigned to, whichever carried them in the end.
 *
 * @param name of the trunk, the trunk kind or the leg; {@link #NONE} where there is no such arm
 * @param kind label of its trunks' kind; {@code mixed} if they differ
 * @param trunks those it is made of, in order of the alphabet
 * @param legs kinds of leg over which its calls reached the gateway, in order of the alphabet
 * @param calls all of its calls that the report is about
 * @param turns all of its turns
 * @param turnsByOutcome the same by the label of their outcome: an answer that was never heard has
 *     no latency, and an arm that has many of those looks faster than it is
 * @param ledger what an average answer consists of; null if no turn is complete
 */
public record ArmSummary(
        String name,
        String kind,
        List<String> trunks,
        List<String> legs,
        long calls,
        long turns,
        Map<String, Long> turnsByOutcome,
        @Nullable Ledger ledger) {

    /** Name of an arm that does not exist: there are calls of one arm only, or none at all. */
    public static final String NONE = "(none)";

    public ArmSummary {
        trunks = List.copyOf(trunks);
        legs = List.copyOf(legs);
    }
}
