/**
 * Twilio Media Streams: one WebSocket, one call's audio in both directions.
 *
 * <pre>
 *   socket ▶ {@link MediaFrameLane} ─ media, one whole frame ────────────────▶ {@link StreamLeg} ─▶ the call
 *             └▶ WebSocket decoder ▶ {@link StreamLane} ─ media ───────────────┤
 *                                      └─ anything else ▶ Vert.x ▶ {@link StreamMessageDecoder} ─┘
 *   socket ◀ (below the encoder) ◀ {@link FastStreamOutput} ◀─ frames, marks, clear ◀─ the call
 * </pre>
 *
 * <p>In: JSON text messages of Twilio's. Out: to the call, by {@link
 * dev.trunkline.gateway.call.PhoneLegListener}. Threads: the event loop that accepted the socket.
 * Source: Twilio's pages "Media Streams - WebSocket Messages", "Media Streams Overview" and "TwiML
 * Voice: Stream".
 */
@NullMarked
package dev.trunkline.gateway.twilio.stream;

import org.jspecify.annotations.NullMarked;
