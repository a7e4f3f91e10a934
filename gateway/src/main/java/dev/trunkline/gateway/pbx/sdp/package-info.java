/**
 * RTP with a peer whose signalling is its own: what it offers in SDP is answered, and the call
 * begins (RFC 3264, RFC 8866). Reads and writes one audio stream; there is no SIP here.
 */
@NullMarked
package dev.trunkline.gateway.pbx.sdp;

import org.jspecify.annotations.NullMarked;
