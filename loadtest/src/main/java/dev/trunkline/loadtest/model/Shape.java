package dev.trunkline.loadtest.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a JSON value of a client event must look like; checked as strictly as the service does. */
sealed interface Shape {

    record Text(int maxChars) implements Shape {}

    record Choice(Set<String> values) implements Shape {}

    record Whole(int min, int max) implements Shape {}

    record Decimal(double min, double max) implements Shape {}

    record Flag() implements Shape {}

    record Anything() implements Shape {}

    record AnyObject() implements Shape {}

    record Nullable(Shape shape) implements Shape {}

    record ListOf(Shape element) implements Shape {}

    /** The first alternative of the value's own JSON type decides. */
    record Either(List<Shape> alternatives) implements Shape {}

    /** Members outside the map are unknown parameters. */
    record Members(Map<String, Shape> members, Set<String> required) implements Shape {}

    /** An object whose member {@code tag} names its shape. */
    record Tagged(String tag, Map<String, Shape> shapes) implements Shape {}

    static Shape text() {
        return new Text(Integer.MAX_VALUE);
    }

    static Shape choice(String... values) {
        return new Choice(Set.of(values));
    }

    static Shape flag() {
        return new Flag();
    }

    static Shape whole(int min, int max) {
        return new Whole(min, max);
    }

    static Shape nullable(Shape shape) {
        return new Nullable(shape);
    }

    static Shape either(Shape... shapes) {
        return new Either(List.of(shapes));
    }

    static Members members(Map<String, Shape> members, String... required) {
        return new Members(Map.copyOf(members), Set.of(required));
    }

    /** Refuses {@code value} unless it has this shape; {@code path} names it in the error. */
    default void check(JsonNode value, String path) throws ProtocolException {
        switch (this) {
            case Text(int maxChars) -> {
                if (!value.isTextual()) {
                    throw ProtocolException.invalidType(path, "a string");
                }
                if (value.textValue().length() > maxChars) {
                    throw new ProtocolException(
                            "string_above_max_length",
                            "Invalid '" + path + "': longer than " + maxChars + " characters.",
                            path);
                }
            }
            case Choice(Set<String> values) -> {
                if (!value.isTextual()) {
                    throw ProtocolException.invalidType(path, "one of " + sorted(values));
                }
                if (!values.contains(value.textValue())) {
                    throw ProtocolException.invalidValue(
                            path,
                            "Invalid value: '"
                                    + value.textValue()
                                    + "'. Supported values are: "
                                    + sorted(values)
                                    + ".");
                }
            }
            case Whole(int min, int max) -> {
                if (!value.isIntegralNumber()) {
                    throw ProtocolException.invalidType(path, "an integer");
                }
                range(value.doubleValue(), min, max, path);
            }
            case Decimal(double min, double max) -> {
                if (!value.isNumber()) {
                    throw ProtocolException.invalidType(path, "a number");
                }
                range(value.doubleValue(), min, max, path);
            }
            case Flag() -> {
                if (!value.isBoolean()) {
                    throw ProtocolException.invalidType(path, "a boolean");
                }
            }
            case Anything() -> {}
            case AnyObject() -> {
                if (!value.isObject()) {
                    throw ProtocolException.invalidType(path, "an object");
                }
            }
            case Nullable(Shape shape) -> {
                if (!value.isNull()) {
                    shape.check(value, path);
                }
            }
            case ListOf(Shape element) -> {
                if (!value.isArray()) {
                    throw ProtocolException.invalidType(path, "an array");
                }
                for (int i = 0; i < value.size(); i++) {
                    element.check(value.get(i), path + "[" + i + "]");
                }
            }
            case Either(List<Shape> alternatives) -> {
                for (Shape shape : alternatives) {
                    if (shape.acceptsTypeOf(value)) {
                        shape.check(value, path);
                        return;
                    }
                }
                throw ProtocolException.invalidType(path, "another JSON type");
            }
            case Members(Map<String, Shape> members, Set<String> required) -> {
                if (!value.isObject()) {
                    throw ProtocolException.invalidType(path, "an object");
                }
                for (String name : sorted(required)) {
                    if (!value.has(name)) {
                        throw ProtocolException.missing(join(path, name));
                    }
                }
                for (Map.Entry<String, JsonNode> field : value.properties()) {
                    Shape shape = members.get(field.getKey());
                    if (shape == null) {
                        throw ProtocolException.unknown(join(path, field.getKey()));
                    }
                    shape.check(field.getValue(), join(path, field.getKey()));
                }
            }
            case Tagged(String tag, Map<String, Shape> shapes) -> {
                if (!value.isObject()) {
                    throw ProtocolException.invalidType(path, "an object");
                }
                if (!value.has(tag)) {
                    throw ProtocolException.missing(join(path, tag));
                }
                new Choice(shapes.keySet()).check(value.get(tag), join(path, tag));
                Shape shape = shapes.get(value.get(tag).textValue());
                if (shape != null) {
                    shape.check(value, path);
                }
            }
        }
    }

    private boolean acceptsTypeOf(JsonNode value) {
        return switch (this) {
            case Text _, Choice _ -> value.isTextual();
            case Whole _, Decimal _ -> value.isNumber();
            case Flag _ -> value.isBoolean();
            case Members _, Tagged _, AnyObject _ -> value.isObject();
            case ListOf _ -> value.isArray();
            case Nullable(Shape shape) -> value.isNull() || shape.acceptsTypeOf(value);
            case Either(List<Shape> shapes) ->
                    shapes.stream().anyMatch(shape -> shape.acceptsTypeOf(value));
            case Anything _ -> true;
        };
    }

    private static void range(double value, double min, double max, String path)
            throws ProtocolException {
        if (value < min) {
            throw new ProtocolException(
                    "decimal_below_min_value",
                    "Invalid '" + path + "': expected a value >= " + min + ".",
                    path);
        }
        if (value > max) {
            throw new ProtocolException(
                    "decimal_above_max_value",
                    "Invalid '" + path + "': expected a value <= " + max + ".",
                    path);
        }
    }

    private static List<String> sorted(Set<String> names) {
        return names.stream().sorted().toList();
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
