package dev.trunkline.gateway.admin;

import dev.trunkline.observability.record.CallDirection;
import dev.trunkline.observability.record.RecordFilter;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which calls a request asks for.
 *
 * @param range one of {@code 1h}, {@code 24h}, {@code 7d}, {@code 30d}, {@code all}; {@code custom}
 *     where {@code from} or {@code to} was given
 * @param filter the same as instants, relative to when the request was read
 */
record CallSelection(String range, RecordFilter filter) {
    private static final String CUSTOM = "custom";

    /**
     * @param or the range of a request that names none
     */
    static CallSelection of(Parameters parameters, String or, Instant now)
            throws BadParameterException {
        Optional<Instant> from = instant(parameters, "from");
        Optional<Instant> to = instant(parameters, "to");
        String range = parameters.text("range").orElse(or);
        if (from.isPresent() || to.isPresent()) {
            range = CUSTOM;
        } else if (range.equals(CUSTOM)) {
            range = or;
        }
        Instant first = from.orElse(begin(range, now));
        Instant last = to.orElse(RecordFilter.ALL.to());
        if (!first.isBefore(last)) {
            throw new BadParameterException("from", "a time before the one of to");
        }
        return new CallSelection(
                range,
                new RecordFilter(
                        first,
                        last,
                        parameters.text("agent").orElse(null),
                        direction(parameters),
                        parameters.text("trunk").orElse(null)));
    }

    /** As a form's date field has it, in UTC; empty if the selection has no such end. */
    String fromField() {
        return field(filter.from(), RecordFilter.ALL.from());
    }

    String toField() {
        return field(filter.to(), RecordFilter.ALL.to());
    }

    private String field(Instant instant, Instant none) {
        return !range.equals(CUSTOM) || instant.equals(none)
                ? ""
                : DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm")
                        .format(LocalDateTime.ofInstant(instant, ZoneOffset.UTC));
    }

    private static Instant begin(String range, Instant now) throws BadParameterException {
        return switch (range) {
            case "1h" -> now.minus(Duration.ofHours(1));
            case "24h" -> now.minus(Duration.ofHours(24));
            case "7d" -> now.minus(Duration.ofDays(7));
            case "30d" -> now.minus(Duration.ofDays(30));
            case "all", CUSTOM -> RecordFilter.ALL.from();
            default -> throw new BadParameterException("range", "1h, 24h, 7d, 30d or all");
        };
    }

    private static @Nullable CallDirection direction(Parameters parameters)
            throws BadParameterException {
        String word = parameters.text("direction").orElse("");
        for (CallDirection direction : CallDirection.values()) {
            if (direction.label().equals(word)) {
                return direction;
            }
        }
        if (word.isEmpty()) {
            return null;
        }
        throw new BadParameterException("direction", "inbound or outbound");
    }

    /** An instant, or a date with or without a time, which is in UTC then. */
    private static Optional<Instant> instant(Parameters parameters, String name)
            throws BadParameterException {
        Optional<String> given = parameters.text(name);
        if (given.isEmpty()) {
            return Optional.empty();
        }
        String text = given.get();
        try {
            Instant instant;
            if (text.endsWith("Z")) {
                instant = Instant.parse(text);
            } else if (text.contains("T")) {
                instant = LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
            } else {
                instant = LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
            }
            if (!instant.isBefore(RecordFilter.ALL.from())
                    && !instant.isAfter(RecordFilter.ALL.to())) {
                return Optional.of(instant);
            }
        } catch (DateTimeException notATime) {
            // said below
        }
        throw new BadParameterException(
                name, "a UTC time from 1970 to 9999, such as 2026-01-31 or 2026-01-31T08:00:00Z");
    }
}
