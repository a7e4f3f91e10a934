package dev.trunkline.codecs.rtp;

import io.netty.buffer.ByteBuf;

/**
 * Writes the headers of one outgoing RTP stream and keeps its counts for sender reports (RFC 3550
 * sections 5.1 and 6.4.1). Not thread-safe.
 *
 * <p>Sequence number and timestamp start where the caller says; RFC 3550 wants random values, and
 * randomness is not this class's business.
 */
public final class RtpSender {
    private final int payloadType;
    private final long ssrc;
    private int sequenceNumber;
    private long timestamp;
    private long packets;
    private long octets;

    /**
     * A stream that has sent nothing yet.
     *
     * @param payloadType 0 to 127, not 64 to 95 (RFC 5761 section 4)
     * @param ssrc low 32 bits are used
     * @param firstSequenceNumber low 16 bits are used
     * @param firstTimestamp low 32 bits are used
     */
    public RtpSender(int payloadType, long ssrc, int firstSequenceNumber, long firstTimestamp) {
        if (payloadType < 0 || payloadType > 127 || (payloadType >= 64 && payloadType <= 95)) {
            throw new IllegalArgumentException(
                    "payloadType=" + payloadType + ": expected 0 to 63 or 96 to 127");
        }
        this.payloadType = payloadType;
        this.ssrc = ssrc & 0xFFFF_FFFFL;
        sequenceNumber = firstSequenceNumber & 0xFFFF;
        timestamp = firstTimestamp & 0xFFFF_FFFFL;
    }

    /**
     * Writes the header of the next audio packet at the writer index of {@code out}; the payload
     * goes right behind it. The caller says its size here, for the octet count.
     *
     * @param out borrowed, with room for 12 bytes and the payload
     * @param durationTicks what the payload lasts in RTP clock units: the next packet's timestamp
     */
    public void writeHeader(ByteBuf out, boolean marker, int payloadBytes, int durationTicks) {
        write(out, payloadType, marker, timestamp);
        timestamp = (timestamp + durationTicks) & 0xFFFF_FFFFL;
        count(payloadBytes);
    }

    /**
     * Writes the header of a packet of another payload type on the same SSRC with a timestamp of
     * its own, such as a telephone event. The audio timestamp does not move.
     */
    public void writeHeader(
            ByteBuf out, int otherPayloadType, boolean marker, long atTimestamp, int payloadBytes) {
        write(out, otherPayloadType, marker, atTimestamp);
        count(payloadBytes);
    }

    /** Lets time pass without a packet: DTX, or an event in place of audio. */
    public void skip(long durationTicks) {
        timestamp = (timestamp + durationTicks) & 0xFFFF_FFFFL;
    }

    private void write(ByteBuf out, int type, boolean marker, long at) {
        out.writeByte(0x80)
                .writeByte(marker ? 0x80 | type : type)
                .writeShort(sequenceNumber)
                .writeInt((int) at)
                .writeInt((int) ssrc);
        sequenceNumber = (sequenceNumber + 1) & 0xFFFF;
    }

    private void count(int payloadBytes) {
        packets++;
        octets += payloadBytes;
    }

    public long ssrc() {
        return ssrc;
    }

    /** Of the next packet. */
    public int sequenceNumber() {
        return sequenceNumber;
    }

    /** Of the next audio packet. */
    public long timestamp() {
        return timestamp;
    }

    /** Sent so far. */
    public long packets() {
        return packets;
    }

    /** Payload octets sent so far. */
    public long octets() {
        return octets;
    }
}
