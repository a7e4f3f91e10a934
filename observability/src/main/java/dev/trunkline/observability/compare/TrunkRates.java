package dev.trunkline.observability.compare;

/**
 * What one trunk costs, all in the currency of {@link Rates}; a part that is not paid is 0.
 *
 * @param carrierPerMinute to the carrier
 * @param carrierPerCall to the carrier, for each answered call
 * @param carrierPerMonth to the carrier, whatever the traffic: channels, numbers, interconnection
 * @param carrierBilledSeconds what the carrier rounds a call up to, 1 to 60
 * @param twilioPerMinute to Twilio: voice or BYOC trunking, and what carries the media
 * @param twilioBilledSeconds what Twilio rounds a call up to, 1 to 60
 */
public record TrunkRates(
        double carrierPerMinute,
        double carrierPerCall,
        double carrierPerMonth,
        int carrierBilledSeconds,
        double twilioPerMinute,
        int twilioBilledSeconds) {}
