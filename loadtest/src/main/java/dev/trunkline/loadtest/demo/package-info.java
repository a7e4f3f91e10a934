/**
 * {@code ./trunkline demo}: a gateway, a simulated model and simulated callers on one machine,
 * talking over two trunks.
 *
 * <p>In: options. Out: a live line, then tables of what the callers heard and of what the gateway
 * measured of itself, read from its own {@code /metrics}; WAV files on request; an exit code.
 *
 * <p>Runs on the main thread, which may block; the calls live on event loops of their own.
 */
@NullMarked
package dev.trunkline.loadtest.demo;

import org.jspecify.annotations.NullMarked;
