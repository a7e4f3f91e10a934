package dev.trunkline.observability.metrics;

import java.util.Locale;

/** Why a socket of the public port was closed before it came to anything: the label. */
public enum SocketRefusal {
    /** There were as many as may be. */
    FULL,
    /** As many as may be had not brought a request yet. */
    HANDSHAKES,
    /** Its TLS handshake took too long. */
    SLOW_HANDSHAKE,
    /** Its TLS handshake failed: no TLS, no version or cipher in common, a refused certificate. */
    FAILED_HANDSHAKE,
    /** Its request took too long. */
    SLOW_REQUEST;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** As in metrics. */
    public String label() {
        return label;
    }
}
