package dev.trunkline.loadtest.model;

/** Which generation of the Realtime protocol a connection speaks. */
public enum Dialect {
    /**
     * The generally available protocol: nested {@code audio} object, {@code
     * response.output_audio.*}.
     */
    GA,
    /** The shape compatible servers still use: flat session, {@code response.audio.*}. */
    BETA
}
