/**
 * Benchmarks of the codecs, by workload: one frame of 20 ms each. What is named {@code naive} is
 * the code one would write first: formulas instead of tables, new arrays for every frame, a filter
 * in its textbook form.
 */
@NullMarked
package dev.trunkline.benchmarks.codecs;

import org.jspecify.annotations.NullMarked;
