package dev.trunkline.codecs.rtp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Reads one RTP packet in place (RFC 3550 section 5.1). Hot path: one view per leg, reused for
 * every packet, allocates nothing. Not thread-safe.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |V=2|P|X|  CC   |M|     PT      |       sequence number         |
 * |                           timestamp                           |
 * |                             SSRC                              |
 * |               CSRC, CC times; extension, if X                 |
 * |                        payload; padding, if P                 |
 * </pre>
 *
 * <p>Ownership: borrows. {@link #wrap} neither retains nor releases, and moves no index; the view
 * is valid as long as the buffer is.
 */
public final class RtpPacketView {
    /** Without CSRCs and extension. */
    public static final int FIXED_HEADER_BYTES = 12;

    private ByteBuf packet = Unpooled.EMPTY_BUFFER;
    private int base;
    private int payloadIndex;
    private int payloadBytes;

    /**
     * Points the view at the readable bytes of {@code packet}.
     *
     * @return false if they are not a well-formed RTP version 2 packet: then the view is empty. An
     *     RTCP packet on the same port (RFC 5761) is refused too.
     */
    public boolean wrap(ByteBuf packet) {
        this.packet = Unpooled.EMPTY_BUFFER;
        int bytes = packet.readableBytes();
        int start = packet.readerIndex();
        if (bytes < FIXED_HEADER_BYTES || packet.getByte(start) >> 6 != -2) { // 0b10: version 2
            return false;
        }
        int first = packet.getByte(start);
        int second = packet.getUnsignedByte(start + 1);
        if (RtcpPacketView.isRtcpType(second)) {
            return false;
        }
        int header = FIXED_HEADER_BYTES + 4 * (first & 0x0F);
        if ((first & 0x10) != 0) {
            if (bytes < header + 4) {
                return false;
            }
            header += 4 + 4 * packet.getUnsignedShort(start + header + 2);
        }
        if (bytes < header) {
            return false;
        }
        int padding = 0;
        if ((first & 0x20) != 0) {
            padding = packet.getUnsignedByte(start + bytes - 1);
            if (padding == 0 || padding > bytes - header) {
                return false;
            }
        }
        this.packet = packet;
        base = start;
        payloadIndex = start + header;
        payloadBytes = bytes - header - padding;
        return true;
    }

    /** The buffer last wrapped, for whoever takes it on; empty after a refusal. */
    public ByteBuf buffer() {
        return packet;
    }

    public boolean marker() {
        return packet.getByte(base + 1) < 0;
    }

    /** 0 to 127. */
    public int payloadType() {
        return packet.getByte(base + 1) & 0x7F;
    }

    /** Unsigned, 0 to 65 535. */
    public int sequenceNumber() {
        return packet.getUnsignedShort(base + 2);
    }

    /** Unsigned 32-bit, in units of the payload type's clock. */
    public long timestamp() {
        return packet.getUnsignedInt(base + 4);
    }

    /** Unsigned 32-bit. */
    public long ssrc() {
        return packet.getUnsignedInt(base + 8);
    }

    /** 0 to 15. */
    public int csrcCount() {
        return packet.getByte(base) & 0x0F;
    }

    /** Unsigned 32-bit; {@code index} below {@link #csrcCount()}. */
    public long csrc(int index) {
        return packet.getUnsignedInt(base + FIXED_HEADER_BYTES + 4 * index);
    }

    /** Whether a header extension is there (RFC 3550 section 5.3.1). */
    public boolean extension() {
        return (packet.getByte(base) & 0x10) != 0;
    }

    /** The 16 bits "defined by profile": 0xBEDE for RFC 8285 one-byte elements. */
    public int extensionProfile() {
        return packet.getUnsignedShort(base + FIXED_HEADER_BYTES + 4 * csrcCount());
    }

    /** Where the payload begins: an absolute index into {@link #buffer()}. */
    public int payloadIndex() {
        return payloadIndex;
    }

    /** Without padding; may be 0. */
    public int payloadBytes() {
        return payloadBytes;
    }
}
