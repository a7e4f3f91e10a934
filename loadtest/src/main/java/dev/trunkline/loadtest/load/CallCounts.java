package dev.trunkline.loadtest.load;

import dev.trunkline.loadtest.phone.PhoneCallReport;
import dev.trunkline.loadtest.phone.PhoneCallReport.Outcome;

/**
 * How the calls of a scenario went.
 *
 * @param served connected, and on the line until the caller hung up
 * @param refused turned away in order: the gateway's document was read, obeyed to its end, and had
 *     no media in it
 * @param failed all else: no document, no stream, or the gateway ended what it had taken
 */
record CallCounts(int placed, int served, int refused, int failed) {
    /** What became of a call that failed, in words. */
    static String why(PhoneCallReport report) {
        String what = "the first of them: " + report.outcome();
        return report.violations().isEmpty()
                ? what
                : what
                        + ", Twilio "
                        + report.violations().getFirst().code()
                        + ": "
                        + report.violations().getFirst().detail();
    }

    /** Whether a call that is over, though its caller did not hang up, was turned away in order. */
    static boolean refused(PhoneCallReport report) {
        boolean obeyed =
                report.outcome() == Outcome.GATEWAY_HUNG_UP || report.outcome() == Outcome.REJECTED;
        return obeyed
                && report.stream().isEmpty()
                && report.relays().isEmpty()
                && report.violations().isEmpty()
                && !report.twiml().isEmpty();
    }
}
