package dev.trunkline.gateway.call;

import dev.trunkline.observability.metrics.LegKind;
import dev.trunkline.observability.record.Arm;
import dev.trunkline.observability.record.CallDirection;
import dev.trunkline.observability.record.Parties;
import java.time.Instant;

/**
 * Who called whom by what, as the call's record keeps it: no number, no secret.
 *
 * @param providerCallId the phone network's name of the call
 * @param startedAt wall clock, when the webhook arrived
 * @param gateway name of this process
 */
public record CallIdentity(
        String providerCallId,
        Instant startedAt,
        String gateway,
        CallDirection direction,
        String agent,
        LegKind leg,
        Arm arm,
        Parties parties) {}
