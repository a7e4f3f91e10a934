/**
 * The heart: one call joins a phone leg to a model session, and decides who may speak.
 *
 * <p>In: frames, marks and digits from a {@link dev.trunkline.gateway.call.PhoneLeg}; audio, speech
 * and response events from a {@link dev.trunkline.gateway.call.ModelSession}. Out: the other's
 * audio, barge-in, truncation, tools, and exactly one end. Legs and sessions are known by these
 * interfaces only.
 *
 * <p>Threads: everything of one call runs on the one event loop that its phone socket lives on;
 * only {@link dev.trunkline.gateway.call.Calls} is shared between loops.
 */
@NullMarked
package dev.trunkline.gateway.call;

import org.jspecify.annotations.NullMarked;
