/**
 * The load test: many calls at once through a gateway, probes both ways on an open-loop schedule.
 *
 * <p>In: a gateway's address (or a process to start). Out: added latency, losses, the generator's
 * own lateness and the target's CPU, as a table and as JSON. The simulators run on their own event
 * loop; commands block the thread that runs them.
 */
@NullMarked
package dev.trunkline.loadtest.load;

import org.jspecify.annotations.NullMarked;
