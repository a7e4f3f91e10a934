package dev.trunkline.observability.metrics;

import dev.trunkline.observability.latency.LatencyMetric;
import java.util.Locale;

/** How a call's media reaches the gateway: the label {@code leg}. */
public enum LegKind {
    /** Twilio Media Streams. */
    STREAM(true),
    /** Twilio ConversationRelay: words in both directions, and none of the audio. */
    RELAY(false),
    /** RTP from a PBX. */
    RTP(true),
    /** WebSocket media from a PBX. */
    WS(true);

    private final boolean audio;
    private final String label = name().toLowerCase(Locale.ROOT);

    LegKind(boolean audio) {
        this.audio = audio;
    }

    /** Whether a call on such a leg can have a figure of this latency at all. */
    public boolean measures(LatencyMetric metric) {
        return audio || !metric.takesAudio();
    }

    /** As in metrics. */
    public String label() {
        return label;
    }
}
