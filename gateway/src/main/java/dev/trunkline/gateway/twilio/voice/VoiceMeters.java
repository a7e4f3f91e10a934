package dev.trunkline.gateway.twilio.voice;

/** What the webhooks count. Called on event loops: count, and return. */
public interface VoiceMeters {

    /** A request was turned away. */
    void rejected(Rejection rejection);

    /** A call's URL named a trunk that is not configured; it went on as {@code unknown}. */
    void unknownTrunk();

    /** A call's URL named a leg that does not exist; it went on as its agent's profile has it. */
    void unknownLeg();

    /** A caller got an apology (or the configured fallback) instead of the agent. */
    void apologised(Apology cause);

    /**
     * Twilio asked what a number or trunk falls back on.
     *
     * @param errorCode what was wrong with the voice URL, by Twilio's dictionary; 0 if unknown
     */
    void fellBack(int errorCode);

    /** A callback of Twilio's that arrived before was dropped. */
    void repeatedCallback();

    /** The gateway failed when it was told something; that is lost. */
    void callbackFailed();

    /** Why a caller got an apology. */
    enum Apology {
        FULL,
        /** Another call would harm the audio of those that are there. */
        OVERLOADED,
        DRAINING,
        UNKNOWN_AGENT,
        /** The gateway took longer than the budget. */
        LATE,
        /** The gateway failed to decide, or decided something that cannot be said in TwiML. */
        FAILED,
        /** The media stream failed under the call. */
        STREAM_FAILED,
        /** The voice URL failed: Twilio asked the fallback. */
        FALLBACK,
        /** The one the call was transferred to did not take it. */
        TRANSFER_FAILED
    }
}
