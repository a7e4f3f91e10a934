package dev.trunkline.gateway.twilio.stream;

/**
 * Tells a phone that is gone from one that has nothing to say. That no audio comes is not enough:
 * on some calls it stops while the caller is mute. A mark that is asked for comes back at once from
 * whoever plays nothing, and other marks come back from whoever plays.
 *
 * <p>Asked at even intervals, it judges by what came between two questions, not by the clock: a
 * process that stood still is late with its timers, and finds what came meanwhile only after them.
 * Not thread-safe.
 */
final class StreamWatch {
    /** What is to be done. */
    enum Verdict {
        GOES_ON,
        /** Nothing came: a mark is to be sent. */
        ASK,
        /** Nothing came again, not even that mark. */
        GONE
    }

    private boolean heard;
    private boolean asked;

    /** A message came, of whatever kind. Hot path. */
    void heard() {
        heard = true;
    }

    /** An interval is over. */
    Verdict verdict() {
        if (heard) {
            heard = false;
            asked = false;
            return Verdict.GOES_ON;
        }
        if (asked) {
            return Verdict.GONE;
        }
        asked = true;
        return Verdict.ASK;
    }
}
