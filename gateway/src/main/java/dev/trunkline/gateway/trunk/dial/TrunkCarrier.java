package dev.trunkline.gateway.trunk.dial;

import dev.trunkline.gateway.agent.Outbound.MachineDetection;
import dev.trunkline.gateway.trunk.PhoneNumber;
import dev.trunkline.gateway.trunk.Trunk;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Who dials. Futures complete on the caller's context, or fail with a {@link
 * dev.trunkline.gateway.call.CarrierApiException}.
 */
public interface TrunkCarrier {
    /**
     * Has a try begun; what becomes of it comes as {@link CarrierEvent}s.
     *
     * @return the carrier's name of it
     */
    Future<String> dial(Try wanted);

    /** Hangs up, whether it was answered or not; done also if it is over already. */
    Future<Void> hangUp(String providerCallId);

    /** What has become of a try of which nothing is heard. */
    Future<CarrierEvent.Kind> look(String providerCallId);

    /**
     * Finds a try that may have been begun although the carrier's answer was lost.
     *
     * @param since it cannot be older
     * @return the carrier's name of it; empty if there is none
     */
    Future<Optional<String>> find(Try lost, Instant since);

    /**
     * One try of a call over one trunk.
     *
     * @param callId and {@code attempt} must come back with all that is told of it
     * @param attempt from 1
     * @param agent answers should another gateway be asked, which does not know the call
     * @param longest of the call, from its answer
     */
    record Try(
            String callId,
            int attempt,
            Trunk trunk,
            PhoneNumber to,
            PhoneNumber from,
            String agent,
            String experiment,
            String block,
            Duration ringing,
            Duration longest,
            MachineDetection machineDetection,
            boolean record,
            Purpose purpose) {
        @Override
        public String toString() {
            return "Try[" + callId + "/" + attempt + " over " + trunk.name() + "]";
        }
    }
}
