/**
 * RTP, RTCP and telephone events on Netty buffers, and the adaptive jitter buffer.
 *
 * <p>In: datagrams as they came, with their arrival time. Out: packets ready to send, and from the
 * jitter buffer whole frames of linear audio in order. Thread: the leg's; nothing here locks, reads
 * a clock or opens a socket: time is an argument, in nanoseconds of one monotonic clock.
 *
 * <p>Specification: RFC 3550 (RTP, RTCP), RFC 3551 (payload types), RFC 4733 (telephone-event), RFC
 * 7587 (Opus).
 */
@NullMarked
package dev.trunkline.codecs.rtp;

import org.jspecify.annotations.NullMarked;
