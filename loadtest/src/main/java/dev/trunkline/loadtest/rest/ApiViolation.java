package dev.trunkline.loadtest.rest;

/**
 * A request that Twilio would have refused, or should have.
 *
 * @param code Twilio's error code
 * @param atNanos monotonic time
 * @param request method and path
 * @param detail what came and what was expected
 */
public record ApiViolation(int code, long atNanos, String request, String detail) {}
