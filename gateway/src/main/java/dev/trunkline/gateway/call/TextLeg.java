package dev.trunkline.gateway.call;

/**
 * The phone side of a call in words: it hears and speaks for the gateway, and says what it has
 * spoken when the caller interrupts. Confined to the call's event loop.
 */
public interface TextLeg {
    /** False while the other side reads slower than we write. */
    boolean writable();

    /**
     * Speaks words after all that was sent before.
     *
     * @param last whether they end what is said at one time
     */
    void sendText(String words, boolean last);

    /**
     * Plays keys to the far side.
     *
     * @param digits of {@code 0-9*#} and {@code w} for a pause; not empty
     */
    void sendDigits(String digits);

    /** Speaks and understands another language from now on (BCP 47). */
    void switchLanguage(String language);

    /** Plays a recording after all that was sent before. */
    void play(String url, int loops, boolean preemptible);

    /**
     * Ends the session and gives the call back to whoever asks what follows.
     *
     * @param handoff what is handed on with it; empty for nothing
     */
    void end(String handoff);

    /** Closes the socket; at most once, later calls do nothing. */
    void close(LegClose cause);
}
