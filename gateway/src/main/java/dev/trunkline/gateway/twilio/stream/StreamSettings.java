package dev.trunkline.gateway.twilio.stream;

import dev.trunkline.observability.metrics.CallMeters;
import java.time.Duration;

/**
 * How media sockets are served.
 *
 * @param fastLane whether audio is found by scanning bytes; otherwise by the parser, with the same
 *     result
 * @param startTimeout how long a socket may stay without a {@code start}
 * @param noMessageTimeout how long a stream may say nothing at all, not even echo a mark; noticed
 *     within half as much again
 * @param unclaimed counts for sockets that belong to no call yet
 */
public record StreamSettings(
        boolean fastLane, Duration startTimeout, Duration noMessageTimeout, CallMeters unclaimed) {}
