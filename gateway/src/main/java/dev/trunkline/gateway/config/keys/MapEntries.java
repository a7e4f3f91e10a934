package dev.trunkline.gateway.config.keys;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads texts, lists and maps of one key from the YAML tree, the environment and files. */
final class MapEntries {
    private static final String FILE = "file:";
    private static final String ENVIRONMENT = "env:";

    private final Environment environment;
    private final ConfigurationFiles files;
    private final List<Problem> problems;

    MapEntries(Environment environment, ConfigurationFiles files, List<Problem> problems) {
        this.environment = environment;
        this.files = files;
        this.problems = problems;
    }

    /** The text of a single value; empty if there is none, or a list or map in its place. */
    Optional<String> text(String path, JsonNode node) {
        if (node.isContainerNode()) {
            mistake(path, "a single value", "remove the keys or items below it");
            return Optional.empty();
        }
        return Components.absent(node) ? Optional.empty() : Optional.of(node.asText());
    }

    /** What {@code file:name} stands for; any other text stands for itself. */
    Optional<String> fromFile(String path, String text) {
        if (!text.startsWith(FILE)) {
            return Optional.of(text);
        }
        return environment
                .readFile(path, EnvironmentNames.of(path), text.substring(FILE.length()), problems)
                .map(Environment.Setting::text);
    }

    /**
     * The secret that {@code env:NAME} or {@code file:PATH} stands for; empty, and noted, if there
     * is none.
     *
     * @param orItself whether a text that is no reference may be the secret itself
     */
    Optional<String> referred(String path, String text, boolean orItself) {
        if (text.startsWith(FILE)) {
            return fromFile(path, text);
        }
        if (text.startsWith(ENVIRONMENT)) {
            return environment.referred(
                    path, text.substring(ENVIRONMENT.length()).strip(), problems);
        }
        if (!orItself) {
            mistake(
                    path,
                    "a reference, env:NAME or file:PATH",
                    "put the secret into a variable or a file, and write where it is: this file is"
                            + " read by many");
        }
        return orItself ? Optional.of(text) : Optional.empty();
    }

    /** A list of texts: a YAML list, one text, or in the environment also texts with commas. */
    List<String> list(Key key, String path, JsonNode node) {
        Optional<JsonNode> variable = fromEnvironment(key, path);
        JsonNode given = variable.orElse(node);
        List<String> items = new ArrayList<>();
        if (given.isArray()) {
            given.forEach(item -> text(path, item).ifPresent(items::add));
        } else if (given.isObject()) {
            mistake(path, "a list", "write each item on a line of its own, after a dash");
        } else if (!Components.absent(given)) {
            String[] parts =
                    variable.isPresent()
                            ? given.asText().split(",", -1)
                            : new String[] {given.asText()};
            Stream.of(parts).map(String::strip).forEach(items::add);
        }
        return items;
    }

    /** A map of texts. Single entries of it can be overridden in the environment, not added. */
    Map<String, String> singles(Key key, String path, JsonNode node) {
        Optional<JsonNode> variable = fromEnvironment(key, path);
        JsonNode given = variable.orElse(node);
        Map<String, String> found = new TreeMap<>();
        if (!Components.absent(given) && !given.isObject()) {
            mistake(path, "names with values", "in the environment: {name: value, name: value}");
        }
        for (Map.Entry<String, JsonNode> entry : given.properties()) {
            String entryPath = Components.join(path, entry.getKey());
            Optional<String> own =
                    environment
                            .value(entryPath, "", key.reference(), problems)
                            .map(Environment.Setting::text);
            own.or(() -> text(entryPath, entry.getValue()))
                    .flatMap(text ->
                            key.reference()
                                    ? referred(
                                            entryPath,
                                            text,
                                            own.isPresent() || variable.isPresent())
                                    : fromFile(entryPath, text))
                    .ifPresent(text -> found.put(entry.getKey(), text));
        }
        return found;
    }

    /**
     * The entries of a map of records, each as its YAML.
     *
     * @param leaves the keys of such a record: they tell where in a variable the entry's name ends
     */
    Map<String, JsonNode> records(Key key, String path, JsonNode node, Set<String> leaves) {
        JsonNode given = fromEnvironment(key, path).orElse(node);
        if (given.isTextual()) {
            given = fromFiles(path, given.asText());
        } else if (!Components.absent(given) && !given.isObject()) {
            mistake(path, "names with keys below, or a path", "see the configuration's document");
        }
        Map<String, JsonNode> found = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : given.properties()) {
            if (entry.getKey().matches("[A-Za-z0-9_-]{1,64}")) {
                found.put(entry.getKey(), entry.getValue());
            } else {
                mistake(
                        path,
                        "names of letters, digits, dashes and underscores",
                        "rename the entry, or correct the indentation");
            }
        }
        for (String name : namedInEnvironment(path, leaves)) {
            boolean known =
                    found.keySet().stream()
                            .anyMatch(other ->
                                    EnvironmentNames.of(other).equals(EnvironmentNames.of(name)));
            if (!known) {
                found.put(name, JsonNodeFactory.instance.objectNode());
            }
        }
        return found;
    }

    private List<String> namedInEnvironment(String path, Set<String> leaves) {
        String ends = leaves.stream().map(MapEntries::variableEnd).collect(Collectors.joining("|"));
        // The shortest name: what follows belongs to the longest key.
        Pattern variable = Pattern.compile("(.+?)(" + ends + ")");
        return environment.below(path).stream()
                .map(variable::matcher)
                .filter(Matcher::matches)
                .map(parts -> parts.group(1).toLowerCase(Locale.ROOT))
                .distinct()
                .toList();
    }

    /** How a variable for {@code leaf} ends, as an expression. */
    private static String variableEnd(String leaf) {
        return Stream.of(leaf.split("\\.", -1))
                .map(step ->
                        step.equals(Components.ANY_NAME)
                                ? "_.+"
                                : EnvironmentNames.of("x." + step)
                                        .substring("TRUNKLINE_X".length()))
                .collect(Collectors.joining());
    }

    private Optional<JsonNode> fromEnvironment(Key key, String path) {
        return environment
                .value(path, key.env(), false, problems)
                .map(setting -> {
                    String text = setting.text().strip();
                    boolean flow = text.startsWith("{") || text.startsWith("[");
                    return flow
                            ? Yaml.parse(setting.name(), text, problems)
                            : JsonNodeFactory.instance.textNode(text);
                });
    }

    /** A file that is a map, or a directory with a file for each entry, named after it. */
    private JsonNode fromFiles(String path, String name) {
        try {
            if (!files.isDirectory(name)) {
                return Yaml.parse(path, files.text(name), problems);
            }
            ObjectNode found = JsonNodeFactory.instance.objectNode();
            for (String fileName : files.namesIn(name)) {
                if (fileName.matches("[^.].*\\.ya?ml")) {
                    String entry = fileName.replaceFirst("\\.ya?ml$", "");
                    String where = Components.join(path, entry);
                    String text = files.text(name.strip() + "/" + fileName);
                    found.set(entry, Yaml.parse(where, text, problems));
                }
            }
            return found;
        } catch (IOException | InvalidPathException unreadable) {
            problems.add(
                    new Problem(
                            path,
                            null,
                            name,
                            "a YAML file or a directory of them that can be read",
                            "check the path and its permissions"));
            return JsonNodeFactory.instance.objectNode();
        }
    }

    private void mistake(String path, String expected, String advice) {
        problems.add(new Problem(path, null, null, expected, advice));
    }
}
