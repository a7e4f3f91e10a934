/**
 * RTP as the far end sees it: many generated calls that send, and the times at which what they get
 * comes in, or does not. In: a gateway's door for offers in SDP. Out: packets on an open-loop
 * schedule, counts and histograms. What a packet says is nobody's business here.
 *
 * <p>Threads: a generator has one of its own, and whatever was handed to it belongs to that.
 *
 * <p>Specification: RFC 3550 sections 5.1 and 6.4.1, RFC 7587 for Opus, RFC 8866 and 3264 as far as
 * one offer needs them.
 */
@NullMarked
package dev.trunkline.loadtest.rtp;

import org.jspecify.annotations.NullMarked;
