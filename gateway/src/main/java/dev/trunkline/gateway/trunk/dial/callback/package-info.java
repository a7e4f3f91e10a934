/**
 * Telling whoever asked for a call out what becomes of it.
 *
 * <p>In: states of calls, from the dialler. Out: POST requests to the URL that came with the
 * request, each call's in order, over Vert.x's HTTP client. All on the dialler's loop.
 */
@NullMarked
package dev.trunkline.gateway.trunk.dial.callback;

import org.jspecify.annotations.NullMarked;
