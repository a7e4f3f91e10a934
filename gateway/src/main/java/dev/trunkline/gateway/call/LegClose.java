package dev.trunkline.gateway.call;

/** Why the gateway closes a phone's socket, as a WebSocket close (RFC 6455 7.4.1). */
public enum LegClose {
    /**
     * The call is over from the gateway's side; what follows is decided by the after-stream
     * webhook.
     */
    DONE(1000, "call over"),
    /** What the phone sent cannot be used. */
    PROTOCOL(1002, "not a valid media session"),
    /** Token, call or account do not match. */
    REFUSED(1008, "session not expected"),
    /** The phone does not read what it is sent. */
    SLOW(1008, "messages are not read"),
    /** Nothing has come for too long, not even what was asked for. */
    SILENT(1008, "nothing was heard"),
    /** A message is longer than any that is expected. */
    TOO_LONG(1009, "message too long"),
    /** The gateway is stopping. */
    GOING_AWAY(1001, "gateway is stopping");

    private final short code;
    private final String reason;

    LegClose(int code, String reason) {
        this.code = (short) code;
        this.reason = reason;
    }

    public short code() {
        return code;
    }

    /** Short ASCII for the peer; says nothing about who called. */
    public String reason() {
        return reason;
    }
}
