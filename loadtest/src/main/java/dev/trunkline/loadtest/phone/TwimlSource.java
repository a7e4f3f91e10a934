package dev.trunkline.loadtest.phone;

import java.net.URI;

/** Where a call that is controlled by the REST API finds its TwiML. */
public sealed interface TwimlSource {
    /** A URL of the gateway's. */
    record At(WebhookUrl asked) implements TwimlSource {
        /** By POST. */
        public At(URI url) {
            this(WebhookUrl.post(url));
        }
    }

    /** A document that came with the request. */
    record Inline(String document) implements TwimlSource {}

    /** What hangs up. */
    static TwimlSource hangUp() {
        return new Inline("<Response><Hangup/></Response>");
    }
}
