package dev.trunkline.gateway.twilio.voice;

/** Why a ConversationRelay session failed ({@code ErrorCode}, Twilio's error dictionary). */
public enum RelayError {
    /** No code was given. */
    NONE("", true),
    /** The network connection to us failed. */
    NETWORK("39001", true),
    /** Our socket could not be opened. */
    UNREACHABLE("64102", true),
    /** The longest duration that Twilio allows was reached. */
    LONGEST_DURATION("64104", false),
    /** Our side closed the socket in the middle of the call. */
    CLOSED("64105", true),
    /** Provider, voice, model and language do not go together: they will not next time. */
    BAD_ARGUMENT("64106", false),
    /** Our messages were not understood. */
    BAD_MESSAGE("64107", false),
    /** The account has as many sessions as it may have: another try would only add to them. */
    TOO_MANY_SESSIONS("64109", false),
    /** The provider of transcription could not be reached, or was lost. */
    TRANSCRIPTION("64114", true),
    /** A code that this version does not know. */
    OTHER("", false);

    private final String code;
    private final boolean worthAnotherTry;

    RelayError(String code, boolean worthAnotherTry) {
        this.code = code;
        this.worthAnotherTry = worthAnotherTry;
    }

    /** Whether a new session for the same call may work. */
    public boolean worthAnotherTry() {
        return worthAnotherTry;
    }

    static RelayError of(String code) {
        for (RelayError error : values()) {
            if (error != OTHER && error.code.equals(code)) {
                return error;
            }
        }
        return OTHER;
    }
}
