package dev.trunkline.observability.compare;

/**
 * What the model costs, in the currency of {@link Rates}: a price for a million tokens of each
 * kind, and one for a minute of call; usually one of the two ways is used and the other is 0.
 *
 * @param perMinute for a minute of an answered call
 */
public record ModelRates(
        double inputTextPerMillion,
        double inputAudioPerMillion,
        double cachedTextPerMillion,
        double cachedAudioPerMillion,
        double outputTextPerMillion,
        double outputAudioPerMillion,
        double perMinute) {}
