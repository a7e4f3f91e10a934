package dev.trunkline.observability.compare;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What calls cost. Prices are the user's own: none is assumed.
 *
 * @param currency of all prices, such as {@code USD}
 * @param minutesPerMonth traffic that a month is priced at; null if none is configured
 * @param trunks by the trunk's name; a trunk without rates is not among them
 * @param model null if none is configured
 */
public record Rates(
        String currency,
        @Nullable Long minutesPerMonth,
        Map<String, TrunkRates> trunks,
        @Nullable ModelRates model) {

    /** Nothing is configured. */
    public static final Rates NONE = new Rates("", null, Map.of(), null);

    public Rates {
        trunks = Map.copyOf(trunks);
    }
}
