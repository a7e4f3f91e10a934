/**
 * RTP as a leg of a call: UDP ports, one pair of sockets per call on the call's event loop, what
 * comes in through the resequencer to the call, what the call says paced out, RTCP beside it (RFC
 * 3550, RFC 3551, RFC 4733, RFC 5761, RFC 7587). Nothing here knows how the formats were agreed on.
 *
 * <pre>
 *   datagrams ▶ RtpHandler ▶ RtpLeg ─┬▶ RtpUplink: SourceLatch, SsrcLock ▶ Resequencer ▶ PhoneLegListener.onAudio
 *                                    └▶ RtcpExchange
 *   call.sendFrame ▶ PacedPlayout ── beat ──▶ RtpDownlink: encoder, RtpSender ▶ datagram
 * </pre>
 */
@NullMarked
package dev.trunkline.gateway.pbx.rtp;

import org.jspecify.annotations.NullMarked;
