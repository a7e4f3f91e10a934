package dev.trunkline.gateway.trunk;

import dev.trunkline.gateway.config.keys.Key;
import dev.trunkline.gateway.config.keys.Mistakes;
import dev.trunkline.observability.compare.TrunkRates;

/** What calls over one trunk cost, in the currency of {@code costs.currency}. */
public record CallRates(
        @Key(value = "To the carrier, for a minute", or = "0", range = "0 to 1000")
                double carrierPerMinute,
        @Key(value = "To the carrier, for each answered call", or = "0", range = "0 to 1000")
                double carrierPerCall,
        @Key(
                        value =
                                "To the carrier, each month whatever the traffic: channels, numbers,"
                                        + " interconnection; with your own carrier also equipment"
                                        + " and people",
                        or = "0",
                        range = "0 to 100000000")
                double carrierPerMonth,
        @Key(
                        value = "What the carrier rounds the length of a call up to",
                        or = "1",
                        range = "1 to 60")
                int carrierBilledSeconds,
        @Key(
                        value =
                                "To Twilio, for a minute: voice or BYOC trunking, and Media Streams or"
                                        + " ConversationRelay with it",
                        or = "0",
                        range = "0 to 1000")
                double twilioPerMinute,
        @Key(value = "What Twilio rounds the length of a call up to", or = "60", range = "1 to 60")
                int twilioBilledSeconds) {

    private static final double MOST = 1_000;

    public CallRates {
        new Mistakes()
                .range("carrierPerMinute", carrierPerMinute, 0, MOST, "give the price of a minute")
                .range("carrierPerCall", carrierPerCall, 0, MOST, "give the price of a call")
                .range(
                        "carrierPerMonth",
                        carrierPerMonth,
                        0,
                        100_000_000,
                        "give what is paid each month")
                .range("carrierBilledSeconds", carrierBilledSeconds, 1, 60, "see the contract")
                .range("twilioPerMinute", twilioPerMinute, 0, MOST, "give the price of a minute")
                .range("twilioBilledSeconds", twilioBilledSeconds, 1, 60, "see Twilio's price list")
                .throwIfAny();
    }

    /** As the comparison takes them. */
    public TrunkRates forComparison() {
        return new TrunkRates(
                carrierPerMinute,
                carrierPerCall,
                carrierPerMonth,
                carrierBilledSeconds,
                twilioPerMinute,
                twilioBilledSeconds);
    }
}
