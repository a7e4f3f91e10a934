package dev.trunkline.gateway.call;

/** What a leg of words tells its call, on the call's event loop. Words are never logged. */
public interface TextLegListener {
    /**
     * The caller said something.
     *
     * @param words all of the utterance so far
     * @param language as the leg heard it (BCP 47); empty if it does not say
     * @param last false while it may go on
     */
    void onPrompt(String words, String language, boolean last, long arrivalNanos);

    /**
     * The caller stopped the agent's speech; it is silent already.
     *
     * @param spoken what was spoken of it; empty if the leg does not say
     * @param spokenMs how long it was spoken; -1 if the leg does not say
     */
    void onInterrupt(String spoken, long spokenMs, long arrivalNanos);

    /** A key of the caller's phone: 0-9, *, #, A-D. */
    void onDtmf(char digit);

    /** So much more of what was sent was spoken, where the leg says so. */
    void onSpoken(String words, long arrivalNanos);

    /** The agent's speech began or stopped, where the leg says so. */
    void onAgentSpeaking(boolean speaking, long arrivalNanos);

    /**
     * The leg closed, though {@link TextLeg#end} was not called: the caller hung up, or it broke.
     * Called at most once.
     *
     * @param clean whether it was closed properly, instead of a socket that broke
     */
    void onLegClosed(boolean clean);
}
