package dev.trunkline.gateway.config.keys;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The environment as a source of configuration. Remembers which names it was asked for, so that the
 * others can be reported. An empty variable counts as not set, as container tools pass them.
 */
final class Environment {
    /** What Kubernetes puts into every container for a Service whose name begins as ours do. */
    private static final Pattern SERVICE_LINK =
            Pattern.compile(
                    ".*_(SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT|PORT_\\d+_(TCP|UDP)(_\\w+)?)");

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final Map<String, String> variables;
    private final ConfigurationFiles files;
    private final Set<String> asked = new LinkedHashSet<>();

    Environment(Map<String, String> variables, ConfigurationFiles files) {
        this.variables = variables;
        this.files = files;
    }

    /** One variable and what it says. */
    record Setting(String name, String text) {}

    /**
     * The value of a key. If its names disagree, or a {@code …_FILE} cannot be read, that is noted.
     *
     * @param secret whether the value may come from a file that {@code …_FILE} names
     */
    Optional<Setting> value(
            String path, String shortName, boolean secret, Collection<Problem> problems) {
        Setting found = null;
        for (String name : EnvironmentNames.all(path, shortName)) {
            asked.add(name);
            Optional<Setting> direct = get(name);
            Optional<Setting> read = Optional.empty();
            if (secret) {
                asked.add(name + "_FILE");
                read =
                        get(name + "_FILE")
                                .flatMap(
                                        file -> readFile(path, file.name(), file.text(), problems));
            }
            for (Setting setting :
                    List.of(direct, read).stream().flatMap(Optional::stream).toList()) {
                if (found != null && !found.text().equals(setting.text())) {
                    problems.add(
                            new Problem(
                                    path,
                                    found.name() + ", " + setting.name(),
                                    null,
                                    "one value",
                                    "they differ: unset one of them"));
                } else if (found == null) {
                    found = setting;
                }
            }
        }
        return Optional.ofNullable(found);
    }

    /** What the variable {@code name} holds, which a key refers to; a problem if it is not set. */
    Optional<String> referred(String path, String name, Collection<Problem> problems) {
        if (!NAME.matcher(name).matches()) { // it may be the secret itself: not repeated
            problems.add(
                    new Problem(
                            path,
                            null,
                            null,
                            "the name of a variable after env:",
                            "write letters, digits and underscores only"));
            return Optional.empty();
        }
        asked.add(name);
        Optional<Setting> set = get(name);
        if (set.isEmpty()) {
            problems.add(
                    new Problem(
                            path,
                            null,
                            "env:" + name,
                            "a variable that is set",
                            "set " + name + ", or correct its name"));
        }
        return set.map(Setting::text);
    }

    /** Whether anything is set for a key below {@code path}. */
    boolean hasBelow(String path) {
        String prefix = EnvironmentNames.of(path) + "_";
        return variables.entrySet().stream()
                .anyMatch(set -> set.getKey().startsWith(prefix) && !set.getValue().isBlank());
    }

    /** Names set below {@code path}, without the part that stands for the path. */
    List<String> below(String path) {
        String prefix = EnvironmentNames.of(path) + "_";
        return variables.keySet().stream()
                .filter(name -> name.startsWith(prefix) && get(name).isPresent())
                .map(name -> name.substring(prefix.length()))
                .sorted()
                .toList();
    }

    private Optional<Setting> get(String name) {
        String text = variables.get(name);
        return text == null || text.isBlank()
                ? Optional.empty()
                : Optional.of(new Setting(name, text));
    }

    /** The file's text without the line end that editors leave; a problem if there is none. */
    Optional<Setting> readFile(
            String path, String name, String fileName, Collection<Problem> problems) {
        try {
            String text = files.text(fileName);
            return Optional.of(new Setting(name, text.stripTrailing()));
        } catch (IOException | InvalidPathException unreadable) {
            problems.add(
                    new Problem(
                            path,
                            name,
                            fileName,
                            "a file that can be read",
                            "check its path and permissions"));
            return Optional.empty();
        }
    }

    /** Notes variables of our {@code sections} that no key asked for. */
    void reportUnknown(Collection<String> sections, Collection<Problem> problems) {
        for (String name : variables.keySet().stream().sorted().toList()) {
            boolean ours =
                    sections.stream().anyMatch(s -> name.startsWith(EnvironmentNames.of(s) + "_"));
            if (ours
                    && !asked.contains(name)
                    && get(name).isPresent()
                    && !SERVICE_LINK.matcher(name).matches()) {
                String advice =
                        Spelling.nearest(name, asked)
                                .map(near -> "did you mean " + near + "?")
                                .orElse("unset it");
                problems.add(new Problem(name, null, null, "the name of a key", advice));
            }
        }
    }
}
