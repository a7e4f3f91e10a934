package dev.trunkline.codecs.rtp;

/**
 * How a jitter buffer trades delay for loss.
 *
 * @param frameMs audio per {@link JitterBuffer#pull}: 10 to 60 ms, in tens
 * @param minDelayMs the least target delay, 0 to {@code maxDelayMs}
 * @param initialDelayMs the target before enough packets were seen
 * @param maxDelayMs the most target delay, and the most audio that is kept: 40 to 1000 ms
 * @param inTimeQuantile the share of packets that are to be in time, 0.5 to 1
 */
public record JitterBufferSettings(
        int frameMs, int minDelayMs, int initialDelayMs, int maxDelayMs, double inTimeQuantile) {

    public JitterBufferSettings {
        if (frameMs < 10 || frameMs > 60 || frameMs % 10 != 0) {
            throw bad("frameMs", frameMs, "10, 20, 30, 40, 50 or 60");
        }
        if (maxDelayMs < 40 || maxDelayMs > 1_000) {
            throw bad("maxDelayMs", maxDelayMs, "40 to 1000");
        }
        if (minDelayMs < 0 || minDelayMs > maxDelayMs) {
            throw bad("minDelayMs", minDelayMs, "0 to maxDelayMs (" + maxDelayMs + ")");
        }
        if (initialDelayMs < 0 || initialDelayMs > maxDelayMs) {
            throw bad("initialDelayMs", initialDelayMs, "0 to maxDelayMs (" + maxDelayMs + ")");
        }
        if (!(inTimeQuantile >= 0.5 && inTimeQuantile <= 1)) {
            throw bad("inTimeQuantile", inTimeQuantile, "0.5 to 1");
        }
    }

    /** 20 ms frames, 10 to 200 ms of delay beginning at 40, 97 of 100 packets in time. */
    public static JitterBufferSettings forCall() {
        return new JitterBufferSettings(20, 10, 40, 200, 0.97);
    }

    public JitterBufferSettings withInTimeQuantile(double quantile) {
        return new JitterBufferSettings(frameMs, minDelayMs, initialDelayMs, maxDelayMs, quantile);
    }

    private static IllegalArgumentException bad(String name, Number value, String expected) {
        return new IllegalArgumentException(
                "jitter buffer " + name + "=" + value + ": expected " + expected);
    }
}
