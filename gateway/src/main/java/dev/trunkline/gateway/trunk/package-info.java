/**
 * Trunks: the ways a call can reach the gateway, named by configuration.
 *
 * <p>In: the name that a webhook's URL carries. Out: the {@link dev.trunkline.gateway.trunk.Trunk}
 * whose name and kind label every latency and record of the call. A name that is not configured
 * never becomes a label. Immutable, any thread.
 */
@NullMarked
package dev.trunkline.gateway.trunk;

import org.jspecify.annotations.NullMarked;
