package dev.trunkline.observability.record;

import dev.trunkline.observability.metrics.TrunkKind;

/**
 * The trunk of a call as the comparison sees it.
 *
 * @param trunk configured name of the trunk that the call was assigned to; it stays the call's arm
 *     when another one carried it in the end
 * @param carriedBy the trunk that carried it, which differs after a failover
 * @param experiment name under which the trunk was drawn at random; empty for a call that came or
 *     went by a trunk for reasons of its own
 * @param block hour and destination prefix within which it was drawn; empty if it was not blocked
 */
public record Arm(String trunk, TrunkKind kind, String carriedBy, String experiment, String block) {
    /** Of a call that nobody drew a trunk for. */
    public static Arm observed(String trunk, TrunkKind kind) {
        return new Arm(trunk, kind, trunk, "", "");
    }
}
