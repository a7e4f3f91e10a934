package dev.trunkline.codecs.audio;

import io.netty.buffer.ByteBuf;

/** Where a {@link Framer} hands its frames. */
@FunctionalInterface
public interface FrameSink {
    /**
     * Takes one whole frame: all readable bytes of {@code frame}.
     *
     * <p>Ownership: borrows. The framer writes the next frame into the same buffer, so what is kept
     * has to be copied before returning.
     */
    void frame(ByteBuf frame);
}
