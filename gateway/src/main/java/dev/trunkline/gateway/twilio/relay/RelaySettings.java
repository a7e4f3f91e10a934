package dev.trunkline.gateway.twilio.relay;

import dev.trunkline.observability.metrics.CallMeters;
import java.time.Duration;

/**
 * How ConversationRelay's sockets are served.
 *
 * @param setupTimeout how long a socket may stay without a {@code setup}
 * @param pingInterval how often the round trip is measured
 * @param unclaimed counts for sockets that belong to no call yet
 */
public record RelaySettings(Duration setupTimeout, Duration pingInterval, CallMeters unclaimed) {}
