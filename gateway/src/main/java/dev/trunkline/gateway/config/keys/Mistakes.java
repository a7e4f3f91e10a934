package dev.trunkline.gateway.config.keys;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the mistakes of one record, for its compact constructor: every component is checked
 * before {@link #throwIfAny} throws. Keys are component names here, or empty for the record's own
 * name in its map; whoever knows where the record stands puts the path before them.
 */
public final class Mistakes {
    private final List<Problem> problems = new ArrayList<>();

    /** Both ends are accepted. */
    public Mistakes range(String key, long value, long least, long most, String advice) {
        return check(value >= least && value <= most, key, value, least + " to " + most, advice);
    }

    /** Both ends are accepted. */
    public Mistakes range(String key, double value, double least, double most, String advice) {
        return check(value >= least && value <= most, key, value, least + " to " + most, advice);
    }

    /** Both ends are accepted. */
    public Mistakes range(
            String key, Duration value, Duration least, Duration most, String advice) {
        return check(
                value.compareTo(least) >= 0 && value.compareTo(most) <= 0,
                key,
                Durations.print(value),
                Durations.print(least) + " to " + Durations.print(most),
                advice);
    }

    /** Notes a problem unless {@code holds}. A null {@code value} is not printed. */
    public Mistakes check(
            boolean holds, String key, @Nullable Object value, String expected, String advice) {
        if (!holds) {
            String given = value == null ? null : value.toString();
            problems.add(new Problem(key, null, given, expected, advice));
        }
        return this;
    }

    /**
     * Ends a compact constructor.
     *
     * @throws ConfigurationException with all that was noted, if anything was
     */
    public void throwIfAny() {
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
    }
}
