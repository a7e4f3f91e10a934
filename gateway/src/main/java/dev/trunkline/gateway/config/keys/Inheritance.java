package dev.trunkline.gateway.config.keys;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Lets the entries of a map build on one another, before they become records: by {@code extends:
 * NAME}; without it on the entry {@code default}, if there is one; with {@code extends: none} on
 * nothing. What {@code default} itself builds on builds on nothing unless it says so.
 */
final class Inheritance {
    static final String EXTENDS = "extends";

    /** Says of an entry that it is only a base for others. */
    static final String ABSTRACT = "abstract";

    private static final String STANDARD = "default";
    private static final String NONE = "none";

    /** A reader has to follow it too. */
    private static final int MOST_ANCESTORS = 8;

    private final String path;
    private final Map<String, JsonNode> entries;
    private final Map<String, String> stated;
    private final List<String> ancestorsOfStandard;
    private final List<Problem> problems;
    private final Map<String, Heir> heirs = new LinkedHashMap<>();

    /**
     * An entry with what it inherits.
     *
     * @param keys all of them; {@code extends} names the parent that was found, if any
     * @param own what the entry says itself
     * @param sound whether all that it builds on was found; if not, it may lack something
     */
    record Heir(JsonNode keys, JsonNode own, @Nullable String parent, boolean sound) {}

    /**
     * @param path of the map
     * @param stated what entries say with {@code extends}
     */
    Inheritance(
            String path,
            Map<String, JsonNode> entries,
            Map<String, String> stated,
            List<Problem> problems) {
        this.path = path;
        this.entries = entries;
        this.stated = stated;
        this.problems = problems;
        ancestorsOfStandard = ancestors(STANDARD, stated::get);
    }

    /**
     * Every entry, those that others build on first. Mistakes are noted, each with its chain.
     *
     * @param merge makes one of an entry's inherited keys and its own
     */
    Map<String, Heir> resolve(BinaryOperator<JsonNode> merge) {
        if (entries.containsKey(NONE)) {
            report(NONE, "", null, "another name", "rename it: extends: none inherits nothing");
        }
        entries.keySet().forEach(name -> resolved(name, merge));
        return heirs;
    }

    private Heir resolved(String name, BinaryOperator<JsonNode> merge) {
        Heir known = heirs.get(name);
        if (known != null) {
            return known;
        }
        JsonNode own = entries.getOrDefault(name, Yaml.NOTHING);
        String parent = parentOf(name);
        boolean sound = chainIsSound(name);
        Heir heir;
        if (parent != null && sound) {
            Heir above = resolved(parent, merge);
            heir = new Heir(child(above.keys, own, parent, merge), own, parent, above.sound);
        } else {
            heir = new Heir(own, own, null, sound);
        }
        heirs.put(name, heir);
        return heir;
    }

    private static JsonNode child(
            JsonNode inherited, JsonNode own, String parent, BinaryOperator<JsonNode> merge) {
        if (!inherited.isObject() || !(own.isObject() || Components.absent(own))) {
            return own; // reported when it is read
        }
        JsonNode merged = merge.apply(inherited, Components.absent(own) ? Yaml.NOTHING : own);
        return merged.<ObjectNode>deepCopy().put(EXTENDS, parent);
    }

    private @Nullable String parentOf(String name) {
        String parent = stated.get(name);
        if (parent != null) {
            return parent.equals(NONE) ? null : parent;
        }
        boolean belowStandard =
                entries.containsKey(STANDARD)
                        && !name.equals(STANDARD)
                        && !ancestorsOfStandard.contains(name);
        return belowStandard ? STANDARD : null;
    }

    /** Notes a mistake at the entry that is nearest to it, and only there. */
    private boolean chainIsSound(String name) {
        List<String> above = ancestors(name, this::parentOf);
        String last = above.isEmpty() ? name : above.getLast();
        String chain = name + above.stream().map(each -> " -> " + each).collect(joining());
        if (!entries.containsKey(last)) {
            if (above.size() == 1) {
                String advice =
                        Spelling.nearest(last, entries.keySet())
                                .map(near -> "did you mean " + near + "?")
                                .orElse("correct it, or write none");
                String known = "one of " + Set.copyOf(entries.keySet()).stream().sorted().toList();
                report(name, EXTENDS, last, known + ", or none", chain + ": " + advice);
            }
            return false;
        }
        String next = parentOf(last);
        if (next != null) { // it occurred before
            boolean first = above.stream().noneMatch(other -> other.compareTo(name) < 0);
            if (next.equals(name) && first) { // one of those that go round speaks for all
                String round = chain + " -> " + next;
                report(name, EXTENDS, stated.get(name), "a chain that ends", round + ": cut it");
            }
            return false;
        }
        if (above.size() == MOST_ANCESTORS + 1) {
            String most = "at most " + MOST_ANCESTORS + " entries above it";
            report(name, EXTENDS, stated.get(name), most, chain + ": leave some out");
        }
        return above.size() <= MOST_ANCESTORS;
    }

    /** Those above {@code name}, nearest first, up to one that is not there or occurred before. */
    private List<String> ancestors(String name, Parent parent) {
        List<String> found = new ArrayList<>();
        String above = parent.of(name);
        while (above != null
                && !above.equals(NONE)
                && !above.equals(name)
                && !found.contains(above)) {
            found.add(above);
            above = entries.containsKey(above) ? parent.of(above) : null;
        }
        return found;
    }

    /** Who is above an entry; null if nobody is. */
    @FunctionalInterface
    private interface Parent {
        @Nullable String of(String name);
    }

    private void report(
            String name, String key, @Nullable String value, String expected, String advice) {
        String where = Components.join(Components.join(path, name), key);
        problems.add(new Problem(where, null, value, expected, advice));
    }
}
