package dev.trunkline.gateway.twilio.rest;

/**
 * A message that Twilio has taken.
 *
 * @param sid {@code SM…} or {@code MM…}
 * @param status such as {@code queued} or {@code accepted}; what becomes of it the status callback
 *     says
 */
public record SentMessage(String sid, String status) {}
