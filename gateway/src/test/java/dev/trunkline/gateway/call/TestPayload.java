package dev.trunkline.gateway.call;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A frame of the caller's as a leg hands it over. */
final class TestPayload {
    private static final String TAIL = "\"}";

    private TestPayload() {}

    /** Whoever takes the payload releases its message. */
    static Base64Payload of(byte[] audio) {
        String base64 = Base64.getEncoder().encodeToString(audio);
        ByteBuf message = PooledByteBufAllocator.DEFAULT.buffer(base64.length() + TAIL.length());
        message.writeCharSequence(base64 + TAIL, StandardCharsets.US_ASCII);
        Base64Payload payload = Base64Payload.ofThisLoop();
        if (!payload.read(message, 0, base64.length())) {
            throw new IllegalArgumentException("expected at least one byte");
        }
        return payload;
    }
}
