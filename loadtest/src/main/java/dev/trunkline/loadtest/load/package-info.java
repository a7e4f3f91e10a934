/**
 * The load test: many calls at once through a gateway, probes both ways on an open-loop schedule.
 *
 * <p>In: a gateway's address (or a process to start). Out: delays from when each frame was due,
 * losses, what callers wait who talk beside the load, the generator's own lateness, the target's
 * CPU and memory and whether it grows: as a table, as JSON and as a page. The simulators run on
 * their own event loop; commands block the thread that runs them.
 */
@NullMarked
package dev.trunkline.loadtest.load;

import org.jspecify.annotations.NullMarked;
