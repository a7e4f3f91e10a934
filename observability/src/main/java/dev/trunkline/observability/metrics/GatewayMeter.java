package dev.trunkline.observability.metrics;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Every counter and gauge, each declared once; the latencies are in {@link
 * dev.trunkline.observability.latency.LatencyMetric}. Counters of a call carry the labels of the
 * call, and the one named here; those of the whole process carry only the latter.
 */
public enum GatewayMeter {
    CALLS_STARTED("calls", "", "Calls that reached the gateway, taken or not"),
    CALLS_ENDED("calls", "outcome", "Calls that ended or were turned away, by outcome"),
    UPLINK_FRAMES("frames", "", "Audio frames from the caller"),
    UPLINK_BYTES("bytes", "", "Audio from the caller, decoded from base64"),
    UPLINK_GAPS("gaps", "", "Gaps in the timestamps of the caller's audio"),
    UPLINK_GAP_FILLED_SECONDS("seconds", "", "Silence put into gaps of the caller's audio"),
    UPLINK_LATE_FRAMES("frames", "", "Frames from the caller older than one already passed on"),
    DOWNLINK_FRAMES("frames", "", "Audio frames to the caller"),
    DOWNLINK_BYTES("bytes", "", "Audio to the caller, before base64"),
    DROPPED_AUDIO_SECONDS("seconds", "reason", "Audio dropped, by reason"),
    LANE_FALLBACKS("messages", "side", "Audio messages that the fast lane left to the plain one"),
    MALFORMED_MESSAGES("messages", "side", "Messages that broke the protocol, by sender"),
    UNRECOGNIZED_EVENTS("events", "side", "Well-formed events of unknown type, by sender"),
    BARGE_INS("turns", "", "Times that the caller interrupted the agent"),
    BACKCHANNELS("turns", "", "Speech during the agent's that was too short to interrupt"),
    TRUNCATIONS("items", "", "Items of the model truncated to what was heard"),
    RESPONSES("responses", "status", "Responses of the model, by final status"),
    MODEL_ERRORS("errors", "code", "Errors that the model reported, by code"),
    PREWARMS("sessions", "result", "Prewarmed sessions: ready before the media began, or not"),
    TAKEOVERS(
            "sessions",
            "result",
            "Model sessions that were lost under a call, or left before their limit, by what became of"
                    + " the conversation"),
    MODEL_STALLS(
            "sessions",
            "at",
            "Model sessions given up as nothing more came of an answer, by where it stopped"),
    TOOL_CALLS("calls", "tool", "Tool calls of the model, by kind of tool"),
    TOOL_RESULTS("calls", "outcome", "Tool calls that are over, by how they went"),
    MODEL_TOKENS("tokens", "kind", "Tokens used; cached ones are also part of the input's"),
    MODEL_AUDIO_SECONDS("seconds", "direction", "Audio sent to and received from the model"),
    RELAY_ERRORS("errors", "code", "Errors that ConversationRelay reported, by Twilio's code"),
    RELAY_BREAKS(
            "sessions",
            "then",
            "ConversationRelay sessions that broke under a call, by what became of the call"),
    RELAY_SLOW("sessions", "", "ConversationRelay sessions given up as what was sent was not read"),
    DTMF_DIGITS("digits", "", "Digits that the caller dialled during the call"),
    STREAM_TIMEOUTS(
            "calls", "", "Calls ended as nothing had come on their media stream for too long"),
    RTP_PACKETS_LOST(
            "packets",
            "",
            "RTP packets of the caller's voice that were not there when their time came"),
    RTP_FAR_PACKETS_LOST(
            "packets", "", "RTP packets to the caller that the PBX reported lost, by RTCP"),
    RTP_PACKETS_DROPPED("packets", "reason", "RTP packets that were not used, by reason"),
    RTP_SOURCE_CHANGES(
            "changes", "", "Times that the source of an RTP stream was given up for another"),
    RTP_MEDIA_TIMEOUTS("calls", "", "Calls ended as no RTP had come for too long"),
    CONCEALED_AUDIO_SECONDS(
            "seconds", "by", "Caller audio made up for what was lost, by how it was done"),
    PACED_LATE_FRAMES("frames", "", "Frames to the caller sent more than half a frame late"),
    PACED_SKIPPED_FRAMES(
            "frames",
            "",
            "Frames to the caller never sent, as the event loop had stalled for longer"),
    LATE_TICKS("ticks", "", "Playout ticks that ran more than one frame late"),
    DISCARDED_LATENCIES(
            "values", "", "Latencies not recorded, as their end lay before their begin"),

    RECORDS_WRITTEN("calls", "", Type.PROCESS_COUNTER, "Calls written to the call records"),
    RECORDS_DROPPED(
            "calls",
            "reason",
            Type.PROCESS_COUNTER,
            "Calls that are not in the records, by reason"),
    RECORDS_WRITE_FAILURES(
            "attempts", "", Type.PROCESS_COUNTER, "Attempts at the records' database that failed"),
    RECORDS_QUEUED("calls", "Calls that wait to be written to the records"),

    TWILIO_REQUESTS(
            "requests",
            "request",
            "outcome",
            Type.PROCESS_COUNTER,
            "Requests to Twilio's REST API, by what was asked and how the last try ended"),
    TWILIO_RETRIES(
            "tries",
            "request",
            Type.PROCESS_COUNTER,
            "Tries of requests to Twilio's REST API beyond the first"),

    DIAL_ATTEMPTS(
            "attempts",
            "trunk",
            "outcome",
            "sip_class",
            Type.PROCESS_COUNTER,
            "Tries to reach who is called, by the trunk, how they ended and the SIP response"),
    FAILOVERS(
            "calls",
            "trunk",
            Type.PROCESS_COUNTER,
            "Calls out that were tried over another trunk after this one failed"),
    DIAL_CALLBACKS(
            "callbacks",
            "result",
            Type.PROCESS_COUNTER,
            "States of calls out that whoever asked for the call was to be told of, by what came of"
                    + " it"),
    ESCALATIONS(
            "calls",
            "outcome",
            Type.PROCESS_COUNTER,
            "Calls that people were to be brought to, by what became of it"),
    CALLS_WAITING("calls", "Calls out that wait for their turn"),

    PBX_REQUESTS(
            "requests",
            "pbx",
            "outcome",
            Type.PROCESS_COUNTER,
            "Requests to the ARI of an Asterisk, by how they ended"),
    PBX_RECONNECTS(
            "connections",
            "pbx",
            Type.PROCESS_COUNTER,
            "Event sockets to an Asterisk opened beyond the first"),
    PBX_MALFORMED_EVENTS(
            "events", "pbx", Type.PROCESS_COUNTER, "Events of an Asterisk that could not be read"),
    PBX_CONNECTED("sockets", "pbx", Type.GAUGE, "1 while the event socket to an Asterisk is open"),
    RTP_PORTS_USED_UP(
            "calls",
            "",
            Type.PROCESS_COUNTER,
            "Calls of a PBX that no pair of UDP ports was left for"),
    RTP_PORTS_USED("ports", "Pairs of UDP ports that calls of a PBX hold"),
    RTP_PORTS("ports", "Pairs of UDP ports that there are for calls of a PBX"),

    TRACES(
            "parts",
            "result",
            Type.PROCESS_COUNTER,
            "Calls that are over and tools of calls, to be sent as traces, by what came of it"),

    SOCKETS_REFUSED(
            "sockets",
            "reason",
            Type.PROCESS_COUNTER,
            "Sockets of the public port closed before they came to anything, by reason"),
    PUBLIC_SOCKETS("sockets", "Sockets of the public port open, webhooks and media"),
    CERTIFICATE_RELOADS(
            "reloads",
            "result",
            Type.PROCESS_COUNTER,
            "Times that the certificate's files were found changed, by what came of it"),
    CERTIFICATE_EXPIRY_TIMESTAMP_SECONDS(
            "seconds", "When the certificate in force expires, since 1970 began; none without TLS"),

    AGENT_RELOADS(
            "reloads",
            "result",
            Type.PROCESS_COUNTER,
            "Times that agents were found changed in the configuration, by what came of it"),
    AGENTS("agents", "Agents that calls can be given"),
    AGENTS_LOADED_TIMESTAMP_SECONDS(
            "seconds", "When the agents in force were read, since 1970 began"),

    ACTIVE_CALLS("calls", "Calls in progress"),
    CALLS_IN_PHASE("calls", "phase", Type.GAUGE, "Calls in progress, by phase"),
    CALL_LIMIT("calls", "Calls that the gateway takes at once, by configuration"),
    PREWARMED_SESSIONS("sessions", "Model sessions open for calls whose media has not begun"),
    OPEN_SOCKETS("sockets", "side", Type.GAUGE, "Media sockets open, by side"),
    TRUNK_STATE(
            "trunks",
            "trunk",
            "trunk_kind",
            "state",
            Type.GAUGE,
            "1 for the state that a trunk for calls out is in, 0 for the others; open: it failed too"
                    + " often and is left alone");

    /** What Prometheus takes it for. */
    public enum Type {
        /** Of calls, with their labels. */
        COUNTER,
        /** Of the whole process. */
        PROCESS_COUNTER,
        GAUGE
    }

    private final String unit;
    private final String label;
    private final String secondLabel;
    private final String thirdLabel;
    private final Type type;
    private final String help;

    GatewayMeter(String unit, String help) {
        this(unit, "", Type.GAUGE, help);
    }

    GatewayMeter(String unit, String label, String help) {
        this(unit, label, Type.COUNTER, help);
    }

    GatewayMeter(String unit, String label, Type type, String help) {
        this(unit, label, "", type, help);
    }

    GatewayMeter(String unit, String label, String secondLabel, Type type, String help) {
        this(unit, label, secondLabel, "", type, help);
    }

    GatewayMeter(
            String unit,
            String label,
            String secondLabel,
            String thirdLabel,
            Type type,
            String help) {
        this.unit = unit;
        this.label = label;
        this.secondLabel = secondLabel;
        this.thirdLabel = thirdLabel;
        this.type = type;
        this.help = help;
    }

    /** In Prometheus, such as {@code trunkline_calls_ended_total}. */
    public String metricName() {
        String base = "trunkline_" + name().toLowerCase(Locale.ROOT);
        return counter() ? base + "_total" : base;
    }

    /** Whether it only rises. */
    public boolean counter() {
        return type != Type.GAUGE;
    }

    public Type type() {
        return type;
    }

    /** What is counted; {@code seconds} and {@code bytes} are base units and stand in the name. */
    public String unit() {
        return unit;
    }

    /** The labels beside those of the call, in order. */
    public List<String> labels() {
        return Stream.of(label, secondLabel, thirdLabel).filter(each -> !each.isEmpty()).toList();
    }

    /** One line for the metric's help text. */
    public String help() {
        return help + ".";
    }
}
