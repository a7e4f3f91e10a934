package dev.trunkline.loadtest.relay;

/**
 * What Twilio's documentation leaves open; the defaults are the harsher case.
 *
 * @param endCutsSpeech whether {@code end} cuts off what is being spoken, or waits for it
 * @param leftoversSpoken whether text of an interrupted talk cycle that still arrives is spoken as
 *     a new one, or dropped up to its {@code last}
 * @param greetingReported whether {@code tokensPlayed} is sent for the welcome greeting too
 * @param extraFields whether messages carry members that no documentation mentions, as new versions
 *     of the service do
 */
public record RelayBehavior(
        boolean endCutsSpeech,
        boolean leftoversSpoken,
        boolean greetingReported,
        boolean extraFields) {

    public static RelayBehavior harsh() {
        return new RelayBehavior(true, true, true, false);
    }

    public RelayBehavior withEndCutsSpeech(boolean cuts) {
        return new RelayBehavior(cuts, leftoversSpoken, greetingReported, extraFields);
    }

    public RelayBehavior withLeftoversSpoken(boolean spoken) {
        return new RelayBehavior(endCutsSpeech, spoken, greetingReported, extraFields);
    }

    public RelayBehavior withGreetingReported(boolean reported) {
        return new RelayBehavior(endCutsSpeech, leftoversSpoken, reported, extraFields);
    }

    public RelayBehavior withExtraFields(boolean extra) {
        return new RelayBehavior(endCutsSpeech, leftoversSpoken, greetingReported, extra);
    }
}
