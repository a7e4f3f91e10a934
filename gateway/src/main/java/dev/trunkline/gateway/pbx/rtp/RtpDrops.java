package dev.trunkline.gateway.pbx.rtp;

import dev.trunkline.observability.metrics.CallCounter;
import dev.trunkline.observability.metrics.CallMeters;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts packets that are not used; one log line per call and reason. */
final class RtpDrops {
    private static final Logger LOG = LoggerFactory.getLogger(RtpDrops.class);

    private final CallMeters meters;
    private final String reference;
    private final Set<CallCounter> told = EnumSet.noneOf(CallCounter.class);

    RtpDrops(CallMeters meters, String reference) {
        this.meters = meters;
        this.reference = reference;
    }

    /** A packet was dropped. Says it aloud the first time. */
    void drop(CallCounter reason) {
        meters.count(reason);
        if (told.add(reason)) {
            LOG.atWarn()
                    .setMessage("rtp.dropped")
                    .addKeyValue("call", reference)
                    .addKeyValue("reason", reason.name().toLowerCase(Locale.ROOT))
                    .log();
        }
    }

    /** Packets that any network loses, doubles or delays: counted only. */
    void count(CallCounter reason, long packets) {
        meters.count(reason, packets);
    }
}
