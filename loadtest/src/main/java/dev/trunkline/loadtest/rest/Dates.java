package dev.trunkline.loadtest.rest;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Dates as this version of the API writes them: RFC 2822. */
final class Dates {
    private Dates() {}

    static String print(Instant at) {
        return DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss Z", Locale.ROOT)
                .format(at.atOffset(ZoneOffset.UTC));
    }
}
