/**
 * Agent profiles: who answers a call, and how.
 *
 * <p>In: profiles from the configuration. Out: immutable records, for every thread; the model's
 * session and the call read their settings from them. Ranges are those of the OpenAI Realtime API's
 * {@code session.update}.
 */
@NullMarked
package dev.trunkline.gateway.agent;

import org.jspecify.annotations.NullMarked;
