package dev.trunkline.gateway.pbx.rtp;

import dev.trunkline.codecs.rtp.JitterBufferSettings;
import dev.trunkline.codecs.rtp.PayloadDecoder;
import dev.trunkline.gateway.call.CallClock;
import dev.trunkline.gateway.pbx.FramePacer;
import java.time.Duration;

/** What a leg is made of, beside its sockets and its session. */
record RtpParts(
        CallClock clock,
        FramePacer pacer,
        PayloadDecoder decoder,
        FrameEncoder encoder,
        JitterBufferSettings jitter,
        Duration noMediaTimeout,
        boolean sendsSilence,
        Runnable closeDecoder) {}
