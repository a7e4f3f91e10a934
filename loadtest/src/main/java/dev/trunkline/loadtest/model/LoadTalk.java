package dev.trunkline.loadtest.model;

import java.util.List;

/**
 * Load mode: after {@code session.updated} the model talks on an open-loop schedule, whatever the
 * client does; no VAD runs and the appended audio is only counted (and its probes timed).
 *
 * @param deltasMs sizes of the audio deltas of one period in milliseconds, sent together
 * @param periodMs from one period to the next, in milliseconds
 * @param periodsPerResponse after so many periods the response is done and a new one begins; 0 for
 *     one response without end
 * @param probes whether every 20 ms frame of the audio sent begins with a probe
 */
public record LoadTalk(
        List<Integer> deltasMs, int periodMs, int periodsPerResponse, boolean probes) {

    public LoadTalk {
        deltasMs = List.copyOf(deltasMs);
        if (deltasMs.isEmpty() || deltasMs.stream().anyMatch(ms -> ms < 1) || periodMs < 1) {
            throw new IllegalArgumentException(
                    "load talk: expected at least one delta of 1 ms or more and a period of 1 ms or"
                            + " more");
        }
        if (probes && deltasMs.stream().mapToInt(ms -> ms).sum() % 20 != 0) {
            throw new IllegalArgumentException(
                    "load talk: with probes a period must be whole 20 ms frames of audio");
        }
    }

    /**
     * Continuous speech in real time: {@code deltaMs} of audio every {@code deltaMs}, with probes.
     */
    public static LoadTalk continuous(int deltaMs) {
        return new LoadTalk(List.of(deltaMs), deltaMs, 0, true);
    }
}
