package dev.trunkline.gateway.twilio.stream;

import dev.trunkline.gateway.call.Base64Payload;
import dev.trunkline.gateway.call.FlatJson;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * Finds the audio in a {@code media} message without parsing it as JSON:
 *
 * <pre>
 *   {"event":"media","sequenceNumber":"12","streamSid":"MZ…","media":{"track":"inbound","chunk":"11",
 *    "timestamp":"268","payload":"//7+/f7//v8="}}
 * </pre>
 *
 * <p>Members in any order. Any other shape, another stream's audio and payloads that are not base64
 * are refused and take the parser's path, which judges them. Hot path: one scanner a stream,
 * allocates nothing. Borrows messages and frames. Confined to the stream's event loop, on which it
 * is made.
 */
final class MediaScanner {
    private static final byte[] EVENT = ascii("event");
    private static final byte[] MEDIA = ascii("media");
    private static final byte[] STREAM_SID = ascii("streamSid");
    private static final byte[] TRACK = ascii("track");
    private static final byte[] INBOUND = ascii("inbound");
    private static final byte[] TIMESTAMP = ascii("timestamp");
    private static final byte[] PAYLOAD = ascii("payload");

    private static final int SEEN_EVENT = 1;
    private static final int SEEN_STREAM_SID = 2;
    private static final int SEEN_MEDIA = 4;
    private static final int SEEN_TRACK = 8;
    private static final int SEEN_TIMESTAMP = 16;
    private static final int SEEN_PAYLOAD = 32;
    private static final int SEEN_ALL = 63;
    private static final int UNUSED = 0;
    private static final int WRONG = -1;

    /** Final, text, masked, length in two bytes; those, and the key, follow. */
    private static final int TEXT_OF_TWO_BYTE_LENGTH = 0x81_FE;

    private static final int FRAME_HEADER_BYTES = 8;

    /** Shorter ones have their length in one byte. */
    private static final int SHORTEST_BYTES = 126;

    private final FlatJson json = new FlatJson(PAYLOAD);
    private final Base64Payload payload = Base64Payload.ofThisLoop();
    private final byte[] streamSid;

    private long timestampMs;
    private int payloadStart;
    private int payloadEnd;

    MediaScanner(String streamSid) {
        this.streamSid = ascii(streamSid);
    }

    /** True if {@code message} is inbound audio of this stream; its parts can then be asked for. */
    boolean scan(ByteBuf message) {
        return json.wrap(message)
                && findPayload()
                && payload.read(message, json.bytes(), payloadStart, payloadEnd);
    }

    /**
     * How many bytes the frame has that a buffer from the socket begins with, if it is whole,
     * final, text, masked and of a length that takes two bytes (RFC 6455 5.2), as all audio is;
     * else 0.
     */
    static int frameBytes(ByteBuf read) {
        int start = read.readerIndex();
        int mostBytes = read.readableBytes() - FRAME_HEADER_BYTES;
        if (mostBytes < SHORTEST_BYTES || read.getUnsignedShort(start) != TEXT_OF_TWO_BYTE_LENGTH) {
            return 0;
        }
        int length = read.getUnsignedShort(start + 2);
        return length >= SHORTEST_BYTES && length <= mostBytes ? FRAME_HEADER_BYTES + length : 0;
    }

    /**
     * {@link #scan} of a buffer as it came from the socket: true if it is one frame by {@link
     * #frameBytes} with such a message in it. Its payload is without the mask then; otherwise the
     * buffer is as it was.
     */
    boolean scanFrame(ByteBuf frame) {
        if (frameBytes(frame) != frame.readableBytes()
                || !frame.isReadable()
                || frame.isReadOnly()
                || frame.refCnt() != 1) {
            return false;
        }
        int body = frame.readerIndex() + FRAME_HEADER_BYTES;
        int length = frame.readableBytes() - FRAME_HEADER_BYTES;
        return json.wrapMasked(frame, body, length, frame.getInt(body - 4))
                && findPayload()
                && payload.unmask(frame, body, json.bytes(), payloadStart, payloadEnd);
    }

    private boolean findPayload() {
        int seen = 0;
        boolean inMedia = false;
        while (true) {
            int member;
            switch (json.next()) {
                case STRING, INTEGER -> member = inMedia ? mediaMember() : topMember();
                case OPEN -> {
                    if (!json.keyIs(MEDIA)) {
                        return false;
                    }
                    inMedia = true;
                    member = SEEN_MEDIA;
                }
                case CLOSE -> {
                    inMedia = false;
                    member = UNUSED;
                }
                case END -> {
                    // Two more bytes follow the payload, its quote and a brace: room for the
                    // envelope.
                    return seen == SEEN_ALL;
                }
                default -> {
                    return false;
                }
            }
            if (member == WRONG || (seen & member) != 0) {
                return false;
            }
            seen |= member;
        }
    }

    /** Milliseconds since the stream began, on Twilio's media clock. */
    long timestampMs() {
        return timestampMs;
    }

    /** The audio, good until the next message on this event loop. */
    Base64Payload payload() {
        return payload;
    }

    private int topMember() {
        if (json.keyIs(EVENT)) {
            return json.valueIs(MEDIA) ? SEEN_EVENT : WRONG;
        }
        if (json.keyIs(STREAM_SID)) {
            return json.valueIs(streamSid) ? SEEN_STREAM_SID : WRONG;
        }
        return json.keyIs(MEDIA) || json.keyIs(PAYLOAD) ? WRONG : UNUSED;
    }

    private int mediaMember() {
        if (json.keyIs(PAYLOAD)) {
            payloadStart = json.valueStart();
            payloadEnd = json.valueEnd();
            return SEEN_PAYLOAD;
        }
        if (json.keyIs(TIMESTAMP)) {
            timestampMs = json.valueAsLong();
            return timestampMs < 0 ? WRONG : SEEN_TIMESTAMP;
        }
        if (json.keyIs(TRACK)) {
            return json.valueIs(INBOUND) ? SEEN_TRACK : WRONG;
        }
        return UNUSED;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
