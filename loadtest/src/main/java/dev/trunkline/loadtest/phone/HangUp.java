package dev.trunkline.loadtest.phone;

/** How the phone's side of a stream ends. */
public enum HangUp {
    /** {@code stop}, then a close frame: what Twilio does when the caller hangs up. */
    STOP,
    /** A close frame without {@code stop}. */
    CLOSE_ONLY,
    /** A TCP reset in the middle of everything. */
    RESET,
    /** A TCP FIN without a close frame; what the gateway still sends is read. */
    HALF_CLOSE,
    /**
     * Nothing at all any more, with the connection left open: as when a network path breaks. It is
     * reset after 30 s, or when the call is hung up again.
     */
    VANISH
}
