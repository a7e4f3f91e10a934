package dev.trunkline.observability.latency;

import java.util.Locale;

/**
 * What can happen in a call and has a time. Each latency goes from one of these to another; the
 * call's record keeps them as they came, so that every figure can be derived again.
 *
 * <p>Records and the API carry {@link #label}: a moment is never renamed.
 */
public enum Moment {
    DIAL_CREATED("outbound call created"),
    RINGING("ringing reported"),
    ANSWERED("in-progress reported"),
    WEBHOOK_RECEIVED("inbound webhook received"),
    MODEL_CONNECTING("connecting to the model begun"),
    SESSION_UPDATED("session.updated received"),
    STREAM_STARTED("the stream's start received"),

    VOICE_BEGAN("caller's first voiced frame arrived"),
    VOICE_ENDED("caller's last voiced frame arrived"),
    SPEECH_STARTED("speech_started received"),
    SPEECH_STOPPED("speech_stopped received"),
    TOOL_CALLED("the model called a tool"),
    FIRST_DELTA("first audio (text) delta of the answer received"),
    FIRST_FRAME("first frame of the answer handed to the leg's socket"),
    PLAY_BEGAN("the answer begins to play at the far edge, by the returned marks"),
    AUDIBLE("the answer begins to be heard at the far edge"),
    ANSWER_HEARD("all of the answer was played at the far edge"),

    CLEAR_SENT("clear (or flush) handed to the leg's socket"),
    FAR_EDGE_SILENT("the far edge is silent, by the marks that the clear returns"),

    MODEL_LOST("the model's session was lost under the call"),
    RECONNECTED("a new model session took over"),
    CALL_ENDED("the call ended");

    private final String description;
    private final String label = name().toLowerCase(Locale.ROOT);

    Moment(String description) {
        this.description = description;
    }

    /** As documents say it. */
    public String description() {
        return description;
    }

    /** As records and the API carry it. */
    public String label() {
        return label;
    }
}
