package dev.trunkline.loadtest.phone;

import java.nio.charset.StandardCharsets;

/**
 * The messages of one stream as bytes: those of the hot path composed from pieces made once, in a
 * scratch array that belongs to the event loop.
 */
final class MediaMessages {
    private static final byte[] MEDIA_HEAD = ascii("{\"event\":\"media\",\"sequenceNumber\":\"");
    private static final byte[] MARK_HEAD = ascii("{\"event\":\"mark\",\"sequenceNumber\":\"");
    private static final byte[] TIMESTAMP = ascii("\",\"timestamp\":\"");
    private static final byte[] PAYLOAD = ascii("\",\"payload\":\"");
    private static final byte[] END = ascii("\"}}");

    private final byte[] mediaSid;
    private final byte[] markSid;
    private final byte[] scratch;
    private int at;

    /** {@code scratch} is shared by the streams of an event loop. */
    MediaMessages(String streamSid, byte[] scratch) {
        mediaSid =
                ascii(
                        "\",\"streamSid\":\""
                                + streamSid
                                + "\",\"media\":{\"track\":\"inbound\",\"chunk\":\"");
        markSid = ascii("\",\"streamSid\":\"" + streamSid + "\",\"mark\":{\"name\":\"");
        this.scratch = scratch;
    }

    /** Composes a {@code media} message in the scratch array. Returns its length. */
    int media(long sequence, long chunk, long timestampMs, byte[] base64, int offset) {
        at = 0;
        put(MEDIA_HEAD);
        put(sequence);
        put(mediaSid);
        put(chunk);
        put(TIMESTAMP);
        put(timestampMs);
        put(PAYLOAD);
        System.arraycopy(base64, offset, scratch, at, CallerAudio.FRAME_CHARS);
        at += CallerAudio.FRAME_CHARS;
        put(END);
        return at;
    }

    /**
     * Composes a mark's echo; the name is JSON already, as it came, or has nothing to escape.
     * Returns its length.
     */
    int mark(long sequence, byte[] name) {
        at = 0;
        put(MARK_HEAD);
        put(sequence);
        put(markSid);
        put(name);
        put(END);
        return at;
    }

    byte[] scratch() {
        return scratch;
    }

    private void put(byte[] piece) {
        System.arraycopy(piece, 0, scratch, at, piece.length);
        at += piece.length;
    }

    private void put(long number) {
        int digits = 1;
        for (long rest = number / 10; rest > 0; rest /= 10) {
            digits++;
        }
        long rest = number;
        for (int i = at + digits - 1; i >= at; i--) {
            scratch[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        at += digits;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
