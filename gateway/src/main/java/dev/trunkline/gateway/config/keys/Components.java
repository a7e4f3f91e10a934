package dev.trunkline.gateway.config.keys;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What reflection says about the components of configuration records, and their paths. */
final class Components {
    /** Stands for the name of a map's entry in a path. */
    static final String ANY_NAME = "*";

    private Components() {}

    static Key keyOf(RecordComponent component) {
        return Objects.requireNonNull(
                component.getAnnotation(Key.class), () -> component + " has no @Key");
    }

    /** The component's key in the YAML file. */
    static String nameOf(RecordComponent component) {
        String written = keyOf(component).written();
        return written.isEmpty() ? component.getName() : written;
    }

    static boolean isNullable(RecordComponent component) {
        return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    static boolean absent(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }

    static String join(String path, String name) {
        if (name.isEmpty()) {
            return path; // an entry of a map, rather than something in it
        }
        return path.isEmpty() ? name : path + "." + name;
    }

    /** {@code ServerVad} is written {@code server_vad}. */
    static String variantName(Class<?> type) {
        return type.getSimpleName().replaceAll("([a-z])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }

    /** The records of a sealed interface by what {@code type} says for them. */
    static Map<String, Class<?>> variants(Class<?> sealed) {
        Map<String, Class<?>> variants = new LinkedHashMap<>();
        for (Class<?> permitted : sealed.getPermittedSubclasses()) {
            variants.put(variantName(permitted), permitted);
        }
        return variants;
    }

    /** Calls the canonical constructor. */
    static Object construct(Class<?> type, Collection<@Nullable Object> values)
            throws InvocationTargetException {
        Class<?>[] types =
                Arrays.stream(type.getRecordComponents())
                        .map(RecordComponent::getType)
                        .toArray(Class<?>[]::new);
        try {
            return type.getDeclaredConstructor(types).newInstance(values.toArray());
        } catch (InstantiationException | IllegalAccessException | NoSuchMethodException broken) {
            throw new IllegalStateException("cannot make a " + type, broken);
        }
    }

    /**
     * The paths of all values below a record, such as {@code greeting.first}; the name of a map's
     * entry is {@link #ANY_NAME}.
     */
    static Set<String> leaves(Class<?> type) {
        Set<String> found = new LinkedHashSet<>();
        if (type.isSealed()) {
            found.add("type");
            for (Class<?> variant : type.getPermittedSubclasses()) {
                found.addAll(leaves(variant));
            }
            return found;
        }
        for (RecordComponent component : type.getRecordComponents()) {
            if (keyOf(component).entryName()) {
                continue;
            }
            String name = nameOf(component);
            Class<?> below = component.getType();
            if (below == Map.class) {
                String entry = join(name, ANY_NAME);
                found.add(name);
                found.add(entry);
                Class<?> value = valueType(component);
                if (!Values.isSingle(value)) {
                    leaves(value).forEach(leaf -> found.add(join(entry, leaf)));
                }
            } else if ((below.isRecord() || below.isSealed()) && !Values.isSingle(below)) {
                leaves(below).forEach(leaf -> found.add(join(name, leaf)));
            } else {
                found.add(name);
            }
        }
        return found;
    }

    /** What a map's entries are. */
    static Class<?> valueType(RecordComponent map) {
        return (Class<?>) ((ParameterizedType) map.getGenericType()).getActualTypeArguments()[1];
    }

    /** A record's problem, seen from the root. */
    static Problem below(String path, Problem problem) {
        return new Problem(
                join(path, problem.key()),
                problem.environment(),
                problem.value(),
                problem.expected(),
                problem.advice());
    }

    /** The problem with the environment names of its key, unless it has some. */
    static Problem named(Problem problem, Class<?> root) {
        if (problem.environment() != null || problem.key().startsWith("(")) {
            return problem;
        }
        if (problem.key().startsWith(EnvironmentNames.PREFIX)) {
            return problem; // it is about the environment itself
        }
        String names =
                String.join(
                        " or ",
                        EnvironmentNames.all(
                                problem.key(), shortName(root, problem.key()).orElse("")));
        return new Problem(
                problem.key(), names, problem.value(), problem.expected(), problem.advice());
    }

    private static Optional<String> shortName(Class<?> root, String path) {
        Class<?> type = root;
        for (String step : path.split("\\.", -1)) {
            if (!type.isRecord()) {
                return Optional.empty(); // below a map no key has a short name
            }
            Optional<RecordComponent> component =
                    Arrays.stream(type.getRecordComponents())
                            .filter(candidate -> nameOf(candidate).equals(step))
                            .findFirst();
            if (component.isEmpty()) {
                return Optional.empty();
            }
            if (path.endsWith(step) && !keyOf(component.get()).env().isEmpty()) {
                return Optional.of(keyOf(component.get()).env());
            }
            type = component.get().getType();
        }
        return Optional.empty();
    }
}
