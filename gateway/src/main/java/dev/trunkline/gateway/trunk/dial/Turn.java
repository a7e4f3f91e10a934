package dev.trunkline.gateway.trunk.dial;

import java.time.Duration;

/** What came of a call's turn. */
sealed interface Turn {
    /** It is tried. */
    record Begun() implements Turn {}

    /** It needs no turn any more. */
    record Gone() implements Turn {}

    /** Something that it needs is not free; worth asking again after this. */
    record Wait(Duration atLeast) implements Turn {}
}
