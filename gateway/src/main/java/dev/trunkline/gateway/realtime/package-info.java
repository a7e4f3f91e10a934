/**
 * The OpenAI Realtime protocol (GA over WebSocket, and the beta's names): one session over one
 * socket.
 *
 * <p>In: the model's events, text frames of JSON. Out: to the call, by {@link
 * dev.trunkline.gateway.call.ModelSessionListener}; to the model, the session's settings, audio,
 * truncations and requests for responses, one at a time.
 *
 * <p>The socket is a plain Netty pipeline, not Vert.x's client: a session is opened while the phone
 * is still connecting, and has to move to the phone's event loop once that is known.
 *
 * <p>Threads: a session is confined to the event loop it is registered with. Source: OpenAI's
 * Realtime guides and reference, pages "Realtime conversations" and "Client events".
 */
@NullMarked
package dev.trunkline.gateway.realtime;

import org.jspecify.annotations.NullMarked;
