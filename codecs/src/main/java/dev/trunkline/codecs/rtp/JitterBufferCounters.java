package dev.trunkline.codecs.rtp;

/**
 * What a jitter buffer has seen and done since it was made, for metrics. Read on the leg's thread.
 * Counts are packets unless they say otherwise.
 */
public final class JitterBufferCounters {
    long received;
    long played;
    long lost;
    long recovered;
    long late;
    long duplicates;
    long outliers;
    long malformed;
    long overflowed;
    long resynchronised;
    long underruns;
    long concealedSamples;
    long removedSamples;
    long insertedSamples;

    JitterBufferCounters() {}

    /** Offered, whatever became of them. */
    public long received() {
        return received;
    }

    /** Decoded and played in order. */
    public long played() {
        return played;
    }

    /** Not there when their time came: concealed or recovered. */
    public long lost() {
        return lost;
    }

    /** Of the lost ones, rebuilt from in-band FEC. */
    public long recovered() {
        return recovered;
    }

    /** Arrived after their time and were dropped; counted as lost too if they left a gap. */
    public long late() {
        return late;
    }

    public long duplicates() {
        return duplicates;
    }

    /** Sequence numbers far off, dropped. */
    public long outliers() {
        return outliers;
    }

    /** Payloads that are empty, too long, or that the decoder refused. */
    public long malformed() {
        return malformed;
    }

    /** Dropped, oldest first, because more than the most delay was waiting. */
    public long overflowed() {
        return overflowed;
    }

    /** How often the timeline broke off and began anew: a restart or a timestamp jump. */
    public long resynchronised() {
        return resynchronised;
    }

    /** How often the buffer ran dry: late packets, a loss at the end, or the sender's silence. */
    public long underruns() {
        return underruns;
    }

    /** Samples made up by concealment or silence; recovered ones are not among them. */
    public long concealedSamples() {
        return concealedSamples;
    }

    /** Samples taken out to shrink the delay. */
    public long removedSamples() {
        return removedSamples;
    }

    /** Samples put in to grow the delay. */
    public long insertedSamples() {
        return insertedSamples;
    }
}
