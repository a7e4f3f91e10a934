package dev.trunkline.codecs.rtp;

import io.netty.buffer.ByteBuf;

/**
 * The payload of a telephone event (RFC 4733 section 2.3), read and written in place.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |     event     |E|R| volume    |          duration             |
 * </pre>
 */
public final class TelephoneEvent {
    public static final int PAYLOAD_BYTES = 4;

    /** Hook flash (RFC 4733 table 7 keeps RFC 2833's 16). */
    public static final int FLASH = 16;

    private static final String DIGITS = "0123456789*#ABCD";

    private TelephoneEvent() {}

    public static int event(ByteBuf packet, int payloadIndex) {
        return packet.getUnsignedByte(payloadIndex);
    }

    public static boolean end(ByteBuf packet, int payloadIndex) {
        return packet.getByte(payloadIndex + 1) < 0;
    }

    /** Power below 0 dBm0, 0 to 63. */
    public static int volume(ByteBuf packet, int payloadIndex) {
        return packet.getByte(payloadIndex + 1) & 0x3F;
    }

    /** In RTP clock units since the packet's timestamp. */
    public static int duration(ByteBuf packet, int payloadIndex) {
        return packet.getUnsignedShort(payloadIndex + 2);
    }

    /** Appends the payload at the writer index of {@code out}, which is borrowed. */
    public static void write(ByteBuf out, int event, boolean end, int volume, int duration) {
        out.writeByte(event).writeByte((end ? 0x80 : 0) | (volume & 0x3F)).writeShort(duration);
    }

    /** The key of a DTMF event, or 0 for any other event. */
    public static char digit(int event) {
        return event >= 0 && event < DIGITS.length() ? DIGITS.charAt(event) : 0;
    }

    /** Whether {@link #eventOf} knows this character. */
    public static boolean isKey(int character) {
        return indexOf(character) >= 0;
    }

    /**
     * The event of a DTMF key.
     *
     * @throws IllegalArgumentException for anything but 0 to 9, *, #, A to D
     */
    public static int eventOf(char digit) {
        int event = indexOf(digit);
        if (event < 0) {
            throw new IllegalArgumentException(
                    "not a DTMF key: expected one of " + DIGITS); // the key itself may be a PIN's
        }
        return event;
    }

    private static int indexOf(int character) {
        return DIGITS.indexOf(Character.toUpperCase(character));
    }
}
