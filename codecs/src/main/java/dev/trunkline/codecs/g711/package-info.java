/**
 * G.711 μ-law and A-law to and from 16-bit linear, and each to the other (ITU-T G.711, RFC 3551
 * 4.5.14).
 *
 * <p>In: codes or samples in arrays or buffers. Out: the same number of samples or codes in the
 * caller's array or buffer. Stateless tables: any thread.
 */
@NullMarked
package dev.trunkline.codecs.g711;

import org.jspecify.annotations.NullMarked;
