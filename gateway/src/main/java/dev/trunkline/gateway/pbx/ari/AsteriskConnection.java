package dev.trunkline.gateway.pbx.ari;

import dev.trunkline.gateway.call.CallClock;
import dev.trunkline.gateway.config.pbx.AsteriskConfig;
import dev.trunkline.observability.metrics.PbxMeters;

/**
 * What requests and events of one Asterisk share.
 *
 * @param clock of the Asterisk's event loop
 */
record AsteriskConnection(AsteriskConfig config, CallClock clock, PbxMeters.Link meters) {}
