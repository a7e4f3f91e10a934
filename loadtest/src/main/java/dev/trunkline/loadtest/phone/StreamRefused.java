package dev.trunkline.loadtest.phone;

/** A stream could not be opened; carries the code that Twilio gives for it. */
final class StreamRefused extends Exception {
    private static final long serialVersionUID = 1;

    private final int code;

    StreamRefused(int code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    String detail() {
        return String.valueOf(getMessage());
    }

    int code() {
        return code;
    }
}
