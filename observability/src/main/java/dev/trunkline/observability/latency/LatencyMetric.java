package dev.trunkline.observability.latency;

import java.util.Locale;

/**
 * Every latency of a call, each defined once: both ends, and what it tells. Names, help texts and
 * documents come from here. All are differences of the gateway's monotonic clock unless the meaning
 * says otherwise.
 *
 * <p>A turn is one answer of the agent to one utterance of the caller. Its parts, from {@link
 * #TURN_ENDPOINTING} to {@link #TURN_LEAD_SILENCE}, sum to {@link #TURN_HEARD}.
 */
public enum LatencyMetric {
    TURN_ENDPOINTING(
            "caller's last voiced frame arrived",
            "speech_stopped received",
            "How long the model takes to decide that the caller has finished"),
    TURN_MODEL(
            "speech_stopped received",
            "first audio (text) delta of the answer received",
            "The model's own time to its first sound"),
    TURN_DELIVERY(
            "first delta of the answer received",
            "its first frame handed to the leg's socket",
            "What the gateway adds to an answer"),
    TURN_PLAYOUT(
            "first frame of the answer handed to the leg's socket",
            "it begins to play at the far edge, by the returned marks",
            "The carrier's buffer and the way to it"),
    TURN_LEAD_SILENCE(
            "the answer begins to play",
            "its first audible audio plays, in audio time",
            "Silence that the model sends before it speaks"),
    TURN_HEARD(
            "caller's last voiced frame arrived",
            "the answer begins to be heard at the far edge",
            "How long the caller waits for an answer: the sum of the parts of a turn"),
    TURN_RESPONSE(
            "caller's last voiced frame arrived",
            "first frame of the answer handed to the leg's socket",
            "The figure that others quote: without playout and leading silence"),

    BARGE_IN_REACTION(
            "first voiced frame of the interruption arrived",
            "clear (or flush) handed to the leg's socket",
            "How fast the agent falls silent, on the gateway's side"),
    BARGE_IN_SILENCE(
            "first voiced frame of the interruption arrived",
            "the far edge is silent, by the marks that the clear returns",
            "How fast the agent falls silent, for the caller"),
    BARGE_IN_LEAKED(
            "the interruption began",
            "the far edge is silent, in audio time",
            "Agent audio that the caller heard after interrupting"),

    RELAY_UPLINK(
            Scale.FINE,
            "frame read from the leg's socket",
            "it is written to the model's socket",
            "What the gateway adds to a caller's frame; sampled"),
    RELAY_DOWNLINK(
            Scale.FINE,
            "frame read from the model's socket",
            "it is written to the leg's socket",
            "What the gateway adds to an agent's frame while nothing is queued; sampled"),
    LEG_RTT(
            "mark sent while nothing is queued (RTP: report; WebSocket: ping)",
            "its echo received",
            "Round trip to the far edge of the carrier's leg"),
    MODEL_RTT(
            "ping sent on the model's socket",
            "its pong received",
            "Round trip to the model's server"),
    UPLINK_JITTER(
            Scale.FINE,
            "arrival of a frame against its own timestamp",
            "the same of the frame before",
            "Interarrival jitter of the caller's audio (RFC 3550 section 6.4.1)"),

    CALL_SETUP(
            "inbound webhook received",
            "the stream's start received",
            "How long the carrier takes to connect the media"),
    SESSION_READY(
            "connecting to the model begun",
            "session.updated received",
            "How long the model takes to be ready for audio"),
    FIRST_AUDIO(
            "the stream's start received",
            "first agent frame handed to the leg's socket",
            "How long the caller waits for the first word"),
    POST_DIAL_DELAY(
            "outbound call created",
            "ringing reported",
            "Session request delay (RFC 6076 section 4.3.1)"),
    ANSWER_DELAY(
            "outbound call created", "in-progress reported", "How long until someone picks up"),

    /** Not of one call: recorded without labels. */
    LOOP_LAG(
            Scale.FINE,
            "event-loop timer due",
            "it ran",
            "How late an event loop is; above 20 ms frames are late");

    /** Which classic buckets suit it. */
    public enum Scale {
        /** Dense from 20 ms to 3 s: what people notice. */
        SPEECH,
        /** From 50 microseconds to 1 s: what a machine takes. */
        FINE
    }

    private final Scale scale;
    private final String from;
    private final String to;
    private final String meaning;
    private final String metricName = "trunkline_" + name().toLowerCase(Locale.ROOT) + "_seconds";

    LatencyMetric(String from, String to, String meaning) {
        this(Scale.SPEECH, from, to, meaning);
    }

    LatencyMetric(Scale scale, String from, String to, String meaning) {
        this.scale = scale;
        this.from = from;
        this.to = to;
        this.meaning = meaning;
    }

    /** In Prometheus, such as {@code trunkline_turn_heard_seconds}. */
    public String metricName() {
        return metricName;
    }

    public Scale scale() {
        return scale;
    }

    /** The moment at which it begins. */
    public String from() {
        return from;
    }

    /** The moment at which it ends. */
    public String to() {
        return to;
    }

    /** What it tells, in one sentence without a full stop. */
    public String meaning() {
        return meaning;
    }

    /** Whether it belongs to one call and carries the call's labels. */
    public boolean perCall() {
        return this != LOOP_LAG;
    }

    /** One line for the metric's help text. */
    public String help() {
        return meaning + ". From: " + from + ". To: " + to + ".";
    }
}
