package dev.trunkline.gateway.call;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;

/**
 * Caller audio that cannot be sent yet: the model session is not ready, was lost, or reads too
 * slowly. Bounded in milliseconds; the oldest is dropped, since what the caller says now matters
 * more. Owns what it holds. Confined to the call's event loop.
 */
final class HeldAudio {
    /** Sends one message's audio to the session; takes the message. */
    @FunctionalInterface
    interface Sender {
        void send(ModelSession session, ByteBuf message, int payloadStart, int payloadEnd);
    }

    private record Frame(ByteBuf message, int payloadStart, int payloadEnd, long durationMs) {}

    private final ArrayDeque<Frame> frames = new ArrayDeque<>();
    private final long maxMs;
    private long heldMs;

    HeldAudio(long maxMs) {
        this.maxMs = maxMs;
    }

    boolean isEmpty() {
        return frames.isEmpty();
    }

    /** Takes {@code message}. Returns the milliseconds that were dropped to make room. */
    long hold(ByteBuf message, int payloadStart, int payloadEnd, long durationMs) {
        // At least 1 ms each, or no number of shorter ones would reach the bound.
        Frame frame = new Frame(message, payloadStart, payloadEnd, Math.max(1, durationMs));
        frames.add(frame);
        heldMs += frame.durationMs;
        long dropped = 0;
        while (heldMs > maxMs) {
            dropped += dropOldest();
        }
        return dropped;
    }

    /** Hands everything over, oldest first, for as long as the session takes it. */
    void drainTo(ModelSession session, Sender sender) {
        while (!frames.isEmpty() && session.writable()) {
            Frame frame = frames.remove();
            heldMs -= frame.durationMs;
            sender.send(session, frame.message, frame.payloadStart, frame.payloadEnd);
        }
    }

    /** Drops everything; the milliseconds that were held. */
    long clear() {
        long dropped = 0;
        while (!frames.isEmpty()) {
            dropped += dropOldest();
        }
        return dropped;
    }

    private long dropOldest() {
        Frame oldest = frames.remove();
        heldMs -= oldest.durationMs;
        oldest.message.release();
        return oldest.durationMs;
    }
}
