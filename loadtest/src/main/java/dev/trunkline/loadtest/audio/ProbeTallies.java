package dev.trunkline.loadtest.audio;

/** Both directions of a load test: from the phone to the model, and back. */
public record ProbeTallies(ProbeTally uplink, ProbeTally downlink) {
    public ProbeTallies() {
        this(new ProbeTally(), new ProbeTally());
    }

    /** Of calls that come and go. */
    public ProbeTallies(CallSpans spans) {
        this(new ProbeTally(spans), new ProbeTally(spans));
    }

    /** {@link ProbeTally#count} for both. */
    public void count(long fromNanos, long untilNanos) {
        uplink.count(fromNanos, untilNanos);
        downlink.count(fromNanos, untilNanos);
    }
}
