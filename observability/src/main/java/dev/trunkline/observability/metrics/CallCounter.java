package dev.trunkline.observability.metrics;

import org.jspecify.annotations.Nullable;

/**
 * What is counted of a call: a meter, and where the meter has a label, one of its values. A closed
 * set, so that the series of a call can be looked up once, when it begins.
 *
 * <p>Those whose {@link #unit} is {@code ms} are counted in milliseconds and exported in seconds.
 */
public enum CallCounter {
    CALLS_STARTED(GatewayMeter.CALLS_STARTED),

    UPLINK_FRAMES(GatewayMeter.UPLINK_FRAMES),
    UPLINK_BYTES(GatewayMeter.UPLINK_BYTES),
    UPLINK_GAPS(GatewayMeter.UPLINK_GAPS),
    UPLINK_GAP_FILLED_MS(GatewayMeter.UPLINK_GAP_FILLED_SECONDS),
    UPLINK_LATE_FRAMES(GatewayMeter.UPLINK_LATE_FRAMES),
    DOWNLINK_FRAMES(GatewayMeter.DOWNLINK_FRAMES),
    DOWNLINK_BYTES(GatewayMeter.DOWNLINK_BYTES),

    /** Caller audio held for the model's session: the bound was reached. */
    DROPPED_HELD_OVERFLOW_MS(GatewayMeter.DROPPED_AUDIO_SECONDS, "held_overflow"),
    /** Agent audio that waits for playout: the bound was reached. */
    DROPPED_PLAYOUT_OVERFLOW_MS(GatewayMeter.DROPPED_AUDIO_SECONDS, "playout_overflow"),
    /** The leg reads more slowly than audio is played. */
    DROPPED_SLOW_LEG_MS(GatewayMeter.DROPPED_AUDIO_SECONDS, "slow_leg"),
    /** The model reads more slowly than the caller speaks. */
    DROPPED_SLOW_MODEL_MS(GatewayMeter.DROPPED_AUDIO_SECONDS, "slow_model"),
    /** Agent audio of a response that was interrupted or cancelled. */
    DROPPED_DISCARDED_RESPONSE_MS(GatewayMeter.DROPPED_AUDIO_SECONDS, "discarded_response"),

    LANE_FALLBACKS_LEG(GatewayMeter.LANE_FALLBACKS, "leg"),
    LANE_FALLBACKS_MODEL(GatewayMeter.LANE_FALLBACKS, "model"),
    MALFORMED_LEG(GatewayMeter.MALFORMED_MESSAGES, "leg"),
    MALFORMED_MODEL(GatewayMeter.MALFORMED_MESSAGES, "model"),
    UNRECOGNIZED_LEG(GatewayMeter.UNRECOGNIZED_EVENTS, "leg"),
    UNRECOGNIZED_MODEL(GatewayMeter.UNRECOGNIZED_EVENTS, "model"),

    STREAM_TIMEOUTS(GatewayMeter.STREAM_TIMEOUTS),
    RTP_LOST(GatewayMeter.RTP_PACKETS_LOST),
    RTP_FAR_LOST(GatewayMeter.RTP_FAR_PACKETS_LOST),
    /** Not from the address that the leg is latched to. */
    RTP_DROPPED_STRANGER(GatewayMeter.RTP_PACKETS_DROPPED, "stranger"),
    RTP_DROPPED_MALFORMED(GatewayMeter.RTP_PACKETS_DROPPED, "malformed"),
    RTP_DROPPED_PAYLOAD_TYPE(GatewayMeter.RTP_PACKETS_DROPPED, "payload_type"),
    /** Of another source than the one that is listened to. */
    RTP_DROPPED_SOURCE(GatewayMeter.RTP_PACKETS_DROPPED, "source"),
    RTP_DROPPED_DUPLICATE(GatewayMeter.RTP_PACKETS_DROPPED, "duplicate"),
    RTP_DROPPED_LATE(GatewayMeter.RTP_PACKETS_DROPPED, "late"),
    /** Faster than any voice comes, or more than may wait. */
    RTP_DROPPED_FLOOD(GatewayMeter.RTP_PACKETS_DROPPED, "flood"),
    RTP_SOURCE_CHANGES(GatewayMeter.RTP_SOURCE_CHANGES),
    RTP_MEDIA_TIMEOUTS(GatewayMeter.RTP_MEDIA_TIMEOUTS),
    CONCEALED_FEC_MS(GatewayMeter.CONCEALED_AUDIO_SECONDS, "fec"),
    CONCEALED_PLC_MS(GatewayMeter.CONCEALED_AUDIO_SECONDS, "plc"),
    /** A gap too long to be concealed. */
    CONCEALED_SILENCE_MS(GatewayMeter.CONCEALED_AUDIO_SECONDS, "silence"),
    PACED_LATE_FRAMES(GatewayMeter.PACED_LATE_FRAMES),
    PACED_SKIPPED_FRAMES(GatewayMeter.PACED_SKIPPED_FRAMES),

    BARGE_INS(GatewayMeter.BARGE_INS),
    BACKCHANNELS(GatewayMeter.BACKCHANNELS),
    TRUNCATIONS(GatewayMeter.TRUNCATIONS),
    RESPONSES_COMPLETED(GatewayMeter.RESPONSES, "completed"),
    RESPONSES_CANCELLED(GatewayMeter.RESPONSES, "cancelled"),
    RESPONSES_INCOMPLETE(GatewayMeter.RESPONSES, "incomplete"),
    RESPONSES_FAILED(GatewayMeter.RESPONSES, "failed"),

    ERROR_RESPONSE_CANCEL_NOT_ACTIVE(GatewayMeter.MODEL_ERRORS, "response_cancel_not_active"),
    ERROR_CONVERSATION_ALREADY_HAS_ACTIVE_RESPONSE(
            GatewayMeter.MODEL_ERRORS, "conversation_already_has_active_response"),
    ERROR_INPUT_AUDIO_BUFFER_COMMIT_EMPTY(
            GatewayMeter.MODEL_ERRORS, "input_audio_buffer_commit_empty"),
    ERROR_SESSION_EXPIRED(GatewayMeter.MODEL_ERRORS, "session_expired"),
    ERROR_UNSUPPORTED_CONTENT_TYPE(GatewayMeter.MODEL_ERRORS, "unsupported_content_type"),
    ERROR_INVALID_VALUE(GatewayMeter.MODEL_ERRORS, "invalid_value"),
    ERROR_ITEM_RETRIEVE_INVALID_ITEM_ID(GatewayMeter.MODEL_ERRORS, "item_retrieve_invalid_item_id"),
    ERROR_INVALID_EVENT(GatewayMeter.MODEL_ERRORS, "invalid_event"),
    /** Not reported as an error, but it is one: the agent lacks tools. */
    ERROR_MCP_LIST_TOOLS_FAILED(GatewayMeter.MODEL_ERRORS, "mcp_list_tools_failed"),
    ERROR_OTHER(GatewayMeter.MODEL_ERRORS, "other"),

    PREWARMS_HIDDEN(GatewayMeter.PREWARMS, "hidden"),
    PREWARMS_VISIBLE(GatewayMeter.PREWARMS, "visible"),
    PREWARMS_UNUSED(GatewayMeter.PREWARMS, "unused"),

    /** Another session went on with the conversation. */
    TAKEOVERS_RESUMED(GatewayMeter.TAKEOVERS, "resumed"),
    /** Another session went on before the model's time limit had come. */
    TAKEOVERS_PLANNED(GatewayMeter.TAKEOVERS, "planned"),
    /** No other could be had in time: the call ended. */
    TAKEOVERS_GIVEN_UP(GatewayMeter.TAKEOVERS, "given_up"),
    /** The call ended first, or was saying goodbye already. */
    TAKEOVERS_ABANDONED(GatewayMeter.TAKEOVERS, "abandoned"),

    /** An answer was asked for, and did not begin. */
    MODEL_STALLS_BEFORE_ANSWER(GatewayMeter.MODEL_STALLS, "before_answer"),
    /** An answer had begun, and nothing more of it came. */
    MODEL_STALLS_IN_ANSWER(GatewayMeter.MODEL_STALLS, "in_answer"),

    TOOL_HANG_UP(GatewayMeter.TOOL_CALLS, "hang_up"),
    TOOL_TRANSFER(GatewayMeter.TOOL_CALLS, "transfer"),
    TOOL_SEND_SMS(GatewayMeter.TOOL_CALLS, "send_sms"),
    TOOL_SEND_DTMF(GatewayMeter.TOOL_CALLS, "send_dtmf"),
    TOOL_SWITCH_AGENT(GatewayMeter.TOOL_CALLS, "switch_agent"),
    TOOL_CALL_HUMAN(GatewayMeter.TOOL_CALLS, "call_human"),
    TOOL_HTTP(GatewayMeter.TOOL_CALLS, "http"),
    TOOL_MCP(GatewayMeter.TOOL_CALLS, "mcp"),
    /** A tool that the agent does not have. */
    TOOL_UNKNOWN(GatewayMeter.TOOL_CALLS, "unknown"),
    TOOL_RESULT_OK(GatewayMeter.TOOL_RESULTS, "ok"),
    TOOL_RESULT_FAILED(GatewayMeter.TOOL_RESULTS, "failed"),
    TOOL_RESULT_TIMED_OUT(GatewayMeter.TOOL_RESULTS, "timed_out"),
    /** Not tried: wrong arguments, not allowed, too many. */
    TOOL_RESULT_REFUSED(GatewayMeter.TOOL_RESULTS, "refused"),
    /** The call ended first. */
    TOOL_RESULT_ABANDONED(GatewayMeter.TOOL_RESULTS, "abandoned"),

    TOKENS_INPUT_TEXT(GatewayMeter.MODEL_TOKENS, "input_text"),
    TOKENS_INPUT_AUDIO(GatewayMeter.MODEL_TOKENS, "input_audio"),
    TOKENS_CACHED_TEXT(GatewayMeter.MODEL_TOKENS, "cached_text"),
    TOKENS_CACHED_AUDIO(GatewayMeter.MODEL_TOKENS, "cached_audio"),
    TOKENS_OUTPUT_TEXT(GatewayMeter.MODEL_TOKENS, "output_text"),
    TOKENS_OUTPUT_AUDIO(GatewayMeter.MODEL_TOKENS, "output_audio"),
    MODEL_AUDIO_SENT_MS(GatewayMeter.MODEL_AUDIO_SECONDS, "sent"),
    MODEL_AUDIO_RECEIVED_MS(GatewayMeter.MODEL_AUDIO_SECONDS, "received"),

    RELAY_ERROR_39001(GatewayMeter.RELAY_ERRORS, "39001"),
    RELAY_ERROR_64102(GatewayMeter.RELAY_ERRORS, "64102"),
    RELAY_ERROR_64104(GatewayMeter.RELAY_ERRORS, "64104"),
    RELAY_ERROR_64105(GatewayMeter.RELAY_ERRORS, "64105"),
    RELAY_ERROR_64106(GatewayMeter.RELAY_ERRORS, "64106"),
    RELAY_ERROR_64107(GatewayMeter.RELAY_ERRORS, "64107"),
    RELAY_ERROR_64109(GatewayMeter.RELAY_ERRORS, "64109"),
    RELAY_ERROR_64114(GatewayMeter.RELAY_ERRORS, "64114"),
    RELAY_ERROR_OTHER(GatewayMeter.RELAY_ERRORS, "other"),
    /** Another session was asked for. */
    RELAY_BREAKS_REOPENED(GatewayMeter.RELAY_BREAKS, "reopened"),
    /** Another session came, and the call went on. */
    RELAY_BREAKS_RESUMED(GatewayMeter.RELAY_BREAKS, "resumed"),
    /** The call ended. */
    RELAY_BREAKS_GIVEN_UP(GatewayMeter.RELAY_BREAKS, "given_up"),
    RELAY_SLOW(GatewayMeter.RELAY_SLOW),

    DTMF_DIGITS(GatewayMeter.DTMF_DIGITS),
    LATE_TICKS(GatewayMeter.LATE_TICKS),
    DISCARDED_LATENCIES(GatewayMeter.DISCARDED_LATENCIES);

    private final GatewayMeter meter;
    private final String labelValue;

    CallCounter(GatewayMeter meter) {
        this(meter, "");
    }

    CallCounter(GatewayMeter meter, String labelValue) {
        this.meter = meter;
        this.labelValue = labelValue;
    }

    /** The counter of an error that the model reported; any text and none are accepted. */
    public static CallCounter modelError(@Nullable String code) {
        if (code == null) {
            return ERROR_OTHER;
        }
        return switch (code) {
            case "response_cancel_not_active" -> ERROR_RESPONSE_CANCEL_NOT_ACTIVE;
            case "conversation_already_has_active_response" ->
                    ERROR_CONVERSATION_ALREADY_HAS_ACTIVE_RESPONSE;
            case "input_audio_buffer_commit_empty" -> ERROR_INPUT_AUDIO_BUFFER_COMMIT_EMPTY;
            case "session_expired" -> ERROR_SESSION_EXPIRED;
            case "unsupported_content_type" -> ERROR_UNSUPPORTED_CONTENT_TYPE;
            case "invalid_value" -> ERROR_INVALID_VALUE;
            case "item_retrieve_invalid_item_id" -> ERROR_ITEM_RETRIEVE_INVALID_ITEM_ID;
            case "invalid_event" -> ERROR_INVALID_EVENT;
            case "mcp_list_tools_failed" -> ERROR_MCP_LIST_TOOLS_FAILED;
            default -> ERROR_OTHER; // the code came from outside: never a label
        };
    }

    /** In metrics, such as {@code trunkline_dropped_audio_seconds_total}. */
    public String metricName() {
        return meter.metricName();
    }

    public String help() {
        return meter.help();
    }

    /** Of the numbers given to {@link CallMeters#count}: {@code ms}, or what is counted. */
    public String unit() {
        return inMs() ? "ms" : meter.unit();
    }

    /** The meter that it is a part of. */
    public GatewayMeter meter() {
        return meter;
    }

    /** Value of the meter's own label; empty if it has none. */
    String labelValue() {
        return labelValue;
    }

    boolean inMs() {
        return meter.unit().equals("seconds");
    }
}
