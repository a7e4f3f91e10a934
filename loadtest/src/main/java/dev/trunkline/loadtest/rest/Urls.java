package dev.trunkline.loadtest.rest;

import java.net.URI;
import java.net.URISyntaxException;

/** What Twilio takes for a URL that it can ask. */
final class Urls {
    private Urls() {}

    /** A URL of a field, if it is there. */
    static void check(ApiForm form, String field, int code) throws Refused {
        for (String url : form.values(field)) {
            if (!usable(url)) {
                throw new Refused(400, code, field + " is not a valid URL");
            }
        }
    }

    /** Host names with underscores are refused too, which is seldom expected. */
    private static boolean usable(String text) {
        try {
            URI url = new URI(text);
            return String.valueOf(url.getScheme()).matches("https?")
                    && url.getHost() != null
                    && !url.getRawAuthority().contains("_");
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
