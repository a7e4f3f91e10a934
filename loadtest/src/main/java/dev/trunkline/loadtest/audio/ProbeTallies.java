package dev.trunkline.loadtest.audio;

/**
 * Both directions of a load test: from the phone to the model, and back.
 *
 * @param waves whether the probes are {@link WaveProbe}s, for a path that converts; otherwise
 *     {@link ProbeFrame}s
 */
public record ProbeTallies(ProbeTally uplink, ProbeTally downlink, boolean waves) {
    public ProbeTallies() {
        this(false);
    }

    public ProbeTallies(boolean waves) {
        this(new ProbeTally(), new ProbeTally(), waves);
    }

    /** Of calls that come and go. */
    public ProbeTallies(CallSpans spans) {
        this(new ProbeTally(spans), new ProbeTally(spans), false);
    }

    /** {@link ProbeTally#count} for both. */
    public void count(long fromNanos, long untilNanos) {
        uplink.count(fromNanos, untilNanos);
        downlink.count(fromNanos, untilNanos);
    }
}
