package dev.trunkline.observability.metrics;

import java.util.Locale;

/** What came of a certificate that was found changed: the label {@code result}. */
public enum CertificateReload {
    /** New connections are given it. */
    LOADED,
    /** It cannot be used: the old one stays. */
    REFUSED;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** As in metrics. */
    public String label() {
        return label;
    }
}
