package dev.trunkline.gateway.trunk.dial;

import dev.trunkline.gateway.trunk.Trunk;
import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.record.Arm;
import dev.trunkline.observability.record.AttemptRecord;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A call out as it is at one moment. Immutable, without numbers.
 *
 * @param id the call's reference, in logs and records too
 * @param assigned the call's arm, whatever carries it
 * @param carriedBy the trunk that it is tried over, or was last
 * @param experiment name under which the arm was drawn at random; empty if it was not
 * @param block hour and destination prefix within which it was drawn; empty if it was not
 * @param failovers trunks that it was passed on from
 * @param attempts tries so far, in order; the last one may not be over
 * @param outcome null until it is over
 * @param recording of the call, once Twilio has one; empty if there is none
 */
public record DialView(
        String id,
        String agent,
        Trunk assigned,
        Trunk carriedBy,
        String experiment,
        String block,
        DialState state,
        Instant createdAt,
        int failovers,
        List<AttemptRecord> attempts,
        @Nullable CallOutcome outcome,
        Recording recording) {

    /**
     * What Twilio recorded.
     *
     * @param sid {@code RE…}; empty if there is none
     * @param status as Twilio says it, such as {@code completed}
     */
    public record Recording(String sid, String status, int seconds) {
        public static final Recording NONE = new Recording("", "", 0);
    }

    public DialView {
        attempts = List.copyOf(attempts);
    }

    /** As its record has it: assigned to one trunk, carried by another perhaps. */
    public Arm arm() {
        return new Arm(assigned.name(), assigned.kind(), carriedBy.name(), experiment, block);
    }

    /** Last SIP response code of its tries, 0 if there was none. */
    public int sipStatus() {
        return attempts.isEmpty() ? 0 : attempts.getLast().sipStatus();
    }
}
