package dev.trunkline.loadtest.relay;

/**
 * One thing that the caller does. Steps are taken in order, each when its cue comes; a session that
 * follows another in the same call goes on where that one stopped.
 */
public record RelayStep(RelayCue cue, Action action) {
    /** What is done. */
    public sealed interface Action {}

    /** Speak these words; finished with the last one. */
    public record Say(String words) implements Action {}

    /** Press these keys, all at once. */
    public record Press(String digits) implements Action {}

    /** Put this text on the socket as it is, as if Twilio had sent it. */
    public record Send(String text) implements Action {}

    /** The network between Twilio and the gateway breaks; the caller stays on the line. */
    public record BreakNetwork() implements Action {}

    /**
     * Twilio gives the session up with one of its error codes (64114: no speech recognition any
     * more); the caller stays on the line.
     */
    public record Fail(int errorCode, String message) implements Action {}

    /** Hang up. */
    public record HangUp() implements Action {}
}
