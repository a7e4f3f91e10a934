/**
 * People who are brought to a call while its agent talks with the caller: who is rung and texted,
 * who has the call in the end, what happens if nobody comes.
 *
 * <p>In: word that a call began, that its model wants a person, that it ended; what people do on
 * their phones. Out: calls to people through {@link dev.trunkline.gateway.trunk.dial}, text
 * messages, what a phone that asks is to be told ({@link
 * dev.trunkline.gateway.trunk.oncall.Instruction}), a view of each escalation.
 *
 * <p>Threads: all escalations live on one event loop, whose work is a few events a call; the
 * methods of {@link dev.trunkline.gateway.trunk.oncall.Escalations} may be called on any thread.
 *
 * <pre>
 *   ringing ──▶ next step ──▶ … ──▶ nobody came: the agent goes on, voicemail, transfer, end
 *      │ a person takes the call
 *      └──▶ taken: the agent leaves, caller and person meet in a room
 * </pre>
 */
@NullMarked
package dev.trunkline.gateway.trunk.oncall;

import org.jspecify.annotations.NullMarked;
