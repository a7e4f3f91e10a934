/**
 * {@code ./trunkline demo}: a gateway, a simulated model and simulated callers on one machine,
 * talking over three trunks, one of them past Twilio.
 *
 * <p>In: options. A plan is drawn from a seed: for each call a trunk, a conversation, and what the
 * simulated network does to it. Out: what is simulated, a live line, then what the callers heard
 * beside what the gateway measured of itself, read from its own {@code /metrics} and {@code
 * /api/comparison}; WAV files on request; an exit code. The gateway's pages stay up until the
 * process ends.
 *
 * <p>Runs on the main thread, which may block; the calls live on event loops of their own.
 */
@NullMarked
package dev.trunkline.loadtest.demo;

import org.jspecify.annotations.NullMarked;
