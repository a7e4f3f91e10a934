package dev.trunkline.gateway.twilio.rest;

import dev.trunkline.gateway.trunk.Dialable;
import dev.trunkline.gateway.trunk.PhoneNumber;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which calls to list (Call resource, "Read multiple Call resources"); what is null does not
 * matter. Prints numbers masked.
 *
 * @param startedAfter then or later, to the second. A call that is queued still has no start, so
 *     that Twilio leaves it out
 * @param most the newest so many, 1 to 200; Twilio is asked for one page of them
 */
public record CallFilter(
        @Nullable Dialable to,
        @Nullable PhoneNumber from,
        @Nullable Instant startedAfter,
        int most) {
    /** So that an answer stays well below the longest that is read. */
    public static final int MOST = 200;

    /** As Twilio's own client writes it: universal time, without saying so. */
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT);

    public CallFilter {
        if (most < 1 || most > MOST) {
            throw new IllegalArgumentException("most=" + most + ": expected 1 to " + MOST);
        }
    }

    /** As a query. */
    String query() {
        return new Form()
                .add("To", to == null ? null : to.dialString())
                .add("From", from == null ? null : from.e164())
                // The field's name ends with the first character of ">=".
                .add(
                        "StartTime%3E",
                        startedAfter == null
                                ? null
                                : SECONDS.format(startedAfter.atOffset(ZoneOffset.UTC)))
                .add("PageSize", Integer.toString(most))
                .encoded()
                .toString();
    }
}
