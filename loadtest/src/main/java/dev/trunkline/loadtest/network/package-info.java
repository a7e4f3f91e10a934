/**
 * A network that can be broken: a relay between a client and a server on loopback, on one event
 * loop of its own, whose state can be changed while connections are open.
 *
 * <p>In: bytes of TCP connections. Out: the same bytes, in their order, later or never.
 *
 * <p>{@link dev.trunkline.loadtest.network.FrameMask} is what phones and model share of the bytes
 * on it.
 */
@NullMarked
package dev.trunkline.loadtest.network;

import org.jspecify.annotations.NullMarked;
