/**
 * Asterisk's WebSocket media channel (chan_websocket): one socket, one call's audio as binary
 * messages, and control messages beside it. Either side may be the WebSocket client.
 *
 * <pre>
 *   socket ▶ WebSocket decoder ▶ {@link dev.trunkline.gateway.pbx.socket.SocketLane} ─┬─ binary ─▶ {@link
 * dev.trunkline.gateway.pbx.socket.CallerAudio} ─▶ the call
 *                                      ├─ text ─▶ {@link dev.trunkline.gateway.pbx.socket.ControlFormat} ─▶ {@link dev.trunkline.gateway.pbx.socket.PbxSocketLeg}
 *                                      └─ ping, close ─▶ Vert.x
 *   socket ◀ (below the encoder) ◀ {@link dev.trunkline.gateway.pbx.socket.SocketOutput} ◀─ {@link
 * dev.trunkline.gateway.pbx.socket.AgentAudio} ◀─ frames, marks, clear ◀─ the call
 * </pre>
 *
 * <p>G.711 and linear audio is queued and timed by Asterisk, which then flushes and marks it. Opus
 * is passed on packet by packet: there the gateway paces, marks and clears itself.
 *
 * <p>Threads: the event loop of the socket; {@link dev.trunkline.gateway.pbx.socket.WebSocketMedia}
 * may be asked on any. Source: Asterisk's documentation "WebSocket Channel Driver", and what
 * Asterisk 22.10 was seen to do.
 */
@NullMarked
package dev.trunkline.gateway.pbx.socket;

import org.jspecify.annotations.NullMarked;
