package dev.trunkline.codecs.rtp;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * Writes the parts of a compound RTCP packet (RFC 3550 section 6) one behind the other at the
 * writer index: a sender or receiver report, then the source description with the CNAME, then
 * perhaps BYE. Stateless. Buffers are borrowed and need the room.
 */
public final class RtcpWriter {
    private RtcpWriter() {}

    /**
     * Sender report with one report block, or none before the first packet came in.
     *
     * @param ntpTime 64-bit NTP time of now
     * @param rtpTimestamp the outgoing stream's timestamp at the same moment
     * @param nowNanos monotonic, as given to {@link RtpReception#onPacket}
     */
    public static void senderReport(
            ByteBuf out,
            RtpSender sender,
            long ntpTime,
            long rtpTimestamp,
            RtpReception about,
            long nowNanos) {
        int blocks = about.receiving() ? 1 : 0;
        header(out, RtcpPacketView.SENDER_REPORT, blocks, 6 + 6 * blocks);
        out.writeInt((int) sender.ssrc())
                .writeLong(ntpTime)
                .writeInt((int) rtpTimestamp)
                .writeInt((int) sender.packets())
                .writeInt((int) sender.octets());
        if (blocks == 1) {
            about.writeReportBlock(out, nowNanos);
        }
    }

    /** Receiver report with one block, or none before the first packet. */
    public static void receiverReport(
            ByteBuf out, long ownSsrc, RtpReception about, long nowNanos) {
        int blocks = about.receiving() ? 1 : 0;
        header(out, RtcpPacketView.RECEIVER_REPORT, blocks, 1 + 6 * blocks);
        out.writeInt((int) ownSsrc);
        if (blocks == 1) {
            about.writeReportBlock(out, nowNanos);
        }
    }

    /**
     * Source description with the mandatory CNAME (RFC 3550 section 6.5.1).
     *
     * @param cname 1 to 255 bytes in UTF-8; a random one, not a user's name (RFC 7022)
     */
    public static void sourceDescription(ByteBuf out, long ssrc, String cname) {
        byte[] name = cname.getBytes(StandardCharsets.UTF_8);
        if (name.length == 0 || name.length > 255) {
            throw new IllegalArgumentException(
                    "CNAME of " + name.length + " bytes: expected 1 to 255");
        }
        int itemBytes = 2 + name.length;
        int words = 1 + (itemBytes + 4) / 4; // the SSRC; item, at least one zero, up to a word
        header(out, RtcpPacketView.SOURCE_DESCRIPTION, 1, words);
        out.writeInt((int) ssrc).writeByte(1).writeByte(name.length).writeBytes(name);
        out.writeZero(4 * (words - 1) - itemBytes);
    }

    public static void bye(ByteBuf out, long ssrc) {
        header(out, RtcpPacketView.BYE, 1, 1);
        out.writeInt((int) ssrc);
    }

    /** {@code words} counts the 32-bit words behind the header's own. */
    private static void header(ByteBuf out, int type, int count, int words) {
        out.writeByte(0x80 | count).writeByte(type).writeShort(words);
    }
}
