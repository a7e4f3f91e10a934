/**
 * Simulated Twilio: the carrier's side of a phone call, as a gateway sees it.
 *
 * <p>Flows out: signed voice webhooks, the signed Media Streams WebSocket, caller audio every 20
 * ms, DTMF, mark echoes, hang-up. Flows in: TwiML, and {@code media}, {@code mark} and {@code
 * clear}, which are played on a playout clock, checked strictly and recorded. A ConversationRelay
 * has the same calls, webhooks and sockets; what passes its socket is the package {@code relay}'s.
 * Where a document waits for keys or a message, or joins the call to another, the caller's handset
 * says what happens; who is dialled then is called by {@link ChildCalls}, in the package {@code
 * rest}. It uses no class of the gateway: it is an independent check of it.
 *
 * <p>Threads: a call lives on one Netty event loop of the Vert.x instance, which a 1 ms timer wheel
 * drives; reports are immutable.
 *
 * <p>Specification: Twilio's documentation of Media Streams ("WebSocket Messages", "TwiML Voice:
 * Stream"), of the voice webhook ("Twilio's Request", "Secure webhooks") and its error dictionary;
 * RFC 6455 for the frames.
 */
@NullMarked
package dev.trunkline.loadtest.phone;

import org.jspecify.annotations.NullMarked;
