package dev.trunkline.observability.compare;

import dev.trunkline.observability.record.CallDirection;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ComparisonRequest} from the parameters of a query: {@code from}, {@code to} (a date, a
 * time with its offset, or how long ago: {@code 36h}, {@code 7d}), {@code agent}, {@code
 * direction}, {@code by} (kind, trunk, leg), {@code trunks}, {@code kinds} or {@code legs} (two
 * names with a comma), {@code assignment} (all, randomised) and {@code seed}. One that is absent or
 * empty has its default; one that is not known is an error, so that a slip of the pen does not
 * widen the question.
 */
final class ComparisonQuery {
    private static final List<String> KNOWN =
            List.of(
                    "from",
                    "to",
                    "agent",
                    "direction",
                    "by",
                    "trunks",
                    "kinds",
                    "legs",
                    "assignment",
                    "seed");
    private static final Pattern AGO = Pattern.compile("(\\d{1,4})([mhd])");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private final Map<String, String> parameters;
    private final Instant now;

    ComparisonQuery(Map<String, String> parameters, Instant now) {
        this.parameters = parameters;
        this.now = now;
    }

    ComparisonRequest request() {
        parameters.forEach((parameter, value) -> {
            if (!KNOWN.contains(parameter)) {
                throw new ComparisonRequestException(
                        "parameter", parameter, "one of " + KNOWN, "correct or remove it");
            }
        });
        ArmBy armBy = armBy();
        String[] arms = arms(armBy.namesParameter());
        return new ComparisonRequest(
                time("from", ComparisonRequest.ALL.from()),
                time("to", ComparisonRequest.ALL.to()),
                name("agent"),
                direction(),
                armBy,
                arms.length == 0 ? null : arms[0],
                arms.length == 0 ? null : arms[1],
                randomisedOnly(),
                seed());
    }

    /** What {@code by} says, and the names of arms, which tell it too. */
    private ArmBy armBy() {
        List<ArmBy> named =
                Arrays.stream(ArmBy.values())
                        .filter(by -> value(by.namesParameter()) != null)
                        .toList();
        if (named.size() > 1) {
            String parameter = named.getLast().namesParameter();
            throw new ComparisonRequestException(
                    parameter,
                    parameters.getOrDefault(parameter, ""),
                    "only one of trunks, kinds and legs",
                    "remove the others");
        }
        ArmBy standard = named.isEmpty() ? ArmBy.KIND : named.getFirst();
        ArmBy armBy = choice("by", standard, ArmBy.values(), ArmBy::label);
        if (!named.isEmpty() && armBy != standard) {
            throw new ComparisonRequestException(
                    "by",
                    armBy.label(),
                    "trunk with trunks=, kind with kinds=, leg with legs=",
                    "leave by out: the names tell");
        }
        return armBy;
    }

    private @Nullable String value(String parameter) {
        String value = parameters.get(parameter);
        return value == null || value.isBlank() ? null : value.strip();
    }

    private Instant time(String parameter, Instant standard) {
        String text = value(parameter);
        if (text == null) {
            return standard;
        }
        try {
            var ago = AGO.matcher(text);
            if (ago.matches()) {
                long count = Long.parseLong(ago.group(1));
                return now.minus(
                        switch (ago.group(2)) {
                            case "m" -> Duration.ofMinutes(count);
                            case "h" -> Duration.ofHours(count);
                            default -> Duration.ofDays(count);
                        });
            }
            Instant parsed =
                    text.length() == "2026-01-31".length()
                            ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                            // A plus that the sender did not encode has become a blank.
                            : OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
            if (parsed.isBefore(ComparisonRequest.ALL.from())
                    || parsed.isAfter(ComparisonRequest.ALL.to())) {
                throw new DateTimeException("before 1970 or after 9999: no store keeps such times");
            }
            return parsed;
        } catch (DateTimeException wrong) {
            throw new ComparisonRequestException(
                    parameter,
                    text,
                    "a date (2026-01-31, UTC), a time (2026-01-31T08:00:00Z) or how long ago (36h,"
                            + " 7d)",
                    "correct it, or leave it out for all calls");
        }
    }

    private @Nullable String name(String parameter) {
        String text = value(parameter);
        return text == null ? null : checkedName(parameter, text);
    }

    private static String checkedName(String parameter, String text) {
        if (!NAME.matcher(text).matches()) {
            throw new ComparisonRequestException(
                    parameter,
                    text,
                    "a name of up to 64 letters, digits, points, dashes and underscores",
                    "write it as in the configuration");
        }
        return text;
    }

    private @Nullable CallDirection direction() {
        return value("direction") == null
                ? null
                : choice(
                        "direction",
                        CallDirection.INBOUND,
                        CallDirection.values(),
                        CallDirection::label);
    }

    private <T> T choice(String parameter, T standard, T[] all, Function<T, String> label) {
        String text = value(parameter);
        if (text == null) {
            return standard;
        }
        return Arrays.stream(all)
                .filter(one -> label.apply(one).equals(text.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() ->
                        new ComparisonRequestException(
                                parameter,
                                text,
                                Arrays.stream(all).map(label).collect(Collectors.joining(" or ")),
                                "correct it, or leave it out"));
    }

    private String[] arms(String parameter) {
        String text = value(parameter);
        if (text == null) {
            return new String[0];
        }
        String[] names = text.split(",", -1);
        if (names.length != 2 || names[0].strip().equals(names[1].strip())) {
            throw new ComparisonRequestException(
                    parameter,
                    text,
                    "two different names with a comma between them",
                    "write it as in " + parameter + "=own,native");
        }
        return new String[] {
            checkedName(parameter, names[0].strip()), checkedName(parameter, names[1].strip())
        };
    }

    private boolean randomisedOnly() {
        List<String> choices = List.of("all", "randomised");
        String text = value("assignment");
        if (text != null && !choices.contains(text)) {
            throw new ComparisonRequestException(
                    "assignment", text, "all or randomised", "correct it, or leave it out");
        }
        return "randomised".equals(text);
    }

    private long seed() {
        String text = value("seed");
        if (text == null) {
            return ComparisonRequest.DEFAULT_SEED;
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException wrong) {
            throw new ComparisonRequestException(
                    "seed", text, "a whole number", "correct it, or leave it out");
        }
    }
}
