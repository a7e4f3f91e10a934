package dev.trunkline.observability.compare;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * From which traffic on the arm with the higher fixed cost is the cheaper one. The model is left
 * out: it costs the same over either.
 *
 * @param minutesPerMonth where both cost the same; null but for {@link Kind#AT_VOLUME}
 * @param arm the name of the arm that {@code kind} is about; empty for {@link Kind#SAME}, {@link
 *     Kind#UNKNOWN} and {@link Kind#NOT_COMPARED}
 * @param sentence all of it in words
 */
public record BreakEven(Kind kind, @Nullable Long minutesPerMonth, String arm, String sentence) {

    /** What there is to say. */
    public enum Kind {
        /** {@code arm} is the cheaper one above {@code minutesPerMonth}, the other one below. */
        AT_VOLUME,
        /** {@code arm} is the cheaper one at any traffic. */
        ALWAYS,
        /** Both cost the same at any traffic. */
        SAME,
        /** Rates are not configured, or there is no answered minute to price. */
        UNKNOWN,
        /** Arms are legs: prices are the trunks'. */
        NOT_COMPARED;

        /** As the API carries it. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
