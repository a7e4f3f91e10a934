package dev.trunkline.loadtest.rest;

import java.util.regex.Pattern;

/** The forms of numbers and ids. */
final class Numbers {
    private static final Pattern E164 = Pattern.compile("\\+[1-9]\\d{6,14}");
    private static final Pattern SHORT_CODE = Pattern.compile("\\d{3,8}");
    private static final Pattern ALPHANUMERIC = Pattern.compile("(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}");
    private static final Pattern SIP = Pattern.compile("sips?:[^@\\s]+@[^\\s@]+");
    private static final Pattern CLIENT = Pattern.compile("client:[\\w.\\-]+");

    private Numbers() {}

    static boolean phone(String text) {
        return E164.matcher(text).matches();
    }

    /** Whoever may send a text message. */
    static boolean sender(String text) {
        return phone(text)
                || SHORT_CODE.matcher(text).matches()
                || ALPHANUMERIC.matcher(text).matches();
    }

    /** Whoever can be called. */
    static boolean callable(String text) {
        return phone(text) || SIP.matcher(text).matches() || CLIENT.matcher(text).matches();
    }

    /** Of a SIP address, without its port; empty for what is none. */
    static String host(String text) {
        return SIP.matcher(text).matches() ? text.replaceFirst(".*@([^:;?]*).*", "$1") : "";
    }

    /** An id with these two letters. */
    static boolean sid(String prefix, String text) {
        return text.matches(prefix + "[0-9a-fA-F]{32}");
    }
}
