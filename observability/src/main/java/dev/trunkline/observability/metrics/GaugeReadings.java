package dev.trunkline.observability.metrics;

/**
 * What the gauges show, read at every scrape on the scraping thread: implementations answer from
 * counters of theirs, at once and from any thread.
 */
public interface GaugeReadings {
    /** Calls in {@code phase} now. Active calls are the sum over the phases. */
    int calls(CallPhase phase);

    /** The most calls that are taken at once. */
    int callLimit();

    /** Model sessions that are open, or opening, for a call whose media has not begun. */
    int prewarmedSessions();
}
