/**
 * The HTTP services that the example agents' tools ask: a dental practice's patients, appointments
 * and messages, a shop's customers, offers and orders. All persons are invented.
 *
 * <p>In: requests with a bearer token, arguments as JSON or as a query. Out: JSON, and a note of
 * every request, for tests and the demo's report. In memory, seeded, one event loop; addresses and
 * arguments are those of {@code examples/agents}.
 */
@NullMarked
package dev.trunkline.loadtest.demo.service;

import org.jspecify.annotations.NullMarked;
