package dev.trunkline.gateway.pbx.ari;

/** An event that is no JSON, or lacks what it must have; names the member, never its value. */
final class MalformedEventException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedEventException(String message) {
        super(message, null, false, false);
    }
}
