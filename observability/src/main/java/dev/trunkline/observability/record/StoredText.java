package dev.trunkline.observability.record;

import org.jspecify.annotations.Nullable;

/**
 * Text as both databases take it and give it back: no NUL, which PostgreSQL refuses, no half of a
 * surrogate pair, which has no UTF-8, and no longer than its column. Filters go the same way, so
 * that they find what was stored.
 */
final class StoredText {
    /** Characters (UTF-16) of names; the schema's columns hold as many. */
    static final int LONGEST_NAME = 256;

    /** Characters (UTF-16) of anything else. */
    static final int LONGEST = 1_000_000;

    private static final char REPLACEMENT = '\uFFFD';

    private StoredText() {}

    static String name(String text) {
        return clean(text, LONGEST_NAME);
    }

    /** Null for an empty one: what is not known is not there. */
    static @Nullable String optionalName(String text) {
        return text.isEmpty() ? null : name(text);
    }

    /** Null for an empty one. */
    static @Nullable String optional(String text) {
        return text.isEmpty() ? null : clean(text, LONGEST);
    }

    static String clean(String text, int longest) {
        int end = Math.min(text.length(), longest);
        if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        StringBuilder cleaned = null;
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            boolean pair = i + 1 < end && Character.isSurrogatePair(c, text.charAt(i + 1));
            if (c == 0 || (Character.isSurrogate(c) && !pair)) {
                cleaned = cleaned == null ? new StringBuilder(text.substring(0, end)) : cleaned;
                cleaned.setCharAt(i, REPLACEMENT);
            } else if (pair) {
                i++;
            }
        }
        return cleaned == null ? text.substring(0, end) : cleaned.toString();
    }
}
