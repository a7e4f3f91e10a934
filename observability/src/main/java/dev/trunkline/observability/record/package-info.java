/**
 * What stays of a call: one row a call, one a turn, one a barge-in, one an attempt to reach the one
 * who is called, and the store that keeps them.
 *
 * <p>In: {@link dev.trunkline.observability.record.CallRecord}, one for each call that was tried,
 * from any event loop; never blocks there. Out: the rows again, by filter, for the API, the exports
 * and the comparison, and exports as CSV or JSON lines. One thread of the store writes; questions
 * run on their callers' threads and block. Numbers are hashed with a key before they come here;
 * transcripts are kept only where an agent's profile asks for it. What gateways share besides goes
 * to the same PostgreSQL by {@link dev.trunkline.observability.record.SharedDatabase}.
 */
@NullMarked
package dev.trunkline.observability.record;

import org.jspecify.annotations.NullMarked;
