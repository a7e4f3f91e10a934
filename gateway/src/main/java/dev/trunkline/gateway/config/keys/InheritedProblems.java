package dev.trunkline.gateway.config.keys;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Takes back what was noted of an entry and had been noted of the one that it inherits it from. */
final class InheritedProblems {
    private final String path;
    private final List<Problem> problems;
    private final Map<String, Set<Problem>> ofEntries = new HashMap<>();
    private int before;

    /**
     * @param problems all that was noted so far; more is added entry by entry
     */
    InheritedProblems(String path, List<Problem> problems) {
        this.path = path;
        this.problems = problems;
        before = problems.size();
    }

    /** After {@code name} was read, parents before children. */
    void remove(String name, Inheritance.Heir heir) {
        List<Problem> noted = problems.subList(before, problems.size());
        String prefix = Components.join(path, name);
        Set<Problem> found = new HashSet<>();
        noted.forEach(problem -> found.add(relative(problem, prefix)));
        Set<Problem> above =
                heir.parent() == null ? Set.of() : ofEntries.getOrDefault(heir.parent(), Set.of());
        noted.removeIf(problem -> {
            Problem relative = relative(problem, prefix);
            return above.contains(relative) && !says(heir.own(), relative.key());
        });
        ofEntries.put(name, found);
        before = problems.size();
    }

    private static Problem relative(Problem problem, String prefix) {
        String key = problem.key();
        return new Problem(
                key.startsWith(prefix + ".") ? key.substring(prefix.length() + 1) : key,
                null,
                problem.value(),
                problem.expected(),
                problem.advice());
    }

    private static boolean says(JsonNode own, String key) {
        JsonNode node = own;
        for (String step : key.split("\\.", -1)) {
            node = node.path(step);
        }
        return !node.isMissingNode();
    }
}
