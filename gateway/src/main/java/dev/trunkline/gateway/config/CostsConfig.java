package dev.trunkline.gateway.config;

import dev.trunkline.gateway.config.keys.Key;
import dev.trunkline.gateway.config.keys.Mistakes;
import dev.trunkline.gateway.trunk.Trunk;
import dev.trunkline.observability.compare.Rates;
import dev.trunkline.observability.compare.TrunkRates;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the comparison of trunks counts costs with; no price is assumed that is not given. */
public record CostsConfig(
        @Key(value = "Of all prices, also those of `trunks.<name>.rates`", or = "USD")
                String currency,
        @Key(
                        value =
                                "Traffic that a month is priced at; none: no cost of a month is told",
                        range = "1 to 1000000000")
                @Nullable Integer minutesPerMonth,
        @Key("The model's prices; none: its cost is not counted") @Nullable ModelPrices model) {

    private static final int MOST_MINUTES = 1_000_000_000;

    public CostsConfig {
        new Mistakes()
                .check(
                        currency.length() <= 8 && !currency.isBlank(),
                        "currency",
                        currency,
                        "1 to 8 characters",
                        "write it as in EUR")
                .check(
                        minutesPerMonth == null
                                || (minutesPerMonth >= 1 && minutesPerMonth <= MOST_MINUTES),
                        "minutesPerMonth",
                        minutesPerMonth,
                        "1 to " + MOST_MINUTES,
                        "give the minutes of all calls in a month")
                .throwIfAny();
    }

    /** All prices, as the comparison takes them. */
    Rates rates(Map<String, Trunk> trunks) {
        Map<String, TrunkRates> byTrunk = new HashMap<>();
        trunks.forEach((name, trunk) -> {
            if (trunk.rates() != null) {
                byTrunk.put(name, trunk.rates().forComparison());
            }
        });
        return new Rates(
                currency,
                minutesPerMonth == null ? null : minutesPerMonth.longValue(),
                byTrunk,
                model == null ? null : model.forComparison());
    }
}
