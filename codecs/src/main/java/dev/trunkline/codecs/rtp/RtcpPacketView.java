package dev.trunkline.codecs.rtp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Reads a compound RTCP packet in place (RFC 3550 section 6): validate it once with {@link #wrap},
 * then step through its parts with {@link #next}. One view per leg; allocates nothing; not
 * thread-safe.
 *
 * <p>Ownership: borrows, as {@link RtpPacketView} does.
 */
public final class RtcpPacketView {
    public static final int SENDER_REPORT = 200;
    public static final int RECEIVER_REPORT = 201;
    public static final int SOURCE_DESCRIPTION = 202;
    public static final int BYE = 203;

    private static final int REPORT_BLOCK_BYTES = 24;

    private ByteBuf packet = Unpooled.EMPTY_BUFFER;
    private int end;
    private int nextPart;
    private int part;
    private int partBytes;

    /** Whether a packet's second octet says RTCP on a shared port (RFC 5761 section 4). */
    public static boolean isRtcpType(int secondOctet) {
        return secondOctet >= 192 && secondOctet <= 223;
    }

    /**
     * Whether the readable bytes look like RTCP rather than RTP; {@link #wrap} still has to agree.
     */
    public static boolean isRtcp(ByteBuf datagram) {
        return datagram.readableBytes() >= 2
                && isRtcpType(datagram.getUnsignedByte(datagram.readerIndex() + 1));
    }

    /**
     * Points the view before the first part.
     *
     * @return false unless the whole datagram passes the checks of RFC 3550 appendix A.2 (version
     *     2, SR or RR first and unpadded, the lengths fill the datagram) and every part is as long
     *     as its own count needs. Reduced-size packets (RFC 5506) are refused.
     */
    public boolean wrap(ByteBuf datagram) {
        packet = Unpooled.EMPTY_BUFFER;
        part = 0;
        partBytes = 0;
        int start = datagram.readerIndex();
        int stop = datagram.writerIndex();
        end = 0;
        nextPart = 0;
        if (stop - start < 8) {
            return false;
        }
        int firstType = datagram.getUnsignedByte(start + 1);
        boolean padded = (datagram.getByte(start) & 0x20) != 0;
        if (padded || (firstType != SENDER_REPORT && firstType != RECEIVER_REPORT)) {
            return false;
        }
        for (int at = start; at < stop; ) {
            if (stop - at < 4 || datagram.getByte(at) >> 6 != -2) {
                return false;
            }
            int bytes = 4 * (datagram.getUnsignedShort(at + 2) + 1);
            if (bytes > stop - at || bytes < leastBytes(datagram, at)) {
                return false;
            }
            if ((datagram.getByte(at) & 0x20) != 0 && at + bytes != stop) {
                return false; // only the last part may be padded
            }
            at += bytes;
        }
        packet = datagram;
        nextPart = start;
        end = stop;
        return true;
    }

    private static int leastBytes(ByteBuf datagram, int at) {
        int count = datagram.getByte(at) & 0x1F;
        return switch (datagram.getUnsignedByte(at + 1)) {
            case SENDER_REPORT -> 28 + REPORT_BLOCK_BYTES * count;
            case RECEIVER_REPORT -> 8 + REPORT_BLOCK_BYTES * count;
            case BYE -> 4 + 4 * count;
            default -> 4;
        };
    }

    /** Moves to the next part; false at the end. */
    public boolean next() {
        if (nextPart >= end) {
            return false;
        }
        part = nextPart;
        partBytes = 4 * (packet.getUnsignedShort(part + 2) + 1);
        nextPart = part + partBytes;
        return true;
    }

    /** {@link #SENDER_REPORT} and so on; types unknown here are to be skipped. */
    public int type() {
        return packet.getUnsignedByte(part + 1);
    }

    /** Report blocks, source-description chunks or leaving sources in this part, 0 to 31. */
    public int count() {
        return packet.getByte(part) & 0x1F;
    }

    /** Of the part with its header. */
    public int partBytes() {
        return partBytes;
    }

    /** Who sent this report; for a BYE without sources or an unknown type, 0. */
    public long senderSsrc() {
        return partBytes >= 8 ? packet.getUnsignedInt(part + 4) : 0;
    }

    /** 64-bit NTP time of a sender report. */
    public long ntpTime() {
        return packet.getLong(part + 8);
    }

    /** RTP timestamp that stands for the same moment; sender report only. */
    public long rtpTimestamp() {
        return packet.getUnsignedInt(part + 16);
    }

    /** Sender report only. */
    public long packetCount() {
        return packet.getUnsignedInt(part + 20);
    }

    /** Payload octets; sender report only. */
    public long octetCount() {
        return packet.getUnsignedInt(part + 24);
    }

    /** The source that report block {@code index} is about. */
    public long reportedSsrc(int index) {
        return packet.getUnsignedInt(block(index));
    }

    /** Lost since the last report, in 1/256 of what was expected. */
    public int fractionLost(int index) {
        return packet.getUnsignedByte(block(index) + 4);
    }

    /** Since the beginning; negative if duplicates outnumber losses. */
    public int cumulativeLost(int index) {
        return packet.getMedium(block(index) + 5);
    }

    /** Cycles in the high 16 bits. */
    public long highestSequence(int index) {
        return packet.getUnsignedInt(block(index) + 8);
    }

    /** In units of the RTP clock. */
    public long jitter(int index) {
        return packet.getUnsignedInt(block(index) + 12);
    }

    /** LSR: middle 32 bits of the last sender report's NTP time, or 0. */
    public long lastSenderReport(int index) {
        return packet.getUnsignedInt(block(index) + 16);
    }

    /** DLSR, in 1/65 536 s. */
    public long delaySinceLastSenderReport(int index) {
        return packet.getUnsignedInt(block(index) + 20);
    }

    private int block(int index) {
        if (index < 0 || index >= count()) {
            throw new IndexOutOfBoundsException("report block " + index + " of " + count());
        }
        return part + (type() == SENDER_REPORT ? 28 : 8) + REPORT_BLOCK_BYTES * index;
    }
}
