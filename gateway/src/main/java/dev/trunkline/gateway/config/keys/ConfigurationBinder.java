package dev.trunkline.gateway.config.keys;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes a tree of records from a tree of YAML and the environment, which wins key by key.
 *
 * <p>A mistake does not end it: the default takes the place of what was wrong, so that the rest is
 * checked as well, and all mistakes are thrown together. For that, a record made of defaults has to
 * be valid.
 */
public final class ConfigurationBinder {
    private static final String TYPE = "type";

    private final Environment environment;
    private final MapEntries entries;
    private final List<Problem> problems = new ArrayList<>();

    /** Whether what is read now is no whole: what it lacks may stand elsewhere. */
    private boolean mayLack;

    private ConfigurationBinder(Map<String, String> variables, ConfigurationFiles files) {
        environment = new Environment(variables, files);
        entries = new MapEntries(environment, files, problems);
    }

    /**
     * Makes a {@code type} and all below it.
     *
     * @param tree the YAML file's content; an empty object if there is none
     * @param files what the tree and the environment name is read from there
     * @throws ConfigurationException with every mistake in the tree and the environment
     */
    public static <T extends Record> T bind(
            Class<T> type, JsonNode tree, Map<String, String> variables, ConfigurationFiles files) {
        ConfigurationBinder binder = new ConfigurationBinder(variables, files);
        Object bound = binder.record(type, "", tree, "");
        List<String> sections =
                Arrays.stream(type.getRecordComponents())
                        .filter(component -> !Values.isSingle(component.getType()))
                        .map(RecordComponent::getName)
                        .toList();
        binder.environment.reportUnknown(sections, binder.problems);
        if (bound == null || !binder.problems.isEmpty()) {
            List<Problem> named =
                    binder.problems.stream()
                            .map(problem -> Components.named(problem, type))
                            .toList();
            throw new ConfigurationException(named);
        }
        return type.cast(bound);
    }

    private @Nullable Object record(Class<?> type, String path, JsonNode node, String entryName) {
        JsonNode keys = keysOf(path, node);
        RecordComponent[] components = type.getRecordComponents();
        reportUnknownKeys(components, path, keys);
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (RecordComponent component : components) {
            values.put(component.getName(), component(component, path, keys, entryName));
        }
        try {
            return Components.construct(type, values.values());
        } catch (InvocationTargetException refused) {
            List<Problem> found = refusal(refused);
            found.forEach(problem -> problems.add(Components.below(path, problem)));
            return repaired(type, values, found, entryName);
        }
    }

    /** The same record with defaults for what its constructor refused; null if that is refused. */
    private @Nullable Object repaired(
            Class<?> type,
            Map<String, @Nullable Object> values,
            List<Problem> found,
            String entryName) {
        for (RecordComponent component : type.getRecordComponents()) {
            if (found.stream()
                    .anyMatch(problem -> problem.key().equals(Components.nameOf(component)))) {
                values.put(component.getName(), defaultOf(component, entryName));
            }
        }
        try {
            return Components.construct(type, values.values());
        } catch (InvocationTargetException refusedAgain) {
            return null; // reported the first time
        }
    }

    private static List<Problem> refusal(InvocationTargetException refused) {
        if (refused.getCause() instanceof ConfigurationException mistakes) {
            return mistakes.problems();
        }
        throw new IllegalStateException("a record's constructor failed", refused.getCause());
    }

    private @Nullable Object defaultOf(RecordComponent component, String entryName) {
        // An empty place in neither the file nor the environment: what the defaults alone give.
        return new ConfigurationBinder(Map.of(), new ConfigurationFiles(Path.of("")))
                .component(component, "", JsonNodeFactory.instance.objectNode(), entryName);
    }

    private @Nullable Object component(
            RecordComponent component, String parent, JsonNode keys, String entryName) {
        Key key = Components.keyOf(component);
        if (key.entryName()) {
            return entryName;
        }
        String name = Components.nameOf(component);
        String path = Components.join(parent, name);
        JsonNode node = keys.path(name);
        Class<?> type = component.getType();
        if (Values.isSingle(type)) {
            return single(key, type, path, node);
        }
        if (type == List.class) {
            return entries.list(key, path, node);
        }
        if (type == Map.class) {
            return map(component, path, node);
        }
        boolean given = !Components.absent(node) || environment.hasBelow(path);
        if (!given && Components.isNullable(component)) {
            return null;
        }
        return type.isSealed()
                ? variant(key, type, path, node, entryName)
                : record(type, path, node, entryName);
    }

    private @Nullable Object single(Key key, Class<?> type, String path, JsonNode node) {
        boolean secret = type == Secret.class;
        Optional<String> text =
                environment.value(path, key.env(), secret, problems).map(Environment.Setting::text);
        boolean fromEnvironment = text.isPresent();
        text = text.or(() -> written(type, path, node));
        if (text.isPresent() && key.reference()) {
            text = entries.referred(path, text.get(), fromEnvironment);
        } else if (text.isPresent() && (type == String.class || secret || Values.hasParser(type))) {
            text = entries.fromFile(path, text.get());
        }
        if (text.isEmpty()) {
            return absentValue(key, type, path);
        }
        Optional<Object> value = Values.parse(type, text.get());
        if (value.isEmpty()) {
            String shown = Values.isConfidential(type) ? null : text.get();
            problems.add(
                    new Problem(
                            path,
                            null,
                            shown,
                            key.range().isEmpty() ? Values.expected(type) : key.range(),
                            key.or().isEmpty()
                                    ? "correct it, or leave it out"
                                    : "correct it, or leave it out for " + key.or()));
            return placeholder(key, type);
        }
        return value.get();
    }

    /** A text of the tree; what has a form of its own may be a tree there itself. */
    private Optional<String> written(Class<?> type, String path, JsonNode node) {
        return node.isObject() && Values.hasParser(type)
                ? Optional.of(node.toString())
                : entries.text(path, node);
    }

    private @Nullable Object absentValue(Key key, Class<?> type, String path) {
        if (key.required() && !mayLack) {
            problems.add(
                    new Problem(path, null, null, "a value", "set it, as in: " + key.example()));
        }
        return placeholder(key, type);
    }

    private static @Nullable Object placeholder(Key key, Class<?> type) {
        String text = key.required() ? key.example() : key.or();
        return text.isEmpty() ? null : Values.parse(type, text).orElseThrow();
    }

    private Map<String, Object> map(RecordComponent component, String path, JsonNode node) {
        Class<?> valueType = Components.valueType(component);
        Map<String, Object> bound = new HashMap<>();
        if (Values.isSingle(valueType)) {
            Key key = Components.keyOf(component);
            entries.singles(key, path, node)
                    .forEach((name, text) ->
                            bound.put(name, Values.parse(valueType, text).orElseThrow()));
            return bound;
        }
        Set<String> leaves = Components.leaves(valueType);
        Key key = Components.keyOf(component);
        Map<String, JsonNode> written = entries.records(key, path, node, leaves);
        if (key.inherits()) {
            heirs(key, valueType, path, written, bound);
            return bound;
        }
        written.forEach((name, keys) ->
                entry(key, valueType, path, name, keys).ifPresent(value -> bound.put(name, value)));
        return bound;
    }

    /** A map's entry; empty if it cannot be made at all, which is noted. */
    private Optional<Object> entry(
            Key key, Class<?> type, String parent, String name, JsonNode keys) {
        String path = Components.join(parent, name);
        return Optional.ofNullable(
                type.isSealed()
                        ? variant(key, type, path, keys, name)
                        : record(type, path, keys, name));
    }

    /** Entries that build on one another; those that are only bases are checked and left out. */
    private void heirs(
            Key key,
            Class<?> type,
            String path,
            Map<String, JsonNode> written,
            Map<String, Object> bound) {
        Map<String, String> parents = new HashMap<>();
        written.forEach((name, keys) ->
                setting(path, name, keys, Inheritance.EXTENDS)
                        .ifPresent(parent -> parents.put(name, parent)));
        Map<String, Inheritance.Heir> heirs =
                new Inheritance(path, written, parents, problems)
                        .resolve((above, own) -> Merge.ofEntry(type, above, own));
        InheritedProblems repeated = new InheritedProblems(path, problems);
        heirs.forEach((name, heir) -> {
            boolean base =
                    setting(path, name, heir.own(), Inheritance.ABSTRACT)
                            .filter(text -> text.equalsIgnoreCase("true"))
                            .isPresent();
            mayLack = base || !heir.sound();
            Optional<Object> made = entry(key, type, path, name, heir.keys());
            mayLack = false;
            repeated.remove(name, heir);
            made.filter(_ -> !base).ifPresent(value -> bound.put(name, value));
        });
    }

    /** One of the keys that say what an entry builds on; what is wrong with it is noted later. */
    private Optional<String> setting(String parent, String name, JsonNode keys, String key) {
        String path = Components.join(Components.join(parent, name), key);
        JsonNode node = keys.path(key);
        return environment
                .value(path, "", false, new ArrayList<>())
                .map(Environment.Setting::text)
                .or(() ->
                        node.isValueNode() && !node.isNull()
                                ? Optional.of(node.asText())
                                : Optional.empty())
                .map(String::strip);
    }

    /** One of a sealed interface's records, by the key {@code type}. */
    private @Nullable Object variant(
            Key key, Class<?> type, String path, JsonNode node, String entryName) {
        JsonNode keys = keysOf(path, node);
        Map<String, Class<?>> variants = Components.variants(type);
        String typePath = Components.join(path, TYPE);
        String name =
                environment
                        .value(typePath, "", false, problems)
                        .map(Environment.Setting::text)
                        .or(() -> entries.text(typePath, keys.path(TYPE)))
                        .map(text -> text.strip().toLowerCase(Locale.ROOT))
                        .orElse(key.or());
        Class<?> chosen = variants.get(name);
        if (chosen == null) {
            problems.add(
                    new Problem(
                            typePath,
                            null,
                            name,
                            String.join(", ", variants.keySet()),
                            "leave it out for " + key.or()));
            // What the other keys mean is not known without it: nothing is said of them.
            return new ConfigurationBinder(Map.of(), new ConfigurationFiles(Path.of("")))
                    .record(
                            Objects.requireNonNull(variants.get(key.or())),
                            path,
                            JsonNodeFactory.instance.objectNode(),
                            entryName);
        }
        JsonNode rest = keys.deepCopy();
        ((ObjectNode) rest).remove(TYPE);
        return record(chosen, path, rest, entryName);
    }

    private JsonNode keysOf(String path, JsonNode node) {
        if (!Components.absent(node) && !node.isObject()) {
            problems.add(
                    new Problem(
                            path.isEmpty() ? "(the file)" : path,
                            null,
                            null,
                            "keys with values",
                            "write each on a line of its own, as key: value"));
        }
        return node.isObject() ? node : JsonNodeFactory.instance.objectNode();
    }

    private void reportUnknownKeys(RecordComponent[] components, String path, JsonNode keys) {
        Set<String> known =
                Arrays.stream(components)
                        .filter(component -> !Components.keyOf(component).entryName())
                        .map(Components::nameOf)
                        .collect(Collectors.toCollection(LinkedHashSet::new));
        for (Map.Entry<String, JsonNode> given : keys.properties()) {
            if (!known.contains(given.getKey())) {
                String advice =
                        Spelling.nearest(given.getKey(), known)
                                .map(near -> "did you mean " + near + "?")
                                .orElse("remove it");
                problems.add(
                        new Problem(
                                Components.join(path, given.getKey()),
                                null,
                                null,
                                "one of " + String.join(", ", known),
                                advice));
            }
        }
    }
}
