package dev.trunkline.observability.metrics;

/**
 * One answer to a scrape.
 *
 * @param contentType the format that was agreed on, for the answer's header
 * @param body in that format; the caller's own
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
public record Scrape(String contentType, byte[] body) {}
