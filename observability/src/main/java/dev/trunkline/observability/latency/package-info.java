/**
 * The latencies of a call, each defined once.
 *
 * <p>In: nothing; declarations only. Out: names, both ends and meaning of every latency, for the
 * metrics, the records and the documents. All of one clock: the gateway's monotonic one.
 */
@NullMarked
package dev.trunkline.observability.latency;

import org.jspecify.annotations.NullMarked;
