package dev.trunkline.gateway.trunk;

import java.util.regex.Pattern;

/**
 * A SIP address (RFC 3261 section 19.1), such as {@code sip:desk@pbx.example.com}. Prints without
 * its user part.
 *
 * @param uri begins with {@code sip:} or {@code sips:}
 */
public record SipUri(String uri) implements Dialable {
    private static final Pattern SIP =
            Pattern.compile(
                    "sips?:[^\\s@<>\"]{1,128}@[A-Za-z0-9.\\-\\[\\]:]{1,255}(;[^\\s<>\"]*)?");

    /**
     * @throws IllegalArgumentException if this is no SIP URI; the message does not repeat it
     */
    public SipUri {
        if (!isValid(uri)) {
            throw new IllegalArgumentException("SIP URI: expected sip:user@host or sips:user@host");
        }
    }

    /** Whether {@code text} is a SIP URI with a user and a host. */
    public static boolean isValid(String text) {
        return SIP.matcher(text).matches();
    }

    @Override
    public String dialString() {
        return uri;
    }

    @Override
    public String toString() {
        return uri.substring(0, uri.indexOf(':') + 1) + "***" + uri.substring(uri.indexOf('@'));
    }
}
