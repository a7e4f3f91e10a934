/**
 * A simulated Asterisk, as far as a gateway sees one, and the callers behind it.
 *
 * <p>Flows in: ARI requests, the upgrade of the event socket, media of external channels. Flows
 * out: ARI's answers and events, RTP of {@code UnicastRTP}, messages of {@code chan_websocket}.
 * Callers are {@link dev.trunkline.loadtest.phone.CallerPhone}s; between them and the external
 * channel there is a two-party bridge that passes on what needs no translation byte for byte. It
 * uses no class of the gateway: it is an independent check of it. Opus is coded by the module
 * {@code codecs}.
 *
 * <p>Threads: everything of one {@code SimulatedAsterisk} lives on one event loop; its public
 * methods may be called from any thread.
 *
 * <p>Specification: ARI and the media channels of Asterisk 22.10, and what one that was run was
 * recorded to do; where the two differ, the recordings.
 */
@NullMarked
package dev.trunkline.loadtest.pbx;

import org.jspecify.annotations.NullMarked;
