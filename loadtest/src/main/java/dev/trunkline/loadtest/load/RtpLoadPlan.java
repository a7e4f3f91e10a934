package dev.trunkline.loadtest.load;

import dev.trunkline.loadtest.rtp.RtpCodec;

/**
 * One run of the load test over RTP.
 *
 * @param codec both ways
 * @param load how many calls, for how long, and how the model talks; what it says of upgrades and
 *     sessions is not used
 */
record RtpLoadPlan(RtpCodec codec, LoadPlan load) {}
