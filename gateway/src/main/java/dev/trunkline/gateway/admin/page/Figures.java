package dev.trunkline.gateway.admin.page;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers and times as people read them; a figure that is not known is a dash. */
final class Figures {
    static final String UNKNOWN = "–";
    private static final String MINUS = "−";
    private static final double US_PER_MS = 1_000;
    private static final double WHOLE_FROM = 10;
    private static final long MS_PER_SECOND = 1_000;
    private static final long SECONDS_PER_MINUTE = 60;
    private static final DateTimeFormatter UTC =
            DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm:ss", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);

    private Figures() {}

    /** Microseconds as {@code 812 ms}; below 10 ms with two digits. */
    static String ms(@Nullable Long us) {
        return us == null ? UNKNOWN : bareMs(us) + " ms";
    }

    /** The same without the unit. */
    static String bareMs(@Nullable Long us) {
        if (us == null) {
            return UNKNOWN;
        }
        double ms = us.doubleValue() / US_PER_MS;
        return Math.abs(ms) < WHOLE_FROM && us != 0
                ? decimal(ms, Math.abs(ms) < 1 ? 2 : 1)
                : grouped(Math.round(ms));
    }

    /** A difference: always with its sign. */
    static String signedMs(@Nullable Long us) {
        return us == null || us <= 0 ? bareMs(us) : "+" + bareMs(us);
    }

    static String percent(@Nullable Double share, int digits) {
        return share == null ? UNKNOWN : decimal(share * 100, digits) + " %";
    }

    /** In percentage points, with its sign; what rounds to zero has none. */
    static String points(@Nullable Double difference) {
        if (difference == null) {
            return UNKNOWN;
        }
        String points = decimal(difference * 100, 1);
        return (difference > 0 && !points.equals("0.0") ? "+" : "") + points;
    }

    static String decimal(double value, int digits) {
        String text = String.format(Locale.ENGLISH, "%,." + digits + "f", Math.abs(value));
        boolean zero = text.chars().noneMatch(digit -> digit >= '1' && digit <= '9');
        return (value < 0 && !zero ? MINUS : "") + text.replace(',', '\u202f');
    }

    static String grouped(long value) {
        return decimal((double) value, 0);
    }

    /** A length of time as {@code 3:07}. */
    static String duration(long ms) {
        long seconds = Math.max(0, ms) / MS_PER_SECOND;
        return String.format(
                Locale.ROOT, "%d:%02d", seconds / SECONDS_PER_MINUTE, seconds % SECONDS_PER_MINUTE);
    }

    /** Microseconds since a call began, as {@code 12.345 s}. */
    static String offset(long us) {
        return decimal(us / 1e6, 3) + " s";
    }

    /** For people. */
    static String time(Instant instant) {
        return bareTime(instant) + " UTC";
    }

    /** The same without the zone. */
    static String bareTime(Instant instant) {
        return UTC.format(instant);
    }

    /** For {@code datetime}. */
    static String machineTime(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MILLIS).toString();
    }

    static String count(long count, String one, String many) {
        return grouped(count) + " " + (count == 1 ? one : many);
    }
}
