package dev.trunkline.gateway.agent.tool;

import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressionFactory;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A schema's {@code pattern} that gives up: some expressions take longer than a call lasts for some
 * texts, and the text comes from a model that listens to strangers.
 *
 * <p>Java's expressions stand for ECMAScript's, whose {@code $} means the very end.
 */
final class BoundedPattern implements RegularExpression {
    static final RegularExpressionFactory FACTORY = BoundedPattern::new;

    /** Milliseconds' worth; a harmless expression looks at a character a few times. */
    private static final int MOST_LOOKS = 2_000_000;

    private final Pattern pattern;
    private final boolean toTheEnd;

    /** Looking at the text was given up. */
    static final class GaveUpException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        GaveUpException() {
            super("a pattern took too long", null, false, false);
        }
    }

    BoundedPattern(String expression) {
        pattern = Pattern.compile(expression);
        toTheEnd = expression.endsWith("$") && !expression.endsWith("\\$");
    }

    @Override
    public boolean matches(String text) {
        Matcher matcher = pattern.matcher(new Counted(text, 0, text.length(), new Looks()));
        return matcher.find() && (!toTheEnd || matcher.end() == text.length());
    }

    private static final class Looks {
        private int left = MOST_LOOKS;

        void count() {
            if (--left < 0) {
                throw new GaveUpException();
            }
        }
    }

    /** Text that counts how often it is looked at. */
    private record Counted(String text, int from, int to, Looks looks) implements CharSequence {
        @Override
        public int length() {
            return to - from;
        }

        @Override
        public char charAt(int index) {
            looks.count();
            return text.charAt(from + index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Counted(text, from + start, from + end, looks);
        }

        @Override
        public String toString() {
            return text.substring(from, to);
        }
    }
}
