/**
 * Twilio ConversationRelay: one WebSocket, one call in words. Twilio hears and speaks; the gateway
 * reads what the caller said and writes what the agent says.
 *
 * <pre>
 *   socket ▶ Vert.x ▶ {@link RelayMessageDecoder} ▶ {@link RelayLeg} ─ prompts, keys, interrupts ▶ the call
 *   socket ◀ {@link RelayOutput} (bounded) ◀ {@link RelayCommand} ◀─ tokens, digits, end ◀─ the call
 * </pre>
 *
 * <p>In: JSON text messages of Twilio's. Out: to the call, by {@link
 * dev.trunkline.gateway.call.TextLegListener}. Threads: the event loop that accepted the socket.
 * Source: Twilio's pages "TwiML Voice: ConversationRelay" and "Getting and sending WebSocket
 * messages"; what {@code info} messages look like is known by observation only.
 */
@NullMarked
package dev.trunkline.gateway.twilio.relay;

import org.jspecify.annotations.NullMarked;
