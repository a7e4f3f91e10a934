package dev.trunkline.gateway.twilio.relay;

/**
 * A message that is no JSON, or lacks what it must have; the text names the field, never its value.
 */
final class MalformedMessageException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedMessageException(String message) {
        super(message, null, false, false);
    }
}
