package dev.trunkline.codecs.rtp;

/**
 * NTP timestamps as RTCP uses them (RFC 3550 section 4): 32 bits of seconds since 1900, 32 bits of
 * fraction; in reports the middle 32 bits, 16.16 seconds. Pure arithmetic; wraps in 2036
 * harmlessly.
 */
public final class NtpTime {
    private static final long SECONDS_1900_TO_1970 = 2_208_988_800L;

    private NtpTime() {}

    /** The 64-bit NTP timestamp of a Unix time. */
    public static long ofUnixNanos(long unixNanos) {
        long seconds = Math.floorDiv(unixNanos, 1_000_000_000L) + SECONDS_1900_TO_1970;
        long fraction = (Math.floorMod(unixNanos, 1_000_000_000L) << 32) / 1_000_000_000L;
        return (seconds << 32) | fraction;
    }

    /** The middle 32 bits, unsigned. */
    public static long middle(long ntp) {
        return (ntp >>> 16) & 0xFFFF_FFFFL;
    }

    /** A span in units of 1/65 536 s, as DLSR wants it, capped at 32 bits. */
    public static long shortSpan(long nanos) {
        if (nanos <= 0) {
            return 0;
        }
        long seconds = nanos / 1_000_000_000L;
        long units = (seconds << 16) + ((nanos % 1_000_000_000L) << 16) / 1_000_000_000L;
        return Math.min(units, 0xFFFF_FFFFL);
    }

    /**
     * Round-trip time from a report block about us (RFC 3550 section 6.4.1): {@code A - LSR -
     * DLSR}.
     *
     * @param nowNtp 64-bit NTP time at which the report arrived, on the clock of our sender reports
     * @param lastSenderReport LSR of the block, unsigned 32-bit
     * @param delaySinceLast DLSR of the block, unsigned 32-bit
     * @return nanoseconds, or -1 if the far end has had no sender report yet or the figures are
     *     impossible (negative, or over 8 hours)
     */
    public static long roundTripNanos(long nowNtp, long lastSenderReport, long delaySinceLast) {
        if (lastSenderReport == 0) {
            return -1;
        }
        long units = (middle(nowNtp) - lastSenderReport - delaySinceLast) & 0xFFFF_FFFFL;
        if (units > 0x7FFF_FFFFL) {
            return -1;
        }
        return (units * 1_000_000_000L) >> 16;
    }
}
