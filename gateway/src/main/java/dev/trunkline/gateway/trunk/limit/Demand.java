package dev.trunkline.gateway.trunk.limit;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What one call needs. Scopes of calls at once and of rates have names of their own: the same one
 * may stand in both.
 *
 * @param concurrency limits on calls at once that it counts for
 * @param rates limits on how fast calls begin that it counts for
 */
public record Demand(List<Concurrency> concurrency, List<Rate> rates) {
    /** Characters of a scope's name. */
    static final int LONGEST_SCOPE = 256;

    /**
     * So many calls at once.
     *
     * @param scope what is limited, such as {@code agent:sales}
     * @param most 0 or more
     */
    public record Concurrency(String scope, int most) {
        public Concurrency {
            checkScope(scope);
            if (most < 0) {
                throw new IllegalArgumentException(scope + ": most=" + most + ": 0 or more");
            }
        }
    }

    /**
     * So many calls a second.
     *
     * @param scope what is limited, such as {@code trunk:a}
     * @param perSecond more than 0; no two calls begin closer than one over this
     */
    public record Rate(String scope, double perSecond) {
        /** Less often than once a day is none. */
        private static final double LEAST = 1.0 / 86_400;

        private static final double MOST = 1_000_000;

        public Rate {
            checkScope(scope);
            if (!(perSecond >= LEAST && perSecond <= MOST)) {
                throw new IllegalArgumentException(
                        scope + ": perSecond=" + perSecond + ": from " + LEAST + " to " + MOST);
            }
        }

        /** Between two calls, at least. */
        long intervalMicros() {
            return Math.round(1_000_000 / perSecond);
        }
    }

    /**
     * @throws IllegalArgumentException if a scope is named twice among either
     */
    public Demand {
        concurrency = List.copyOf(concurrency);
        rates = List.copyOf(rates);
        checkOnce(concurrency.stream().map(Concurrency::scope).toList());
        checkOnce(rates.stream().map(Rate::scope).toList());
    }

    private static void checkOnce(List<String> scopes) {
        Set<String> seen = new HashSet<>();
        for (String scope : scopes) {
            if (!seen.add(scope)) {
                throw new IllegalArgumentException(scope + ": named twice; name it once");
            }
        }
    }

    private static void checkScope(String scope) {
        if (scope.isEmpty() || scope.length() > LONGEST_SCOPE) {
            throw new IllegalArgumentException(
                    "scope: expected 1 to " + LONGEST_SCOPE + " characters, not " + scope.length());
        }
    }
}
