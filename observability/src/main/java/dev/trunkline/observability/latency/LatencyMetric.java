package dev.trunkline.observability.latency;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

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
            Scope.TURN,
            Moment.VOICE_ENDED,
            Moment.SPEECH_STOPPED,
            "How long the model takes to decide that the caller has finished"),
    TURN_MODEL(
            Scope.TURN,
            Moment.SPEECH_STOPPED,
            Moment.FIRST_DELTA,
            "The model's own time to its first sound"),
    TURN_DELIVERY(
            Scope.TURN,
            Moment.FIRST_DELTA,
            Moment.FIRST_FRAME,
            "What the gateway adds to an answer"),
    TURN_PLAYOUT(
            Scope.TURN,
            Moment.FIRST_FRAME,
            Moment.PLAY_BEGAN,
            "The carrier's buffer and the way to it"),
    TURN_LEAD_SILENCE(
            Scope.TURN,
            Moment.PLAY_BEGAN,
            Moment.AUDIBLE,
            "Silence that the model sends before it speaks, in audio time"),
    TURN_HEARD(
            Scope.TURN,
            Moment.VOICE_ENDED,
            Moment.AUDIBLE,
            "How long the caller waits for an answer: the sum of the parts of a turn"),
    TURN_RESPONSE(
            Scope.TURN,
            Moment.VOICE_ENDED,
            Moment.FIRST_FRAME,
            "The figure that others quote: without playout and leading silence"),

    BARGE_IN_REACTION(
            Scope.BARGE_IN,
            Moment.VOICE_BEGAN,
            Moment.CLEAR_SENT,
            "How fast the agent falls silent, on the gateway's side"),
    BARGE_IN_SILENCE(
            Scope.BARGE_IN,
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
    TOOL_CALL(
            "response with the model's tool call complete",
            "the tool's output handed to the model",
            "How long a tool takes that asks a service, waiting and further tries included"),
    TAKEOVER_GAP(
            "model session known to be lost under the call, or left before its limit",
            "the next one was told the conversation and takes the caller's audio",
            "How long a call has no model between two sessions; the audio is kept meanwhile"),
    UPLINK_JITTER(
            Scale.FINE,
            "arrival of a frame against its own timestamp",
            "the same of the frame before",
            "Interarrival jitter of the caller's audio (RFC 3550 section 6.4.1)"),

    CALL_SETUP(
            Scope.CALL,
            Moment.WEBHOOK_RECEIVED,
            Moment.STREAM_STARTED,
            "How long the carrier takes to connect the media"),
    SESSION_READY(
            Scope.CALL,
            Moment.MODEL_CONNECTING,
            Moment.SESSION_UPDATED,
            "How long the model takes to be ready for audio"),
    FIRST_AUDIO(
            Scope.CALL,
            Moment.STREAM_STARTED,
            Moment.FIRST_FRAME,
            "How long the caller waits for the first word"),
    POST_DIAL_DELAY(
            Scope.CALL,
            Moment.DIAL_CREATED,
            Moment.RINGING,
            "Session request delay (RFC 6076 section 4.3.1)"),
    ANSWER_DELAY(
            Scope.CALL, Moment.DIAL_CREATED, Moment.ANSWERED, "How long until someone picks up"),

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

    /** What its two moments belong to. */
    public enum Scope {
        /** The call itself: once. */
        CALL,
        /** One turn of it. */
        TURN,
        /** One interruption. */
        BARGE_IN,
        /** No two moments of a call: measured where it happens. */
        SAMPLE
    }

    private final Scope scope;
    private final @Nullable Moment fromMoment;
    private final @Nullable Moment toMoment;
    private final Scale scale;
    private final String from;
    private final String to;
    private final String meaning;
    private final String metricName = "trunkline_" + name().toLowerCase(Locale.ROOT) + "_seconds";

    LatencyMetric(Scope scope, Moment from, Moment to, String meaning) {
        this(scope, from, to, Scale.SPEECH, from.description(), to.description(), meaning);
    }

    LatencyMetric(String from, String to, String meaning) {
        this(Scale.SPEECH, from, to, meaning);
    }

    LatencyMetric(Scale scale, String from, String to, String meaning) {
        this(Scope.SAMPLE, null, null, scale, from, to, meaning);
    }

    LatencyMetric(
            Scope scope,
            @Nullable Moment fromMoment,
            @Nullable Moment toMoment,
            Scale scale,
            String from,
            String to,
            String meaning) {
        this.scope = scope;
        this.fromMoment = fromMoment;
        this.toMoment = toMoment;
        this.scale = scale;
        this.from = from;
        this.to = to;
        this.meaning = meaning;
    }

    /** What it is measured over. */
    public Scope scope() {
        return scope;
    }

    /** The moment at which it begins, or null for {@link Scope#SAMPLE}. */
    public @Nullable Moment fromMoment() {
        return fromMoment;
    }

    /** The moment at which it ends, or null for {@link Scope#SAMPLE}. */
    public @Nullable Moment toMoment() {
        return toMoment;
    }

    /** In Prometheus, such as {@code trunkline_turn_heard_seconds}. */
    public String metricName() {
        return metricName;
    }

    public Scale scale() {
        return scale;
    }

    /** Where it begins, in words. */
    public String from() {
        return from;
    }

    /** Where it ends, in words. */
    public String to() {
        return to;
    }

    /** What it tells, in one sentence without a full stop. */
    public String meaning() {
        return meaning;
    }

    /**
     * Whether one of its ends is found in the call's audio: on a leg that carries words instead,
     * nobody can measure it.
     */
    public boolean takesAudio() {
        return switch (this) {
            case TURN_ENDPOINTING,
                    TURN_LEAD_SILENCE,
                    TURN_HEARD,
                    TURN_RESPONSE,
                    BARGE_IN_REACTION,
                    BARGE_IN_SILENCE,
                    BARGE_IN_LEAKED,
                    RELAY_UPLINK,
                    RELAY_DOWNLINK,
                    TAKEOVER_GAP,
                    UPLINK_JITTER ->
                    true;
            case TURN_MODEL,
                    TURN_DELIVERY,
                    TURN_PLAYOUT,
                    LEG_RTT,
                    MODEL_RTT,
                    TOOL_CALL,
                    CALL_SETUP,
                    SESSION_READY,
                    FIRST_AUDIO,
                    POST_DIAL_DELAY,
                    ANSWER_DELAY,
                    LOOP_LAG ->
                    false;
        };
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
