package dev.trunkline.gateway.call;

/**
 * The phone side of a call in words: it hears and speaks for the gateway, and says what it has
 * spoken when the caller interrupts. Confined to the call's event loop.
 *
 * <p>After {@link #end} and {@link #close} all others do nothing.
 */
public interface TextLeg {
    /**
     * Speaks words after all that was sent before.
     *
     * @param words as the model wrote them, white space included; may be empty with {@code last}
     * @param last whether they end what is said at one time
     */
    void sendText(String words, boolean last);

    /**
     * Plays keys to the far side.
     *
     * @param digits of {@code 0-9*#} and {@code w} for a pause, at least one
     * @throws IllegalArgumentException if they are not
     */
    void sendDigits(String digits);

    /** Speaks and understands another language from now on (BCP 47). */
    void switchLanguage(String language);

    /** Plays a recording after all that was sent before. */
    void play(String url, int loops, boolean preemptible);

    /**
     * Ends the session and gives the call back to whoever asks what follows.
     *
     * @param reason handed on with it: a word of a closed set
     */
    void end(String reason);

    /** Closes the socket of a session that is over; at most once, later calls do nothing. */
    void close(LegClose cause);
}
