/**
 * Calls out: from a request to a phone that was answered, over as many trunks as it takes.
 *
 * <p>In: requests ({@link dev.trunkline.gateway.trunk.dial.CallRequest}), what the carrier tells of
 * its tries ({@link dev.trunkline.gateway.trunk.dial.CarrierEvent}), word that an answered phone
 * asks what to do. Out: tries over a {@link dev.trunkline.gateway.trunk.dial.TrunkCarrier}, a view
 * of every call, a record of those whose media never came.
 *
 * <p>Threads: all calls out live on one event loop, whose work is a few events a call; the methods
 * of {@link dev.trunkline.gateway.trunk.dial.Dialler} may be called on any thread. The media of an
 * answered call is none of this package's.
 *
 * <pre>
 *   request → waiting → trying (asked, ringing) → answered → over
 *                ↑            │ failed in a way that another trunk may cure
 *                └────────────┘ within the budget
 * </pre>
 */
@NullMarked
package dev.trunkline.gateway.trunk.dial;

import org.jspecify.annotations.NullMarked;
