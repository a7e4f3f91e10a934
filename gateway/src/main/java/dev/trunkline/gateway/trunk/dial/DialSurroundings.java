package dev.trunkline.gateway.trunk.dial;

import dev.trunkline.gateway.call.CallClock;
import dev.trunkline.gateway.config.OutboundConfig;
import dev.trunkline.gateway.trunk.choose.TrunkBreakers;
import dev.trunkline.gateway.trunk.limit.CallSlots;
import java.time.InstantSource;

/**
 * What calls out are dialled with.
 *
 * @param clock of the dialler's loop
 */
public record DialSurroundings(
        OutboundConfig config,
        TrunkCarrier carrier,
        TrunkBreakers breakers,
        CallSlots slots,
        DialListener listener,
        CallClock clock,
        InstantSource wallClock) {
    DialSurroundings listening(DialListener other) {
        return new DialSurroundings(config, carrier, breakers, slots, other, clock, wallClock);
    }
}
