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
            Moment.VOICE_ENDED,
            Moment.SPEECH_STOPPED,
            "How long the model takes to decide that the caller has finished"),
    TURN_MODEL(
            Moment.SPEECH_STOPPED, Moment.FIRST_DELTA, "The model's own time to its first sound"),
    TURN_DELIVERY(Moment.FIRST_DELTA, Moment.FIRST_FRAME, "What the gateway adds to an answer"),
    TURN_PLAYOUT(Moment.FIRST_FRAME, Moment.PLAY_BEGAN, "The carrier's buffer and the way to it"),
    TURN_LEAD_SILENCE(
            Moment.PLAY_BEGAN,
            Moment.AUDIBLE,
            "Silence that the model sends before it speaks, in audio time"),
    TURN_HEARD(
            Moment.VOICE_ENDED,
            Moment.AUDIBLE,
            "How long the caller waits for an answer: the sum of the parts of a turn"),
    TURN_RESPONSE(
            Moment.VOICE_ENDED,
            Moment.FIRST_FRAME,
            "The figure that others quote: without playout and leading silence"),

    BARGE_IN_REACTION(
            Moment.VOICE_BEGAN,
            Moment.CLEAR_SENT,
            "How fast the agent falls silent, on the gateway's side"),
    BARGE_IN_SILENCE(
            Moment.VOICE_BEGAN,
            Moment.FAR_EDGE_SILENT,
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
            Moment.WEBHOOK_RECEIVED,
            Moment.STREAM_STARTED,
            "How long the carrier takes to connect the media"),
    SESSION_READY(
            Moment.MODEL_CONNECTING,
            Moment.SESSION_UPDATED,
            "How long the model takes to be ready for audio"),
    FIRST_AUDIO(
            Moment.STREAM_STARTED,
            Moment.FIRST_FRAME,
            "How long the caller waits for the first word"),
    POST_DIAL_DELAY(
            Moment.DIAL_CREATED, Moment.RINGING, "Session request delay (RFC 6076 section 4.3.1)"),
    ANSWER_DELAY(Moment.DIAL_CREATED, Moment.ANSWERED, "How long until someone picks up"),

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

    LatencyMetric(Moment from, Moment to, String meaning) {
        this(Scale.SPEECH, from.description(), to.description(), meaning);
    }

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
