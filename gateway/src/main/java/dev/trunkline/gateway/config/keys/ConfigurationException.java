package dev.trunkline.gateway.config.keys;

import java.util.List;
import java.util.stream.Collectors;

/** The configuration cannot be used. Carries every mistake that was found, not only the first. */
public final class ConfigurationException extends IllegalArgumentException {
    private final transient List<Problem> problems;

    public ConfigurationException(List<Problem> problems) {
        super(
                problems.stream()
                        .map(Problem::toString)
                        .collect(Collectors.joining("\n", problems.size() + " problem(s):\n", "")));
        this.problems = List.copyOf(problems);
    }

    /** In the order in which they were found; at least one. */
    public List<Problem> problems() {
        return problems;
    }
}
