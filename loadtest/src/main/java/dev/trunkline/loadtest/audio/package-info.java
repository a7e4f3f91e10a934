/**
 * Audio of the simulators: fixture speech in, probe frames and WAV files out.
 *
 * <p>Everything is G.711 μ-law at 8 kHz, mono, 160 bytes to a frame of 20 ms. Immutable or
 * stateless, usable from any thread; only {@link dev.trunkline.loadtest.audio.WavFile} touches the
 * disk, so not from an event loop.
 */
@NullMarked
package dev.trunkline.loadtest.audio;

import org.jspecify.annotations.NullMarked;
