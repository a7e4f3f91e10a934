package dev.trunkline.observability.latency;

/**
 * One thing that happened in a call.
 *
 * @param atUs microseconds since the call began, on the gateway's monotonic clock; may be negative
 *     for what came before the phone, such as a prewarmed session's connecting
 */
public record TimelineEvent(Moment moment, long atUs) {}
