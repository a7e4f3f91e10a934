package dev.trunkline.loadtest.phone;

/**
 * What a caller talks into, frame by frame of a schedule, and hears the agent from. One event loop.
 */
interface CallerLine {
    /** Sends frame {@code frame} of {@code audio}; {@code dueNanos} is its time in the schedule. */
    void send(CallerAudio audio, int frame, long dueNanos, long nowNanos);

    /** Sends a frame of silence. */
    void sendSilence(long dueNanos, long nowNanos);

    /** Sends a probe that carries the time of sending. */
    void sendProbe(long dueNanos, long nowNanos);

    void sendDtmf(char digit);

    /** Puts bytes on the socket. */
    default void sendRaw(RawMessage message) {
        throw new UnsupportedOperationException("this line has no socket: no raw messages");
    }

    /** Stops reading from the socket for {@code pauseMs}. */
    default void stopReading(long pauseMs, long nowNanos) {
        throw new UnsupportedOperationException("this line has no socket: it always reads");
    }

    void hangUp(HangUp how);

    /** Something happened that somebody may be waiting for. */
    void progressed();

    boolean ended();

    /** When frame 0 was due: sample 0 of the playout. */
    long startedNanos();

    /** Where the agent is audible. */
    AgentVoice agent();

    Playout playout();

    StreamRecorder recorder();
}
