package dev.trunkline.gateway.pbx.socket;

/** One control message to Asterisk. */
sealed interface MediaCommand {
    /**
     * Reports when all audio before it has left the queue. Only where Asterisk keeps the time; a
     * {@link FlushMedia} throws it away.
     */
    record MarkMedia(int generation, int sequence) implements MediaCommand {}

    /** Drops all audio and all marks that wait. */
    record FlushMedia() implements MediaCommand {}

    /** Answers a channel that was asked not to do so by itself. */
    record Answer() implements MediaCommand {}

    /** Asks for {@link MediaEvent.Status}. */
    record GetStatus() implements MediaCommand {}
}
