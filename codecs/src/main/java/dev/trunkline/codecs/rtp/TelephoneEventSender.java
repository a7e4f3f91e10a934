package dev.trunkline.codecs.rtp;

import io.netty.buffer.ByteBuf;

/**
 * Writes the packets of one key press after the other (RFC 4733 section 2.5.1): an update per
 * packet interval with the same timestamp and growing duration, the marker on the first, the last
 * three times with E set. The leg asks for a packet per interval, in place of audio. Not
 * thread-safe.
 */
public final class TelephoneEventSender {
    private static final int END_PACKETS = 3;
    private static final int VOLUME_DBM0 = 10;

    private final RtpSender sender;
    private final int payloadType;
    private final int intervalTicks;
    private int event;
    private int remainingTicks;
    private int durationTicks;
    private int endPacketsLeft;
    private boolean first;
    private long timestamp;

    /**
     * Sends nothing until {@link #press}.
     *
     * @param sender of the audio on the same SSRC
     * @param payloadType negotiated for telephone-event at the audio's clock rate
     * @param intervalTicks a packet's time in RTP clock units: 160 for 20 ms at 8 kHz
     */
    public TelephoneEventSender(RtpSender sender, int payloadType, int intervalTicks) {
        this.sender = sender;
        this.payloadType = payloadType;
        this.intervalTicks = intervalTicks;
    }

    /**
     * Begins a key press.
     *
     * @param digit 0 to 9, *, #, A to D
     * @param ticks how long, at most 65 535 RTP clock units
     * @return false if the one before is still being sent
     */
    public boolean press(char digit, int ticks) {
        if (ticks < intervalTicks || ticks > 0xFFFF) {
            throw new IllegalArgumentException(
                    "duration " + ticks + " ticks: expected " + intervalTicks + " to 65535");
        }
        if (sending()) {
            return false;
        }
        event = TelephoneEvent.eventOf(digit);
        remainingTicks = ticks;
        durationTicks = 0;
        endPacketsLeft = END_PACKETS;
        first = true;
        timestamp = sender.timestamp();
        return true;
    }

    public boolean sending() {
        return endPacketsLeft > 0;
    }

    /** Whether only repeats of the key's end are left, which cost no time. */
    public boolean ending() {
        return sending() && endPacketsLeft < END_PACKETS;
    }

    /**
     * Writes the next whole RTP packet at the writer index of {@code out} (borrowed, 16 bytes). The
     * audio's timestamp moves on with each interval of the key; the repeats of the end cost none.
     *
     * @return false if no key is being sent: nothing was written
     */
    public boolean writeNext(ByteBuf out) {
        if (!sending()) {
            return false;
        }
        int step = Math.min(intervalTicks, remainingTicks);
        remainingTicks -= step;
        durationTicks += step;
        sender.skip(step);
        boolean end = remainingTicks == 0;
        sender.writeHeader(out, payloadType, first, timestamp, TelephoneEvent.PAYLOAD_BYTES);
        TelephoneEvent.write(out, event, end, VOLUME_DBM0, durationTicks);
        first = false;
        if (end) {
            endPacketsLeft--;
        }
        return true;
    }
}
