package dev.trunkline.gateway.admin.page;

import dev.trunkline.observability.compare.ComparedLatency;
import dev.trunkline.observability.latency.LatencyMetric;
import dev.trunkline.observability.latency.TurnTimes;
import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.metrics.CallPhase;
import dev.trunkline.observability.metrics.LegKind;
import dev.trunkline.observability.metrics.TrunkKind;
import dev.trunkline.observability.record.AttemptOutcome;
import dev.trunkline.observability.record.CallDirection;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What people call the things that the records name by labels. */
final class Words {
    private Words() {}

    static String outcome(CallOutcome outcome) {
        return switch (outcome) {
            case COMPLETED_BY_CALLER -> "Caller hung up";
            case COMPLETED_BY_AGENT -> "Agent hung up";
            case TRANSFERRED -> "Transferred";
            case MAX_DURATION -> "Longest duration reached";
            case SILENCE -> "Ended after silence";
            case MODEL_FAILED -> "Model failed during the call";
            case MODEL_REFUSED -> "Model refused the session";
            case LEG_FAILED -> "Phone connection broke";
            case REJECTED_FULL -> "Turned away: gateway full";
            case REJECTED_OVERLOADED -> "Turned away: gateway overloaded";
            case REJECTED_DRAINING -> "Turned away: gateway stopping";
            case REJECTED_AGENT -> "Turned away: no such agent";
            case REJECTED_RELAY_FULL -> "Turned away: Twilio's ConversationRelay full";
            case REJECTED_TOKEN -> "Turned away: stream token not valid";
            case REJECTED_SIGNATURE -> "Turned away: signature not valid";
            case START_TIMEOUT -> "Media never started";
            case MEDIA_FAILED -> "From a PBX, and its media could not be set up";
            case NEVER_CAME -> "Accepted, but its media never came";
            case DRAINED -> "Cut off when the gateway stopped";
            case BUSY -> "Busy";
            case NO_ANSWER -> "Nobody answered";
            case DIAL_FAILED -> "Could not be reached over any trunk tried";
            case CANCELED -> "Given up by who asked for it";
            case NOT_BEGUN -> "Waited too long for its turn";
            case IN_PROGRESS -> "In progress";
        };
    }

    /** An outcome by its label, as a report has it; the label itself if it is none. */
    static String outcomeLabelled(String label) {
        return named(CallOutcome.values(), CallOutcome::label, label)
                .map(Words::outcome)
                .orElse(label);
    }

    static String phase(CallPhase phase) {
        return switch (phase) {
            case EXPECTED -> "Waiting for media";
            case CONNECTING -> "Waiting for the model";
            case TALKING -> "Talking";
            case ENDING -> "Ending";
        };
    }

    static String turnOutcome(TurnTimes.Outcome outcome) {
        return switch (outcome) {
            case HEARD -> "Heard";
            case INTERRUPTED -> "Interrupted";
            case CUT_OFF -> "Cut off by the call's end";
            case UNANSWERED -> "Unanswered";
        };
    }

    static String turnOutcomeLabelled(String label) {
        return named(TurnTimes.Outcome.values(), TurnTimes.Outcome::label, label)
                .map(Words::turnOutcome)
                .orElse(label);
    }

    static String attemptOutcome(AttemptOutcome outcome) {
        return switch (outcome) {
            case ANSWERED -> "Answered";
            case BUSY -> "Busy";
            case NO_ANSWER -> "No answer";
            case FAILED -> "Failed in the network";
            case REJECTED -> "Refused by Twilio";
            case CANCELED -> "Given up before an answer";
            case UNREACHABLE -> "Twilio could not be asked";
            case UNKNOWN -> "Nothing heard of it";
        };
    }

    static String attemptOutcomeLabelled(String label) {
        return named(AttemptOutcome.values(), AttemptOutcome::label, label)
                .map(Words::attemptOutcome)
                .orElse(label);
    }

    /** A class of attestation by its label, as a report has it. */
    static String attestationClass(String label) {
        return switch (label) {
            case "passed_a" -> "A, passed";
            case "passed_b" -> "B, passed";
            case "passed_c" -> "C, passed";
            default -> label;
        };
    }

    static String kind(TrunkKind kind) {
        return switch (kind) {
            case BYOC -> "own carrier (BYOC)";
            case NATIVE -> "Twilio's carrier (native)";
            case PBX -> "PBX";
            case SIP -> "SIP server of one's own";
            case UNKNOWN -> "kind unknown";
        };
    }

    static String leg(LegKind leg) {
        return switch (leg) {
            case STREAM -> "Twilio Media Streams";
            case RELAY -> "Twilio ConversationRelay";
            case RTP -> "RTP from a PBX";
            case WS -> "WebSocket from a PBX";
        };
    }

    static String direction(CallDirection direction) {
        return switch (direction) {
            case INBOUND -> "Inbound";
            case OUTBOUND -> "Outbound";
        };
    }

    /** A sum is named by its parts. */
    static String latency(ComparedLatency latency) {
        return latency.parts().stream().map(Words::latency).collect(Collectors.joining(" + "));
    }

    /** Short name of a latency; what it tells is {@link LatencyMetric#meaning}. */
    static String latency(LatencyMetric metric) {
        return switch (metric) {
            case TURN_ENDPOINTING -> "Endpointing";
            case TURN_MODEL -> "Model";
            case TURN_DELIVERY -> "Delivery";
            case TURN_PLAYOUT -> "Playout";
            case TURN_LEAD_SILENCE -> "Leading silence";
            case TURN_HEARD -> "Answer heard";
            case TURN_RESPONSE -> "Response sent";
            case BARGE_IN_REACTION -> "Barge-in reaction";
            case BARGE_IN_SILENCE -> "Barge-in silence";
            case BARGE_IN_LEAKED -> "Barge-in leaked audio";
            case RELAY_UPLINK -> "Relay, caller to model";
            case RELAY_DOWNLINK -> "Relay, model to caller";
            case LEG_RTT -> "Carrier round trip";
            case MODEL_RTT -> "Model round trip";
            case TOOL_CALL -> "Tool call";
            case TAKEOVER_GAP -> "Gap until the next model session";
            case UPLINK_JITTER -> "Uplink jitter";
            case CALL_SETUP -> "Call set-up";
            case SESSION_READY -> "Model session ready";
            case FIRST_AUDIO -> "First audio";
            case POST_DIAL_DELAY -> "Post-dial delay";
            case ANSWER_DELAY -> "Answer delay";
            case LOOP_LAG -> "Event-loop lag";
        };
    }

    static String sentence(String text) {
        return text.isEmpty()
                ? text
                : text.substring(0, 1).toUpperCase(Locale.ENGLISH) + text.substring(1);
    }

    private static <T> Optional<T> named(T[] values, Function<T, String> label, String wanted) {
        return Stream.of(values).filter(value -> label.apply(value).equals(wanted)).findFirst();
    }
}
