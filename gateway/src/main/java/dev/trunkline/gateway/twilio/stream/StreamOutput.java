package dev.trunkline.gateway.twilio.stream;

/**
 * The way out to Twilio, one of two lanes that put the same bytes on the wire (Media Streams,
 * "WebSocket messages to Twilio"). Nothing leaves before {@link #flush}. Confined to the leg's
 * event loop.
 */
interface StreamOutput {
    /** Borrows {@code audio}, one whole frame. */
    void media(byte[] audio);

    void mark(int generation, int sequence);

    void clear();

    void flush();

    /** Drops what was not flushed. */
    void close();
}
