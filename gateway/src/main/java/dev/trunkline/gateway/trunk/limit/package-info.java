/**
 * How many calls go out at once and how fast, and which requests were made before: counted in this
 * process, or in PostgreSQL for all gateways that share it.
 *
 * <p>In: what one call needs ({@link dev.trunkline.gateway.trunk.limit.Demand}). Out: a lease for
 * all of it, or which limit has no room. Any thread; answers come on the caller's Vert.x context,
 * and what blocks runs on workers. A lease in PostgreSQL is renewed while its gateway lives, and
 * expires when it does not. Rates: the generic cell rate algorithm (ITU-T I.371, annex A) without
 * tolerance, so that no two calls are closer than the rate says.
 */
@NullMarked
package dev.trunkline.gateway.trunk.limit;

import org.jspecify.annotations.NullMarked;
