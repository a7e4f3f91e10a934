/**
 * The running gateway: builds everything, wires it together, and ends it. Nothing else knows the
 * whole.
 *
 * <p>In: the configuration. Out: two HTTP ports. Threads: one {@link
 * dev.trunkline.gateway.GatewayVerticle} for each event loop.
 */
@NullMarked
package dev.trunkline.gateway;

import org.jspecify.annotations.NullMarked;
