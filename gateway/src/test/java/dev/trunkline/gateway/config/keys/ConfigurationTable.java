package dev.trunkline.gateway.config.keys;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The keys of a tree of records, as a document. */
public final class ConfigurationTable {
    /** With {@code <NAME>} where an entry's name stands. */
    private static String environmentName(String path) {
        return EnvironmentNames.of(path.replace("<name>", "name")).replace("_NAME_", "_<NAME>_");
    }

    /** One key: its path, with {@code <name>} for the name of a map's entry. */
    record Row(String path, Key key, RecordComponent component) {}

    private ConfigurationTable() {}

    public static String of(Class<?> root) {
        StringBuilder text =
                new StringBuilder("| key | environment | default | accepted | meaning |\n")
                        .append("|---|---|---|---|---|\n");
        for (Row row : rows(root, "")) {
            Key key = row.key();
            boolean secret = row.component().getType() == Secret.class;
            String environment = "`" + environmentName(row.path()) + "`";
            if (!key.env().isEmpty()) {
                environment = "`" + key.env() + "`, " + environment;
            }
            text.append("| `" + row.path() + "` | ")
                    .append(environment.replace("_NAME_", "_<NAME>"))
                    .append(secret ? ", each also with `_FILE`" : "")
                    .append(" | " + (key.required() ? "(required)" : defaultOf(key)))
                    .append(" | " + (key.range().isEmpty() ? accepted(row) : key.range()))
                    .append(" | " + key.value() + " |\n");
        }
        return text.toString();
    }

    private static String defaultOf(Key key) {
        return key.or().isEmpty() ? "–" : "`" + key.or() + "`";
    }

    private static String accepted(Row row) {
        Class<?> type = row.component().getType();
        if (type == List.class) {
            return "a list";
        }
        return type == Map.class ? "names with values" : Values.expected(type);
    }

    static List<Row> rows(Class<?> type, String parent) {
        List<Row> found = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            Key key = Components.keyOf(component);
            if (key.entryName()) {
                continue;
            }
            String path = Components.join(parent, component.getName());
            Class<?> below = component.getType();
            if (below == Map.class) {
                found.add(new Row(path, key, component));
                Class<?> entry =
                        (Class<?>)
                                ((ParameterizedType) component.getGenericType())
                                        .getActualTypeArguments()[1];
                if (!Values.isSingle(entry)) {
                    found.addAll(rows(entry, path + ".<name>"));
                }
            } else if (Values.isSingle(below) || below == List.class) {
                found.add(new Row(path, key, component));
            } else if (below.isSealed()) {
                found.add(new Row(path + ".type", key, component));
                for (Class<?> variant : below.getPermittedSubclasses()) {
                    found.addAll(rows(variant, path));
                }
            } else {
                found.addAll(rows(below, path));
            }
        }
        return found;
    }
}
