package dev.trunkline.loadtest.phone;

/**
 * The WebSocket of a stream as the call sees it; everything is sent in the order of the calls.
 * Event loop only.
 */
interface StreamWire {
    /** Sends a text message; borrows the array, which may be reused at once. */
    void text(byte[] utf8, int length);

    /**
     * Sends bytes as they are, below the WebSocket layer (see {@link RawMessage}); borrows the
     * array.
     */
    void raw(byte[] bytes);

    /**
     * Whether the peer reads fast enough: false when too much is waiting in the socket's buffer.
     */
    boolean writable();

    /** Whether to read from the socket. */
    void reading(boolean on);

    /**
     * Sends a close frame with this code and then closes the connection, at once if the peer has
     * begun.
     */
    void close(int code);

    /** Ends the TCP connection without a close frame: as {@code how} says. */
    void drop(HangUp how);
}
