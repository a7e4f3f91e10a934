package dev.trunkline.gateway.trunk.choose;

import dev.trunkline.gateway.trunk.Trunk;
import java.util.List;

/**
 * The trunk that a call is assigned to, and what replaces it should it fail. An assignment says
 * nothing of whether the trunk can be used at the moment: the call's arm stays the same if it
 * cannot.
 *
 * @param order the assigned trunk first, then those that failover tries, in order; not empty
 * @param experiment name of the policy if the first was drawn in an experiment, else empty
 * @param block hour and destination prefix within which it was drawn, such as {@code
 *     2026-11-28T09+441}; empty if it was not
 * @param index place of the draw in its block, from 0; -1 if it was not drawn in one
 */
public record Choice(List<Trunk> order, String experiment, String block, int index) {

    /**
     * @throws IllegalArgumentException if there is no trunk
     */
    public Choice {
        order = List.copyOf(order);
        if (order.isEmpty()) {
            throw new IllegalArgumentException("no trunk: expected at least one in a choice");
        }
    }

    /** Of a call for which nothing was drawn, or nothing that is an experiment. */
    public static Choice of(List<Trunk> order) {
        return new Choice(order, "", "", -1);
    }

    /** The call's arm. */
    public Trunk assigned() {
        return order.getFirst();
    }
}
