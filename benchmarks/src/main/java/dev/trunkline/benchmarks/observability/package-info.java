/** Comparing the kept calls; in: generated records, out: JMH's figures. */
@NullMarked
package dev.trunkline.benchmarks.observability;

import org.jspecify.annotations.NullMarked;
