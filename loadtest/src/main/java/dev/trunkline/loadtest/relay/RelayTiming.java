package dev.trunkline.loadtest.relay;

/**
 * How long things take in a call, in milliseconds of the call.
 *
 * @param scale how many times faster than a real call everything goes; 1 is real time
 * @param agentWordMs the time one word of the agent's is spoken
 * @param synthesisMs from text that nothing precedes to the beginning of its speech
 * @param callerWordMs the time one word of the caller's is spoken
 * @param interruptAfterMs from the beginning of the caller's speech to the moment it counts as an
 *     interruption
 * @param recognitionMs from the end of the caller's speech to its final prompt: the silence that
 *     ends a turn, and recognition
 * @param playMs how long one loop of a played file lasts
 */
public record RelayTiming(
        double scale,
        long agentWordMs,
        long synthesisMs,
        long callerWordMs,
        long interruptAfterMs,
        long recognitionMs,
        long playMs) {

    public RelayTiming {
        if (!(scale > 0)
                || agentWordMs < 1
                || callerWordMs < 1
                || synthesisMs < 0
                || interruptAfterMs < 0
                || recognitionMs < 0
                || playMs < 1) {
            throw new IllegalArgumentException(
                    "relay timing: expected a scale above 0, words and files of 1 ms or more, and"
                            + " delays of 0 or more");
        }
    }

    /** 180 words a minute on both sides, 250 ms to begin to speak, 700 ms to end a turn. */
    public static RelayTiming realTime() {
        return new RelayTiming(1, 333, 250, 333, 200, 700, 2_000);
    }

    /** The same, twenty times faster: for tests. */
    public static RelayTiming fast() {
        return realTime().withScale(20);
    }

    public RelayTiming withScale(double times) {
        return new RelayTiming(
                times,
                agentWordMs,
                synthesisMs,
                callerWordMs,
                interruptAfterMs,
                recognitionMs,
                playMs);
    }

    public RelayTiming withAgentWordMs(long wordMs) {
        return new RelayTiming(
                scale, wordMs, synthesisMs, callerWordMs, interruptAfterMs, recognitionMs, playMs);
    }

    public RelayTiming withSynthesisMs(long delayMs) {
        return new RelayTiming(
                scale, agentWordMs, delayMs, callerWordMs, interruptAfterMs, recognitionMs, playMs);
    }

    public RelayTiming withRecognitionMs(long delayMs) {
        return new RelayTiming(
                scale, agentWordMs, synthesisMs, callerWordMs, interruptAfterMs, delayMs, playMs);
    }

    public RelayTiming withPlayMs(long fileMs) {
        return new RelayTiming(
                scale,
                agentWordMs,
                synthesisMs,
                callerWordMs,
                interruptAfterMs,
                recognitionMs,
                fileMs);
    }
}
