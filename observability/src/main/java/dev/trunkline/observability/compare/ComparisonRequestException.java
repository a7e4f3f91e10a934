package dev.trunkline.observability.compare;

/**
 * A comparison was asked for that cannot be made; the message says what was given, what was
 * expected and what to do, and repeats nothing that is long or unprintable.
 */
public final class ComparisonRequestException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN = 40;

    ComparisonRequestException(String parameter, String given, String expected, String advice) {
        super(parameter + "=" + shown(given) + ": expected " + expected + "; " + advice);
    }

    private static String shown(String given) {
        String printable = given.replaceAll("[^\\x20-\\x7e]", "?");
        return printable.length() <= SHOWN ? printable : printable.substring(0, SHOWN) + "...";
    }
}
