package dev.trunkline.gateway.admin;

/** A request for a call that cannot be read; the message is for who sent it, without a number. */
final class BadOrderException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * @param key of the request
     * @param expected what it should have been, and what to do
     */
    BadOrderException(String key, String expected) {
        super(key + ": expected " + expected);
    }
}
