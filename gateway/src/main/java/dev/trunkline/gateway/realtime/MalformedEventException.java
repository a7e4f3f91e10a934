package dev.trunkline.gateway.realtime;

/**
 * An event of the model that is no JSON, or lacks what it must have; the message names the field.
 */
final class MalformedEventException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedEventException(String message) {
        super(message, null, false, false);
    }
}
