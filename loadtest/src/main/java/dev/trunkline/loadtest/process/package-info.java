/** Processes that the load test, the faults and the first calls start for themselves. */
@NullMarked
package dev.trunkline.loadtest.process;

import org.jspecify.annotations.NullMarked;
