package dev.trunkline.loadtest.relay;

/** The socket of a session, and the call around it, as the session needs them. One thread. */
public interface RelayLine {
    /** Sends a text message. */
    void send(String text);

    /** Closes the socket with this code and reason. */
    void close(int code, String reason);

    /** The network breaks: the connection ends without a close frame. */
    void drop();

    /** Something that Twilio would have put into its debugger. */
    void violation(int code, String detail);

    /** The caller hung up; the session closes its socket itself. */
    void hungUpByCaller();

    /** Something happened that somebody may be waiting for. */
    void progressed();
}
