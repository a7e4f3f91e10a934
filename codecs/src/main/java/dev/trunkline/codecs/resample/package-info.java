/**
 * Sample-rate conversion between 8, 16, 24 and 48 kHz by a linear-phase polyphase FIR filter,
 * designed on first use by the Kaiser window method (Oppenheim and Schafer, Discrete-Time Signal
 * Processing, chapter 7; Crochiere and Rabiner, Multirate Digital Signal Processing, chapters 3 and
 * 4).
 *
 * <p>In: 16-bit linear samples of one direction of one call, in chunks of any size. Out: the same
 * audio at the other rate, the same samples whatever the chunks were. A {@link
 * dev.trunkline.codecs.resample.Resampler} holds the state of one stream and belongs to the thread
 * that owns the call; designed filters are shared and immutable.
 */
@NullMarked
package dev.trunkline.codecs.resample;

import org.jspecify.annotations.NullMarked;
