package dev.trunkline.gateway.agent.tool;

/** A tool's schema that arguments cannot be held against; the message says why. */
final class UnusableSchemaException extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableSchemaException(String why) {
        super(why);
    }
}
