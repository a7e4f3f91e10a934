package dev.trunkline.observability.record;

import dev.trunkline.observability.metrics.TrunkKind;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One try to reach the one who is called, over one trunk. A call out has one, and one more for each
 * failover. A delay one of whose ends was not seen is null.
 *
 * @param number from 1 in its call, in the order of trying
 * @param trunk the one that it went over, whatever the call was assigned to
 * @param providerCallId the phone network's, such as Twilio's CallSid; empty if it never gave one
 * @param startedAt wall clock, when it was asked for
 * @param sipStatus last SIP response code, 0 where there was none
 * @param errorCode Twilio's (page "Error and Warning Dictionary"), 0 where there was none
 * @param postDialUs from asking to ringing, microseconds (RFC 6076 section 4.3)
 * @param answerUs from asking to the answer, microseconds
 * @param answeredBy what answered, as Twilio's detection says ({@code AnsweredBy}); empty where
 *     nothing was detected
 * @param durationMs from asking to its end, on the monotonic clock
 */
public record AttemptRecord(
        int number,
        String trunk,
        TrunkKind kind,
        String providerCallId,
        Instant startedAt,
        AttemptOutcome outcome,
        int sipStatus,
        int errorCode,
        @Nullable Long postDialUs,
        @Nullable Long answerUs,
        String answeredBy,
        long durationMs) {}
