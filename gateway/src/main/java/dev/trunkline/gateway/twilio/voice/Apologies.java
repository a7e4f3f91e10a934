package dev.trunkline.gateway.twilio.voice;

import java.util.List;

/**
 * What callers hear when they cannot have the agent. Said by Twilio, so that it works when nothing
 * of ours does.
 *
 * @param text one or two sentences
 * @param language BCP 47 tag, such as {@code en-GB}
 * @param fallbackTwiml a whole TwiML document to answer with instead; empty for none
 */
public record Apologies(String text, String language, String fallbackTwiml) {

    /**
     * Checks that both can be sent.
     *
     * @throws IllegalArgumentException naming what is wrong
     */
    public Apologies {
        if (!fallbackTwiml.isEmpty()) {
            TwiML.requireDocument(fallbackTwiml);
        }
        TwiML.requireDocument(spoken(text, language));
    }

    /** The document that a caller gets. */
    String document() {
        return fallbackTwiml.isEmpty() ? spoken(text, language) : fallbackTwiml;
    }

    private static String spoken(String text, String language) {
        return TwiML.document(List.of(new TwiML.Say(text, language, ""), new TwiML.Hangup()));
    }
}
