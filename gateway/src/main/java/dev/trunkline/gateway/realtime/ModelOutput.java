package dev.trunkline.gateway.realtime;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;

/**
 * The way out to the model, one of two lanes that put the same bytes on the wire but for the
 * masking key. Confined to the session's event loop.
 */
interface ModelOutput {
    /** Makes the output of a connected socket. */
    @FunctionalInterface
    interface Factory {
        ModelOutput on(Channel channel);
    }

    /**
     * Takes {@code message}, whose payload is valid base64. Nothing leaves before {@link #flush}.
     */
    void append(ByteBuf message, int payloadStart, int payloadEnd);

    /** Borrows {@code audio}. Nothing leaves before {@link #flush}. */
    void append(byte[] audio, int offset, int byteCount);

    /** Sends an event at once, with what was appended before it. */
    void send(String event);

    void flush();
}
