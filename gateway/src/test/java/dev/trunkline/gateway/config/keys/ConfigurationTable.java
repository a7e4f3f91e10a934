package dev.trunkline.gateway.config.keys;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The keys of a tree of records, as a document. */
public final class ConfigurationTable {
    /** With {@code <NAME>} where an entry's name stands. */
    private static String environmentName(String path) {
        return EnvironmentNames.of(path.replace("<name>", "name")).replace("_NAME_", "_<NAME>_");
    }

    /**
     * One key.
     *
     * @param path with {@code <name>} for the name of a map's entry
     * @param variant the value of {@code type} that it belongs to; empty if it is always there
     */
    record Row(String path, Key key, RecordComponent component, String variant) {
        boolean isType() {
            return path.endsWith(".type");
        }
    }

    private ConfigurationTable() {}

    public static String of(Class<?> root) {
        StringBuilder text =
                new StringBuilder("| key | environment | default | accepted | meaning |\n")
                        .append("|---|---|---|---|---|\n");
        for (Row row : rows(root, "", "")) {
            Key key = row.key();
            boolean secret = row.component().getType() == Secret.class;
            String environment = "`" + environmentName(row.path()) + "`";
            if (!key.env().isEmpty()) {
                environment = "`" + key.env() + "`, " + environment;
            }
            text.append("| `" + row.path() + "` | ")
                    .append(environment.replace("_NAME_", "_<NAME>"))
                    .append(secret ? ", each also with `_FILE`" : "")
                    .append(" | " + defaultOf(row))
                    .append(" | " + accepted(row))
                    .append(" | " + meaning(row) + " |\n");
        }
        return text.toString();
    }

    private static String defaultOf(Row row) {
        boolean map = row.component().getType() == Map.class && !row.isType();
        if (row.key().required()) {
            return "(required)";
        }
        return row.key().or().isEmpty() || map ? "–" : "`" + row.key().or() + "`";
    }

    private static String accepted(Row row) {
        Class<?> type = row.component().getType();
        if (row.isType()) {
            Class<?> sealed = type == Map.class ? Components.valueType(row.component()) : type;
            return Stream.of(sealed.getPermittedSubclasses())
                    .map(Components::variantName)
                    .collect(Collectors.joining(", "));
        }
        if (!row.key().range().isEmpty()) {
            return row.key().range();
        }
        if (type == List.class) {
            return "a list";
        }
        return type == Map.class ? "names with values" : Values.expected(type);
    }

    private static String meaning(Row row) {
        return row.variant().isEmpty()
                ? row.key().value()
                : "`" + row.variant() + "`: " + row.key().value();
    }

    static List<Row> rows(Class<?> type, String parent, String variant) {
        List<Row> found = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            Key key = Components.keyOf(component);
            if (key.entryName()) {
                continue;
            }
            String path = Components.join(parent, Components.nameOf(component));
            Class<?> below = component.getType();
            if (below == Map.class) {
                found.add(new Row(path, key, component, variant));
                below = Components.valueType(component);
                path = path + ".<name>";
                if (Values.isSingle(below)) {
                    continue;
                }
            }
            if (Values.isSingle(below) || below == List.class) {
                found.add(new Row(path, key, component, variant));
            } else if (below.isSealed()) {
                found.add(new Row(path + ".type", key, component, variant));
                for (Class<?> permitted : below.getPermittedSubclasses()) {
                    found.addAll(rows(permitted, path, Components.variantName(permitted)));
                }
            } else {
                found.addAll(rows(below, path, variant));
            }
        }
        return found;
    }
}
