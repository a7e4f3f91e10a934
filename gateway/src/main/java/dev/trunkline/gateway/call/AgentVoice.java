package dev.trunkline.gateway.call;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.gateway.call.ModelSessionListener.AudioItem;
import dev.trunkline.observability.metrics.CallCounter;
import dev.trunkline.observability.metrics.CallMeters;
import io.netty.buffer.ByteBuf;

/**
 * The model's voice from its messages to the playout: base64 decoded piece by piece into a scratch
 * that the call owns. Hot path, allocates nothing; confined to the call's event loop.
 */
final class AgentVoice {
    /** A multiple of four: one second of μ-law. Longer payloads are decoded in pieces. */
    private static final int PIECE_CHARACTERS = 10_668;

    private final Playout playout;
    private final CallMeters meters;
    private final AudioFormat format;
    private final byte[] scratch = new byte[PIECE_CHARACTERS / 4 * 3];

    AgentVoice(AudioFormat format, Playout playout, CallMeters meters) {
        this.format = format;
        this.playout = playout;
        this.meters = meters;
    }

    /**
     * Queues the payload; false if it is not base64 audio, and then counted. Borrows {@code
     * message}.
     */
    boolean offer(AudioItem item, ByteBuf message, int payloadStart, int payloadEnd) {
        if (!Base64Audio.isValid(message, payloadStart, payloadEnd)) {
            if (payloadStart != payloadEnd) {
                meters.count(CallCounter.MALFORMED_MODEL);
            }
            return false;
        }
        for (int start = payloadStart; start < payloadEnd; start += PIECE_CHARACTERS) {
            int end = Math.min(payloadEnd, start + PIECE_CHARACTERS);
            int byteCount = Base64Audio.decode(message, start, end, scratch, 0);
            meters.count(CallCounter.DOWNLINK_BYTES, byteCount);
            playout.offer(item, scratch, 0, byteCount);
        }
        return true;
    }

    /** Milliseconds of audio in a payload, without decoding it. */
    long durationMs(ByteBuf message, int payloadStart, int payloadEnd) {
        return format.durationMs(Base64Audio.decodedLength(message, payloadStart, payloadEnd));
    }

    @Override
    public String toString() {
        return "voice(" + format + ") -> " + playout;
    }
}
