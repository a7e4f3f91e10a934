package dev.trunkline.gateway.pbx.rtp;

import java.time.Duration;

/** Tells when a call's media is over. Not thread-safe; time is an argument. */
final class MediaWatch {
    /** What is to become of the call. */
    enum Verdict {
        GOES_ON,
        /** The peer's source said goodbye and did not begin anew. */
        LEFT,
        /** No RTP has come for too long. */
        SILENT
    }

    /** A source that says goodbye may begin anew, as after a hold. */
    private static final long BYE_GRACE_NANOS = 2_000_000_000L;

    private final long noMediaNanos;
    private boolean leaving;
    private long byeNanos;

    MediaWatch(Duration noMediaTimeout) {
        noMediaNanos = noMediaTimeout.toNanos();
    }

    void saidGoodbye(long nowNanos) {
        leaving = true;
        byeNanos = nowNanos;
    }

    /** To be asked every second or so, with the moment RTP came last. */
    Verdict verdict(long lastNanos, long nowNanos) {
        if (leaving && lastNanos - byeNanos >= 0) {
            leaving = false; // it began anew
        }
        if (leaving && nowNanos - byeNanos > BYE_GRACE_NANOS) {
            return Verdict.LEFT;
        }
        return nowNanos - lastNanos > noMediaNanos ? Verdict.SILENT : Verdict.GOES_ON;
    }
}
