/** Arrivals of RTP packets, judged by streams that are written by hand. */
@NullMarked
package dev.trunkline.loadtest.rtp;

import org.jspecify.annotations.NullMarked;
