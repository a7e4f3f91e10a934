/**
 * A server that speaks the OpenAI Realtime protocol (GA, and the beta's names on request) as the
 * service does, for tests, the demo and the load test. It shares no code with the gateway, so that
 * what it accepts or refuses is an independent check.
 *
 * <p>In: WebSocket text frames of client events; appended audio goes through a byte scanner into
 * the voice detector, everything else through Jackson. Out: server events; audio deltas are written
 * by hand into one pooled buffer. Each connection lives on one event loop of Vert.x; {@link
 * dev.trunkline.loadtest.model.ModelConnection} and {@link
 * dev.trunkline.loadtest.model.ConnectionRecord} may be used from any thread.
 *
 * <p>The server is plain Netty on Vert.x's event loops, not a Vert.x {@code HttpServer}: it must
 * send what no well-behaved server sends (resets, fragments, unanswered pings), and it must cost
 * less per frame than the gateway it loads.
 *
 * <p>Specification: OpenAI's Realtime API reference, "Realtime conversations" and "Voice activity
 * detection" pages, and the types of its client libraries.
 */
@NullMarked
package dev.trunkline.loadtest.model;

import org.jspecify.annotations.NullMarked;
