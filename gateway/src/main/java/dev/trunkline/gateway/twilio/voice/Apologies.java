package dev.trunkline.gateway.twilio.voice;

/**
 * What callers hear when they cannot have the agent. Said by Twilio, so that it works when nothing
 * of ours does.
 *
 * @param language BCP 47 tag, such as {@code en-GB}
 * @param voice one of Twilio's voices; empty for its default
 * @param busy all calls that the gateway may hold are taken, or it is stopping
 * @param unknownAgent the number points at a profile that does not exist
 * @param failed anything else
 * @param transferFailed nobody took the transferred call
 * @param fallbackTwiml a whole TwiML document to answer with instead of the apology; empty for none
 */
public record Apologies(
        String language,
        String voice,
        String busy,
        String unknownAgent,
        String failed,
        String transferFailed,
        String fallbackTwiml) {

    public Apologies {
        if (!fallbackTwiml.isEmpty()) {
            TwiML.requireDocument(fallbackTwiml);
        }
    }

    /** Plain English. */
    public static Apologies english() {
        return new Apologies(
                "en-US",
                "",
                "We are sorry. All lines are busy at the moment. Please call again in a few minutes.",
                "We are sorry. This number is not in service yet.",
                "We are sorry. Something went wrong on our side. Please call again.",
                "We are sorry. Nobody could take your call. Please call again later.",
                "");
    }
}
