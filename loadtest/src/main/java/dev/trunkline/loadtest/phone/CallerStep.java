package dev.trunkline.loadtest.phone;

/**
 * One thing that the caller, or the phone, does. Steps are taken in order, each when its condition
 * holds.
 */
public record CallerStep(When when, Action action) {
    /** What is done. */
    public sealed interface Action {}

    /** Speak; finished when the last frame is sent. */
    public record Say(CallerAudio audio) implements Action {}

    /** Press these keys, {@code 0-9 * # A-D}, all at once. */
    public record Dtmf(String digits) implements Action {}

    /** Send no frames for this long; timestamps jump. Finished at its end. */
    public record Gap(long gapMs) implements Action {}

    /** Stop reading from the socket for this long; finished at once. */
    public record StopReading(long pauseMs) implements Action {}

    /** Put bytes on the socket; finished at once. */
    public record Send(RawMessage message) implements Action {}

    /** End the call. */
    public record End(HangUp how) implements Action {}
}
