/**
 * Opus for a phone leg (RFC 6716): encode, decode, loss concealment and in-band FEC behind one pair
 * of interfaces, with two engines.
 *
 * <p>In: linear 16-bit mono samples, or one Opus packet as it stood in an RTP payload or a
 * WebSocket message. Out: one Opus packet, or linear samples at 48 kHz, always. Thread: an encoder
 * or a decoder belongs to one leg and is used by one thread at a time; nothing here locks.
 */
@NullMarked
package dev.trunkline.codecs.opus;

import org.jspecify.annotations.NullMarked;
