package dev.trunkline.gateway.call;

/** What a leg of words tells its call, on the call's event loop. Words are never logged. */
public interface TextLegListener {
    /**
     * The caller said something.
     *
     * @param words all of the utterance so far
     * @param last false while it may go on
     */
    void onPrompt(String words, String language, boolean last, long arrivalNanos);

    /**
     * The caller stopped the agent's speech; it is silent already.
     *
     * @param spoken what was spoken of it
     * @param spokenMs how long it was spoken; -1 if the leg does not say
     */
    void onInterrupt(String spoken, long spokenMs, long arrivalNanos);

    /** A key of the caller's phone: 0-9, *, #. */
    void onDtmf(char digit);

    /** So much more of what was sent was spoken, where the leg says so. */
    void onSpoken(String words, long nowNanos);

    /** The agent's speech began or stopped, where the leg says so. */
    void onAgentSpeaking(boolean speaking, long nowNanos);

    /** The far side reads again. */
    void onWritable();

    /**
     * The leg is over. Called once.
     *
     * @param clean whether it ended as it should, instead of a socket that broke
     */
    void onEnded(boolean clean);
}
