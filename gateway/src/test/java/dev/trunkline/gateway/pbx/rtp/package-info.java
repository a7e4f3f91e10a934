/** RTP legs over real loopback sockets, with a clock and a beat that tests move by hand. */
@NullMarked
package dev.trunkline.gateway.pbx.rtp;

import org.jspecify.annotations.NullMarked;
