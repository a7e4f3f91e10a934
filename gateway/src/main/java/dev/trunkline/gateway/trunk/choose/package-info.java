/**
 * Which trunk a call goes out over, which ones after that, and whether it may go out at all.
 *
 * <p>In: policies, hours and prefixes as the configuration says, what became of each try. Out: an
 * order of trunks, drawn so that the draw can be repeated, and the state of each trunk. No I/O and
 * no clock of its own; any thread.
 */
@NullMarked
package dev.trunkline.gateway.trunk.choose;

import org.jspecify.annotations.NullMarked;
