/**
 * Audio as the rest of Trunkline handles it: formats, exact frames, conversion and voice detection.
 *
 * <p>In: bytes or samples of any chunk size. Out: whole frames in the wanted format. No thread, no
 * socket and no clock of its own: whoever owns the leg calls it on the leg's event loop.
 */
@NullMarked
package dev.trunkline.codecs.audio;

import org.jspecify.annotations.NullMarked;
