/**
 * The latencies of a call: each defined once, derived in one place.
 *
 * <p>In: the moments of a call, told to its {@link
 * dev.trunkline.observability.latency.CallTimeline} on the call's event loop. Out: figures, as they
 * are settled, to a {@link dev.trunkline.observability.latency.LatencySink}; turns, barge-ins and
 * events for the call's record; names, both ends and meaning of every latency for metrics and
 * documents. All of one clock: the gateway's monotonic one.
 */
@NullMarked
package dev.trunkline.observability.latency;

import org.jspecify.annotations.NullMarked;
