/**
 * The Prometheus side: what is counted and timed of every call, and the scrape.
 *
 * <p>In: increments and durations from the event loops, gauges read by callback. Out: text or
 * OpenMetrics exposition. Every method is safe on any thread; those of the frame path neither lock
 * nor allocate. Formats: Prometheus text 0.0.4, OpenMetrics 1.0.
 */
@NullMarked
package dev.trunkline.observability.metrics;

import org.jspecify.annotations.NullMarked;
