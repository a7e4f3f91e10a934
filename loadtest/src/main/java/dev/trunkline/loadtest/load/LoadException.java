package dev.trunkline.loadtest.load;

/** The load test could not be done; the message says why and what to do. */
final class LoadException extends RuntimeException {
    private static final long serialVersionUID = 1;

    LoadException(String message) {
        super(message);
    }

    LoadException(String message, Throwable cause) {
        super(message, cause);
    }
}
