package dev.trunkline.gateway.config.keys;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Puts an entry's own keys over those that it inherits: keys below keys are merged, values and
 * lists replaced, null removes. A value whose text happens to be a tree, such as a JSON Schema, is
 * a value; and a variant of another {@code type} than the inherited one takes nothing of it.
 */
final class Merge {
    private static final String TYPE = "type";

    private Merge() {}

    /** Over an entry's keys, without those that each entry has for itself; both are objects. */
    static JsonNode ofEntry(Class<?> type, JsonNode inherited, JsonNode own) {
        ObjectNode handedDown = inherited.deepCopy();
        for (RecordComponent component : type.getRecordComponents()) {
            if (!Components.keyOf(component).inherited()) {
                handedDown.remove(Components.nameOf(component));
            }
        }
        return ofRecord(type, handedDown, own);
    }

    /** Over a record's keys; both are objects. */
    private static JsonNode ofRecord(Class<?> type, JsonNode inherited, JsonNode own) {
        ObjectNode merged = inherited.deepCopy();
        for (Map.Entry<String, JsonNode> given : own.properties()) {
            String key = given.getKey();
            Optional<RecordComponent> component = component(type, key);
            if (given.getValue().isNull()) {
                merged.remove(key);
            } else if (component.isPresent() && inherited.path(key).isObject()) {
                merged.set(
                        key, ofComponent(component.get(), inherited.path(key), given.getValue()));
            } else {
                merged.set(key, given.getValue());
            }
        }
        return merged;
    }

    private static Optional<RecordComponent> component(Class<?> type, String key) {
        return Arrays.stream(type.getRecordComponents())
                .filter(component -> Components.nameOf(component).equals(key))
                .findFirst();
    }

    private static JsonNode ofComponent(
            RecordComponent component, JsonNode inherited, JsonNode own) {
        Class<?> type = component.getType();
        if (!own.isObject() || Values.isSingle(type)) {
            return own;
        }
        if (type != Map.class) {
            return ofKeys(component, type, inherited, own);
        }
        Class<?> valueType = Components.valueType(component);
        ObjectNode merged = inherited.deepCopy();
        own.properties()
                .forEach(entry -> {
                    JsonNode above = inherited.path(entry.getKey());
                    if (entry.getValue().isNull()) {
                        merged.remove(entry.getKey());
                    } else if (above.isObject()
                            && entry.getValue().isObject()
                            && !Values.isSingle(valueType)) {
                        merged.set(
                                entry.getKey(),
                                ofKeys(component, valueType, above, entry.getValue()));
                    } else {
                        merged.set(entry.getKey(), entry.getValue());
                    }
                });
        return merged;
    }

    private static JsonNode ofKeys(
            RecordComponent component, Class<?> type, JsonNode inherited, JsonNode own) {
        if (type.isRecord()) {
            return ofRecord(type, inherited, own);
        }
        String standard = Components.keyOf(component).or();
        String above = inherited.path(TYPE).asText(standard).toLowerCase(Locale.ROOT);
        String chosen = own.path(TYPE).asText(above).toLowerCase(Locale.ROOT);
        Class<?> variant = Components.variants(type).get(chosen);
        return variant == null || !chosen.equals(above) ? own : ofRecord(variant, inherited, own);
    }
}
