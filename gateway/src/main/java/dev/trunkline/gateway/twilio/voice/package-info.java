/**
 * Twilio's voice webhooks: signed requests in, TwiML out.
 *
 * <p>In: form posts for a new call, for the moment after its stream, and for what Twilio reports
 * about call and stream; upgrade requests of the media sockets pass the same signature check. Out:
 * {@link dev.trunkline.gateway.twilio.voice.IncomingCalls}, the port through which the gateway
 * admits calls and hears of them. Every answer is TwiML that a caller can live with, or a plain
 * sentence for whoever is not Twilio.
 *
 * <p>Threads: everything runs on the event loop that owns the request; the objects are shared by
 * all loops.
 *
 * <p>Specification: Twilio's pages "TwiML Voice", "TwiML Voice: Stream", "Call resource" (status
 * callbacks) and "Webhooks security".
 */
@NullMarked
package dev.trunkline.gateway.twilio.voice;

import org.jspecify.annotations.NullMarked;
