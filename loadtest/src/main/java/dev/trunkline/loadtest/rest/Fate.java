package dev.trunkline.loadtest.rest;

/**
 * What will become of a call, drawn when it is dialled.
 *
 * @param detectionMs how long detecting a machine takes
 */
record Fate(long postDialDelayMs, End end, boolean machine, long detectionMs) {

    /** How dialling ends. */
    sealed interface End {}

    /** It rings, and is answered unless the caller gives up before. */
    record Rings(long ms) implements End {
        static final Rings FOREVER = new Rings(Long.MAX_VALUE);
    }

    /** It does not ring. */
    record Refused(CallStatus status, int sipCode) implements End {}
}
