package dev.trunkline.codecs.rtp;

/** Conversions between nanoseconds and RTP clock units that do not overflow in a long call. */
final class RtpClock {
    private RtpClock() {}

    static long ticks(long nanos, int clockRateHz) {
        long seconds = Math.floorDiv(nanos, 1_000_000_000L);
        long rest = Math.floorMod(nanos, 1_000_000_000L);
        return seconds * clockRateHz + rest * clockRateHz / 1_000_000_000L;
    }
}
