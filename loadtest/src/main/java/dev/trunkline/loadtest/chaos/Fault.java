package dev.trunkline.loadtest.chaos;

import dev.trunkline.loadtest.network.PathState;

/** Something that breaks. */
sealed interface Fault {
    /** Nothing: what the others are held against. */
    record None() implements Fault {}

    /** The media sockets between Twilio and the gateway. */
    record PhonePath(PathState state) implements Fault {}

    /** The media sockets between Twilio and the gateway are reset. */
    record PhoneReset() implements Fault {}

    /** The machine behind the phone's media socket is gone: not even its kernel acknowledges. */
    record PhoneVanishes() implements Fault {}

    /** The sessions' sockets between the gateway and the model. */
    record ModelPath(PathState state) implements Fault {}

    /** The sessions' sockets between the gateway and the model are reset. */
    record ModelReset() implements Fault {}

    /** Packets of callers are lost in front of a PBX; from the call's first to its last. */
    record RtpLoss(double rate) implements Fault {}

    /**
     * Each answer of a new session stops for good after so many pieces of audio.
     *
     * @param pauseMs silence that callers take for its end
     */
    record ModelStalls(int afterDeltas, long pauseMs) implements Fault {}

    /** New sessions are answered 429. */
    record ModelRefuses() implements Fault {}

    /** The service behind a tool takes this long. */
    record SlowTool(long delayMs) implements Fault {}

    /** PostgreSQL takes what it is sent and answers nothing. */
    record DatabaseHangs() implements Fault {}

    /** No byte is left where the embedded store has its file. */
    record DiskFull() implements Fault {}

    /** So many calls more, within a second. */
    record Burst(int calls) implements Fault {}

    /** The gateway's process stands still (SIGSTOP). */
    record GatewayPaused() implements Fault {}
}
