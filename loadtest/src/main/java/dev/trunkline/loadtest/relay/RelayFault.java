package dev.trunkline.loadtest.relay;

/**
 * Ways in which a session can differ from what Twilio does, to see what the gateway makes of it.
 */
public enum RelayFault {
    /** No session is opened: the account has as many as it may (64109). */
    ACCOUNT_FULL,
    /** A {@code prompt} comes before {@code setup}. */
    PROMPT_BEFORE_SETUP,
    /** {@code setup} never comes, all else does. */
    NO_SETUP,
    /** {@code setup} comes twice. */
    TWO_SETUPS,
    /** The socket is opened and nothing is ever sent. */
    SILENT,
    /** Numbers and booleans are sent as strings. */
    NUMBERS_AS_STRINGS,
    /** Transcripts, digits and all other strings are sent as numbers, but in {@code setup}. */
    STRINGS_AS_NUMBERS,
    /** Every message but {@code setup} lacks all members but its type. */
    MISSING_FIELDS,
    /** The strings of {@code setup} are sent as numbers. */
    NUMERIC_SETUP,
    /** {@code setup} lacks all members but its type. */
    BARE_SETUP,
    /** Every message is followed by one of a type that nobody knows. */
    UNKNOWN_TYPES,
    /** Every message is followed by text that is no JSON, and by JSON that is no object. */
    GARBAGE,
    /** Every prompt is filled up to 100 kB. */
    HUGE_PROMPTS,
    /** Right after {@code setup} an {@code interrupt} comes for text that was never sent. */
    UNASKED_INTERRUPT,
    /** Every {@code interrupt} quotes text that was never sent. */
    FOREIGN_INTERRUPTS,
    /** Every {@code interrupt} comes without its text. */
    INTERRUPTS_WITHOUT_TEXT
}
