package dev.trunkline.gateway.admin;

/** A query parameter that cannot be used; the message is for who sent it. */
final class BadParameterException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * @param name of the parameter
     * @param expected what it should have been, and what to do
     */
    BadParameterException(String name, String expected) {
        super("parameter " + name + ": expected " + expected);
    }
}
