package dev.trunkline.gateway.pbx.socket;

/** One control message from Asterisk. */
sealed interface MediaEvent {
    /**
     * The first message of a socket.
     *
     * @param channelId of the media channel; empty before Asterisk 22.7
     * @param format by Asterisk's name for it
     */
    record MediaStart(String channelId, String format) implements MediaEvent {}

    /** A key of the caller's phone was let go. */
    record DtmfEnd(char digit) implements MediaEvent {
        @Override
        public String toString() {
            return "DtmfEnd";
        }
    }

    /** Asterisk's queue is nearly full: nothing more is to be sent. */
    record MediaXoff() implements MediaEvent {}

    /** It has room again. */
    record MediaXon() implements MediaEvent {}

    /** All audio before a mark has left the queue. */
    record MarkProcessed(String correlationId) implements MediaEvent {}

    /** The answer to {@link MediaCommand.GetStatus}, in order with everything before it. */
    record Status(int queueLength) implements MediaEvent {}

    /** A command was refused. */
    record Refused() implements MediaEvent {}

    /** What follows commands that are not used here. */
    record Unused() implements MediaEvent {}

    /** An event this version does not know: counted and dropped, never fatal. */
    record Unrecognized() implements MediaEvent {}
}
