package dev.trunkline.observability.metrics;

import java.util.Locale;

/** How a call's media reaches the gateway: the label {@code leg}. */
public enum LegKind {
    /** Twilio Media Streams. */
    STREAM,
    /** Twilio ConversationRelay. */
    RELAY,
    /** RTP from a PBX. */
    RTP,
    /** WebSocket media from a PBX. */
    WS;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** As in metrics. */
    public String label() {
        return label;
    }
}
