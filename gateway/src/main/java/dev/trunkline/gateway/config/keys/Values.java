package dev.trunkline.gateway.config.keys;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Text to the types of single values, and the words for what is accepted. Besides the JDK's, a type
 * is a single value if it has {@code static Optional<T> parse(String)}.
 */
final class Values {
    private static final Class<?>[] ONE_TEXT = {String.class};

    private Values() {}

    /** Whether {@code type} is a single value, rather than a record, list or map. */
    static boolean isSingle(Class<?> type) {
        return type.isPrimitive()
                || type.isEnum()
                || type == String.class
                || type == Integer.class
                || type == Duration.class
                || type == URI.class
                || type == LocalTime.class
                || type == ZoneId.class
                || type == Secret.class
                || hasParser(type);
    }

    /** Whether {@code type} reads its own text. */
    static boolean hasParser(Class<?> type) {
        return parser(type).isPresent();
    }

    /** Whether values of {@code type} must not be repeated in a message. */
    static boolean isConfidential(Class<?> type) {
        return type == Secret.class || hasParser(type);
    }

    /** The value that {@code text} stands for; empty if it stands for none of this type. */
    static Optional<Object> parse(Class<?> type, String text) {
        String trimmed = text.strip();
        try {
            if (type == String.class) {
                return Optional.of(text);
            } else if (type == Secret.class) {
                return Optional.of(new Secret(trimmed));
            } else if (type == int.class || type == Integer.class) {
                return Optional.of(Integer.valueOf(trimmed));
            } else if (type == double.class) {
                double number = Double.parseDouble(trimmed);
                return Double.isFinite(number) ? Optional.of(number) : Optional.empty();
            } else if (type == boolean.class) {
                return switch (trimmed.toLowerCase(Locale.ROOT)) {
                    case "true" -> Optional.of(true);
                    case "false" -> Optional.of(false);
                    default -> Optional.empty();
                };
            } else if (type == Duration.class) {
                return Durations.parse(trimmed).map(duration -> duration);
            } else if (type == URI.class) {
                return Optional.of(new URI(trimmed));
            } else if (type == LocalTime.class) {
                return Optional.of(LocalTime.parse(trimmed));
            } else if (type == ZoneId.class) {
                return Optional.of(ZoneId.of(trimmed));
            } else if (type.isEnum()) {
                return constant(type, trimmed);
            }
            Optional<Method> parser = parser(type);
            if (parser.isPresent()) {
                return ((Optional<?>) parser.get().invoke(null, trimmed)).map(value -> value);
            }
        } catch (NumberFormatException | URISyntaxException | DateTimeException notOfThisType) {
            return Optional.empty(); // the caller reports it
        } catch (ReflectiveOperationException broken) {
            throw new IllegalStateException("cannot call parse of " + type, broken);
        }
        throw new IllegalStateException("no text form for " + type);
    }

    private static Optional<Method> parser(Class<?> type) {
        return Arrays.stream(type.getMethods())
                .filter(method -> method.getName().equals("parse"))
                .filter(method -> Modifier.isStatic(method.getModifiers()))
                .filter(method -> method.getReturnType() == Optional.class)
                .filter(method -> Arrays.equals(method.getParameterTypes(), ONE_TEXT))
                .findFirst();
    }

    private static Optional<Object> constant(Class<?> type, String text) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> plain(constant.toString()).equals(plain(text)))
                .findFirst()
                .map(constant -> constant);
    }

    /** {@code PCM_24K} can be written {@code pcm24k}, {@code NEAR_FIELD} {@code near-field}. */
    private static String plain(String name) {
        return name.replaceAll("[_-]", "").toLowerCase(Locale.ROOT);
    }

    /** What a value of {@code type} looks like. */
    static String expected(Class<?> type) {
        if (type == boolean.class) {
            return "true or false";
        } else if (type == int.class || type == Integer.class) {
            return "a whole number";
        } else if (type == double.class) {
            return "a number";
        } else if (type == Duration.class) {
            return "a duration such as 500ms, 15s, 10m or 1h";
        } else if (type == URI.class) {
            return "a URL";
        } else if (type == LocalTime.class) {
            return "a time of day such as 09:00, in quotes";
        } else if (type == ZoneId.class) {
            return "a time zone such as Europe/London";
        } else if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(", "));
        }
        return "text";
    }
}
