/**
 * The heart: one call joins a phone leg to a model session, and decides who may speak.
 *
 * <p>In: frames, marks and digits from a {@link dev.trunkline.gateway.call.PhoneLeg}; audio, speech
 * and response events from a {@link dev.trunkline.gateway.call.ModelSession}. Out: the other's
 * audio, barge-in, truncation, tools, and exactly one end. Legs and sessions are known by these
 * interfaces only.
 *
 * <p>A call in words ({@link dev.trunkline.gateway.call.TextCall}) is the same with a {@link
 * dev.trunkline.gateway.call.TextLeg} that hears and speaks by itself: prompts in, tokens out, and
 * what the model remembers amended to what was spoken.
 *
 * <p>Threads: everything of one call runs on the one event loop that its phone socket lives on;
 * only {@link dev.trunkline.gateway.call.Calls} is shared between loops. A leg that takes a lost
 * one's place may live on another, and is told across ({@code LegBridge}).
 */
@NullMarked
package dev.trunkline.gateway.call;

import org.jspecify.annotations.NullMarked;
