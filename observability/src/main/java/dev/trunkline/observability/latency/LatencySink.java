package dev.trunkline.observability.latency;

/** Where figures go as they become known. */
public interface LatencySink {
    /** A latency that is not known: it is not recorded. */
    long UNKNOWN_NANOS = Long.MIN_VALUE;

    /**
     * Records one latency; for events, not for frames.
     *
     * @param nanos {@link #UNKNOWN_NANOS} is not recorded
     */
    void latency(LatencyMetric metric, long nanos);
}
