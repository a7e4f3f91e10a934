package dev.trunkline.observability.compare;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the arms cost at the configured rates.
 *
 * @param a null if rates of one of its trunks are not configured, it has no answered minute, or
 *     arms are legs
 * @param b likewise
 * @param ruleOfThumb what the configured rates say to "below a million minutes a month BYOC is
 *     seldom worth it"; empty where they say nothing to it
 * @param missingKeys keys of the configuration that have to be set for what is not here
 */
public record Cost(
        String currency,
        @Nullable Long minutesPerMonth,
        @Nullable ArmCost a,
        @Nullable ArmCost b,
        BreakEven breakEven,
        String ruleOfThumb,
        List<String> missingKeys) {
    public Cost {
        missingKeys = List.copyOf(missingKeys);
    }
}
