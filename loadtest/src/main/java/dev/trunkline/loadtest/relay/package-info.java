/**
 * Simulated ConversationRelay: what Twilio does between a caller who speaks and a server that reads
 * and writes text.
 *
 * <p>Flows in: the attributes of a {@code <ConversationRelay>}, a script of what the caller says
 * and presses, the gateway's messages. Flows out: {@code setup}, {@code prompt}, {@code interrupt},
 * {@code dtmf}, {@code info} and {@code error} messages, and a {@link
 * dev.trunkline.loadtest.relay.RelayReport} of all that was said, spoken, cut off and wrong. It
 * uses no class of the gateway, and no socket: whoever has one gives it a {@link
 * dev.trunkline.loadtest.relay.RelayLine}.
 *
 * <p>Time is simulated: everything happens on an {@link dev.trunkline.loadtest.relay.Agenda} at its
 * exact moment, and a scale says how much faster than a real call it goes. Nothing here reads a
 * clock, so that a test may be the clock. Confined to one thread, the event loop of the call.
 *
 * <p>Specification: Twilio's documentation of ConversationRelay ("TwiML Voice: ConversationRelay",
 * "WebSocket messages"); where it is silent, {@link dev.trunkline.loadtest.relay.RelayBehavior} has
 * a switch, and its default is the harsher case.
 */
@NullMarked
package dev.trunkline.loadtest.relay;

import org.jspecify.annotations.NullMarked;
