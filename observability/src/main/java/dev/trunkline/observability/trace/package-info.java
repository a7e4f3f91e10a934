/**
 * Calls as traces for a collector of OpenTelemetry, by OTLP over HTTP.
 *
 * <p>In: the record of a call that is over, which has all times, and the uses of tools as they end;
 * nothing is done for tracing while audio flows. Out: one trace a call, whose spans are the
 * record's latencies, with names of things and no number, name or word of anybody. A trace's id
 * follows from the call's, so that either leads to the other.
 *
 * <p>Threads: one of its own, which makes the spans and sends them. The SDK is loaded only if there
 * is an endpoint. Source: OpenTelemetry Protocol Specification 1.x.
 */
@NullMarked
package dev.trunkline.observability.trace;

import org.jspecify.annotations.NullMarked;
