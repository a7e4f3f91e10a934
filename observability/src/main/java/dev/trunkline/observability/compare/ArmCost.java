package dev.trunkline.observability.compare;

import org.jspecify.annotations.Nullable;

/**
 * What one arm costs, in the currency of {@link Cost}.
 *
 * @param minutes of answered calls, to the second
 * @param carrier what the arm's calls cost with the carrier, per minute and per call
 * @param twilio with Twilio
 * @param model with the model; null if its prices are not configured
 * @param perMinute all of these by the minutes, without what is paid by the month
 * @param perCall the same by the answered calls
 * @param telephonyPerMinute carrier and Twilio for a minute, if the answered calls of <em>both</em>
 *     arms had gone this way: arms differ in it by their prices only, not by the length of their
 *     calls
 * @param fixedPerMonth what the arm's trunks cost a month without a call
 * @param perMonth fixed costs and the configured traffic at {@code telephonyPerMinute}, without the
 *     model; null if no traffic is configured
 */
public record ArmCost(
        double minutes,
        long answeredCalls,
        double carrier,
        double twilio,
        @Nullable Double model,
        double perMinute,
        double perCall,
        double telephonyPerMinute,
        double fixedPerMonth,
        @Nullable Double perMonth) {}
