package dev.trunkline.gateway.call;

import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Walks the members of one JSON object in place, for the messages that carry audio. It knows only
 * the plainest JSON and refuses everything else, so that whoever uses it falls back to a real
 * parser:
 *
 * <pre>
 *   {"event":"media","sequenceNumber":"4","media":{"track":"inbound","timestamp":"60","payload":"//8="}}
 *     key     value                         open                                                      end
 * </pre>
 *
 * <p>Accepted: no white space, ASCII strings without escapes or control characters, integers of at
 * most 18 digits, and objects one level deep. What it accepts, a parser reads the same way; two
 * members of one name are for the user to refuse.
 *
 * <p>All ranges are offsets from the message's first byte.
 *
 * <p>Hot path: reused for every message, allocates nothing. Borrows the buffer. Not thread-safe.
 */
public final class FlatJson {
    /** What {@link #next} found. */
    public enum Token {
        /** A member whose value is a string: its characters are the value range. */
        STRING,
        /** A member whose value is an integer: its digits are the value range. */
        INTEGER,
        /** A member whose value is an object: its members follow, then {@link #CLOSE}. */
        OPEN,
        /** The inner object ends. */
        CLOSE,
        /** The outer object ends, and nothing follows. */
        END,
        /** Not of the plain kind, or not JSON. */
        REFUSED
    }

    /** Parsers limit both; nothing that we read is near. */
    private static final int LONGEST_KEY = 1_000;

    private static final int MOST_DIGITS = 18;

    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long EIGHT_ONES = 0x0101_0101_0101_0101L;
    private static final long EIGHT_HIGH_BITS = EIGHT_ONES << 7;

    private final byte[] audioKey;
    private byte[] bytes = {};
    private int position;
    private int end;
    private int depth;
    private boolean first;
    private int keyStart;
    private int keyEnd;
    private int valueStart;
    private int valueEnd;

    /**
     * A walker for messages whose audio is in one known member.
     *
     * @param audioKey the member whose string is not checked here, only delimited: its user checks
     *     it as base64, once
     */
    public FlatJson(byte[] audioKey) {
        this.audioKey = audioKey.clone();
    }

    /** Points the walker at a message, its readable bytes; false if it is no object. */
    public boolean wrap(ByteBuf message) {
        int length = message.readableBytes();
        return wrap(MessageBytes.of(message, message.readerIndex(), length), length);
    }

    /**
     * The same with a message under a WebSocket mask, which stays on it: all ranges count from
     * {@code index}.
     */
    public boolean wrapMasked(ByteBuf frame, int index, int length, int maskingKey) {
        byte[] message = MessageBytes.of(frame, index, length);
        MessageBytes.mask(message, 0, length, maskingKey);
        return wrap(message, length);
    }

    private boolean wrap(byte[] message, int length) {
        bytes = message;
        position = 0;
        end = length;
        depth = 1;
        first = true;
        return position < end && bytes[position++] == '{';
    }

    /** Goes on to the next member, or end. After {@link Token#REFUSED} and END call it no more. */
    public Token next() {
        if (position >= end) {
            return Token.REFUSED;
        }
        byte head = bytes[position];
        if (head == '}') {
            position++;
            first = false;
            depth--;
            if (depth == 1) {
                return Token.CLOSE;
            }
            return position == end ? Token.END : Token.REFUSED;
        }
        if (!first) {
            if (head != ',') {
                return Token.REFUSED;
            }
            position++;
        }
        first = false;
        return member();
    }

    /** The message's bytes, good until the next message on this event loop. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where the value's first character is. */
    public int valueStart() {
        return valueStart;
    }

    /** The place after the value's last character. */
    public int valueEnd() {
        return valueEnd;
    }

    public boolean keyIs(byte[] ascii) {
        return is(keyStart, keyEnd, ascii);
    }

    public boolean valueIs(byte[] ascii) {
        return is(valueStart, valueEnd, ascii);
    }

    /**
     * The value as a number of at most 18 digits, whether it was a string or not; -1 if it is none.
     */
    public long valueAsLong() {
        int digits = valueEnd - valueStart;
        if (digits == 0 || digits > MOST_DIGITS) {
            return -1;
        }
        long value = 0;
        for (int i = valueStart; i < valueEnd; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    private Token member() {
        if (!string(false)) {
            return Token.REFUSED;
        }
        keyStart = valueStart;
        keyEnd = valueEnd;
        if (keyEnd - keyStart > LONGEST_KEY) {
            return Token.REFUSED;
        }
        if (position + 1 >= end || bytes[position++] != ':') {
            return Token.REFUSED;
        }
        byte head = bytes[position];
        if (head == '"') {
            return string(is(keyStart, keyEnd, audioKey)) ? Token.STRING : Token.REFUSED;
        }
        if (head == '{' && depth == 1) {
            position++;
            depth = 2;
            first = true;
            return Token.OPEN;
        }
        return integer() ? Token.INTEGER : Token.REFUSED;
    }

    private boolean string(boolean unchecked) {
        if (position >= end || bytes[position] != '"') {
            return false;
        }
        valueStart = position + 1;
        if (unchecked) {
            valueEnd = nextQuote(valueStart);
        } else {
            int index = valueStart;
            while (index < end) {
                byte character = bytes[index];
                if (character == '"') {
                    break;
                }
                if (character < ' ' || character == '\\') { // a byte over 127 is negative
                    return false;
                }
                index++;
            }
            valueEnd = index < end ? index : -1;
        }
        position = valueEnd + 1;
        return valueEnd >= 0;
    }

    /**
     * Where the next quote is; -1 if there is none. Eight bytes at a time: exclusive or makes a
     * quote zero, and the lowest byte whose high bit the subtraction sets was the first zero.
     */
    private int nextQuote(int from) {
        int index = from;
        for (; index + 8 <= end; index += 8) {
            long zeroed = (long) EIGHT_BYTES.get(bytes, index) ^ EIGHT_ONES * '"';
            long found = zeroed - EIGHT_ONES & ~zeroed & EIGHT_HIGH_BITS;
            if (found != 0) {
                return index + (Long.numberOfTrailingZeros(found) >> 3);
            }
        }
        while (index < end && bytes[index] != '"') {
            index++;
        }
        return index < end ? index : -1;
    }

    private boolean integer() {
        valueStart = position;
        while (position < end && bytes[position] >= '0' && bytes[position] <= '9') {
            position++;
        }
        valueEnd = position;
        int digits = valueEnd - valueStart;
        return digits == 1 || (digits > 1 && digits <= MOST_DIGITS && bytes[valueStart] != '0');
    }

    private boolean is(int from, int to, byte[] ascii) {
        return Arrays.equals(bytes, from, to, ascii, 0, ascii.length);
    }
}
