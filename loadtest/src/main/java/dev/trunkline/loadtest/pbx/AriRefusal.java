package dev.trunkline.loadtest.pbx;

/** A request that ARI answers with an error; the message is the one in its body. */
final class AriRefusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;

    AriRefusal(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    /** HTTP status. */
    int status() {
        return status;
    }
}
