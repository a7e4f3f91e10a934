package dev.trunkline.observability.compare;

import dev.trunkline.observability.record.CallDirection;
import dev.trunkline.observability.record.RecordFilter;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is to be compared.
 *
 * @param from calls that started then or later
 * @param to calls that started before
 * @param agent only of this agent; all if null
 * @param direction only of this direction; both if null
 * @param a name of the first arm, a trunk, a trunk kind or a leg by {@code armBy}; null with {@code
 *     b} to have both chosen
 * @param randomisedOnly leave out calls whose trunk was not drawn at random
 * @param seed of the resampling
 */
public record ComparisonRequest(
        Instant from,
        Instant to,
        @Nullable String agent,
        @Nullable CallDirection direction,
        ArmBy armBy,
        @Nullable String a,
        @Nullable String b,
        boolean randomisedOnly,
        long seed) {

    /** Of requests that give none. */
    public static final long DEFAULT_SEED = 1;

    /** All calls, byoc against native. */
    public static final ComparisonRequest ALL =
            new ComparisonRequest(
                    RecordFilter.ALL.from(),
                    RecordFilter.ALL.to(),
                    null,
                    null,
                    ArmBy.KIND,
                    null,
                    null,
                    false,
                    DEFAULT_SEED);

    /**
     * @throws ComparisonRequestException if the range has no length, only one arm is named, or legs
     *     are to be compared as if they had been drawn at random
     */
    public ComparisonRequest {
        if (!from.isBefore(to)) {
            throw new ComparisonRequestException(
                    "from", from.toString(), "a time before to=" + to, "exchange them");
        }
        if ((a == null) != (b == null)) {
            throw new ComparisonRequestException(
                    "arms", String.valueOf(a == null ? b : a), "both or none", "name the other");
        }
        if (randomisedOnly && armBy == ArmBy.LEG) {
            throw new ComparisonRequestException(
                    "assignment",
                    "randomised",
                    "all, where arms are legs: trunks are drawn at random, legs are not",
                    "leave it out");
        }
    }

    /**
     * From the parameters of a query, as {@code GET /api/comparison} has them: {@code from}, {@code
     * to}, {@code agent}, {@code direction}, {@code by}, {@code trunks}, {@code kinds}, {@code
     * legs}, {@code assignment} and {@code seed}, each of which may be left out.
     *
     * @param now what {@code 7d} (ago) counts from
     * @throws ComparisonRequestException if one cannot be understood, or is none of these
     */
    public static ComparisonRequest parse(Map<String, String> parameters, Instant now) {
        return new ComparisonQuery(parameters, now).request();
    }

    /** The calls that it asks for. */
    public RecordFilter filter() {
        return new RecordFilter(from, to, agent, direction, null);
    }
}
