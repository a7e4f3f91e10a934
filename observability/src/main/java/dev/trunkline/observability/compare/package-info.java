/**
 * BYOC against native: two arms of calls compared in latency, reliability and cost, with what the
 * figures can and cannot carry.
 *
 * <p>In: the kept calls of a {@link dev.trunkline.observability.compare.ComparisonRequest}, from
 * {@link dev.trunkline.observability.record.CallRecords}, and the {@link
 * dev.trunkline.observability.compare.Rates} of the configuration. Out: an immutable {@link
 * dev.trunkline.observability.compare.ComparisonReport}, for JSON, a terminal or a page. A
 * comparison blocks and computes: run it on a worker, never on an event loop.
 *
 * <p>Every difference is arm a minus arm b: below zero, a is the faster or cheaper one. The call is
 * the unit that was assigned, so the call is what is resampled and ranked; its turns are not
 * independent of each other.
 */
@NullMarked
package dev.trunkline.observability.compare;

import org.jspecify.annotations.NullMarked;
