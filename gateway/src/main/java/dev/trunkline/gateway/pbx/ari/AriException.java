package dev.trunkline.gateway.pbx.ari;

import dev.trunkline.observability.metrics.PbxRequestOutcome;

/** A request to an Asterisk that was not done. Its text is ours, and safe to log. */
final class AriException extends Exception {
    private static final long serialVersionUID = 1L;

    private final PbxRequestOutcome outcome;
    private final boolean sent;
    private final int status;

    /**
     * @param sent whether Asterisk may have seen the request
     * @param status of its answer, 0 if there is none
     */
    private AriException(PbxRequestOutcome outcome, boolean sent, int status, String message) {
        super(message, null, false, false);
        this.outcome = outcome;
        this.sent = sent;
        this.status = status;
    }

    /** No connection, or one that broke off. */
    static AriException unreachable(boolean sent, Throwable cause) {
        // Its message may name addresses.
        return new AriException(
                PbxRequestOutcome.UNREACHABLE,
                sent,
                0,
                "no connection: " + cause.getClass().getSimpleName());
    }

    static AriException slow(boolean sent, long limitMs) {
        return new AriException(
                PbxRequestOutcome.TIMED_OUT, sent, 0, "no answer within " + limitMs + " ms");
    }

    static AriException unreadable(String why) {
        return new AriException(
                PbxRequestOutcome.REFUSED, true, 0, "answer cannot be read: " + why);
    }

    /** An answer that is no success. */
    static AriException refused(int status) {
        PbxRequestOutcome outcome =
                switch (status) {
                    case 401, 403 -> PbxRequestOutcome.UNAUTHORIZED;
                    // Not there, not in the application any more, in no state for this.
                    case 404, 409, 412, 422 -> PbxRequestOutcome.GONE;
                    default -> PbxRequestOutcome.REFUSED;
                };
        return new AriException(outcome, true, status, "status " + status);
    }

    /** The same, of a request whose channels are parameters: what is not there makes it bad. */
    AriException ofParameters() {
        return status == 400
                ? new AriException(PbxRequestOutcome.GONE, true, status, "status " + status)
                : this;
    }

    PbxRequestOutcome outcome() {
        return outcome;
    }

    /** Whether Asterisk may have seen the request. */
    boolean sent() {
        return sent;
    }

    /** Whether {@code cause} says that a channel does not exist, or is in no application. */
    static boolean hasLeft(Throwable cause) {
        return cause instanceof AriException failed
                && (failed.status == 404 || failed.status == 409);
    }

    /** Whether {@code cause} says that a channel or bridge has gone, or changed, meanwhile. */
    static boolean isGone(Throwable cause) {
        return cause instanceof AriException failed && failed.outcome == PbxRequestOutcome.GONE;
    }
}
