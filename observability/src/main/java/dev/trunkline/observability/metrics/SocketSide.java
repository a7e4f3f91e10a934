package dev.trunkline.observability.metrics;

import java.util.Locale;

/** Who is at the other end of a media socket. */
public enum SocketSide {
    /** The carrier: one socket a call. */
    LEG,
    /** The model: one a session, prewarmed ones included. */
    MODEL;

    /** In metrics. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
