package dev.trunkline.gateway.pbx.socket;

/**
 * A control message that cannot be read, or lacks what it must have; the text names the field,
 * never its value.
 */
final class MalformedMediaEventException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedMediaEventException(String message) {
        super(message, null, false, false);
    }
}
