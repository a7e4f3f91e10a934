package dev.trunkline.loadtest.relay;

/** Twilio's error codes for ConversationRelay (Error and Warning Dictionary). */
public final class RelayErrors {
    /** Only this simulator insists on it: the documentation is silent, or warns. */
    public static final int SIMULATOR = 0;

    /** An attribute or element that the TwiML's schema does not know, or a value it does not. */
    public static final int SCHEMA = 12200;

    /** The network to the gateway broke. */
    public static final int NETWORK = 39001;

    /** The gateway's socket could not be opened. */
    public static final int NOT_CONNECTED = 64102;

    /** The gateway ended the socket in the middle of the call. */
    public static final int ENDED_BY_SERVER = 64105;

    /** Provider, voice, model and language do not go together. */
    public static final int ARGUMENT = 64106;

    /** A message that is not as documented. */
    public static final int MESSAGE = 64107;

    /** The account has as many sessions as it may. */
    public static final int ACCOUNT_FULL = 64109;

    private RelayErrors() {}
}
