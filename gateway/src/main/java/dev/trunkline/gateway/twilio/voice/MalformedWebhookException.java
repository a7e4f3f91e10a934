package dev.trunkline.gateway.twilio.voice;

/**
 * A request that is not the webhook its route expects; answered with 400. The message goes to the
 * peer and to the log: it names parameters and never repeats a value.
 */
final class MalformedWebhookException extends Exception {
    private final String sentence;

    MalformedWebhookException(String sentence) {
        super(sentence, null, false, false);
        this.sentence = sentence;
    }

    String sentence() {
        return sentence;
    }
}
