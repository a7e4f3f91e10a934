package dev.trunkline.loadtest.phone;

import java.net.URI;

/** TwiML being obeyed: where it came from and how far it has been followed. */
record Position(Twiml document, URI from, int verb) {
    Position next() {
        return new Position(document, from, verb + 1);
    }

    /** What a verb's action names; the document itself if it names none. */
    WebhookUrl asked(Attributes verb) {
        String action = verb.text("action");
        return WebhookUrl.of(action.isEmpty() ? from : from.resolve(action), verb.text("method"));
    }
}
