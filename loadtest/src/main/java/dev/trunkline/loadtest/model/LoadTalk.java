package dev.trunkline.loadtest.model;

import dev.trunkline.loadtest.audio.ProbeTallies;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Load mode: after {@code session.updated} the model talks on an open-loop schedule, whatever the
 * client does; no VAD runs and the appended audio is only counted (and its probes timed).
 *
 * @param deltasMs sizes of the audio deltas of one period in milliseconds, sent together
 * @param periodMs from one period to the next, in milliseconds
 * @param periodsPerResponse after so many periods the response is done and a new one begins; 0 for
 *     one response without end
 * @param probes whether every 20 ms frame of the audio sent begins with a probe
 * @param upgradeDelayMs before the upgrade to a WebSocket is answered, in milliseconds
 * @param tallies where probes are added up with those of other calls; null for nowhere
 * @param conversations whether a caller whose first frame is no probe has a conversation instead,
 *     as without load mode
 */
public record LoadTalk(
        List<Integer> deltasMs,
        int periodMs,
        int periodsPerResponse,
        boolean probes,
        int upgradeDelayMs,
        @Nullable ProbeTallies tallies,
        boolean conversations) {

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

    public LoadTalk(List<Integer> deltasMs, int periodMs, int periodsPerResponse, boolean probes) {
        this(deltasMs, periodMs, periodsPerResponse, probes, 0, null, false);
    }

    /** The same, adding up its probes with those of other calls. */
    public LoadTalk tallied(ProbeTallies shared) {
        return new LoadTalk(
                deltasMs,
                periodMs,
                periodsPerResponse,
                probes,
                upgradeDelayMs,
                shared,
                conversations);
    }

    /** The same, answering the upgrade to a WebSocket late. */
    public LoadTalk withUpgradeDelayMs(int delayMs) {
        return new LoadTalk(
                deltasMs, periodMs, periodsPerResponse, probes, delayMs, tallies, conversations);
    }

    /** The same for callers who send probes; the others have conversations. */
    public LoadTalk besideConversations() {
        return new LoadTalk(
                deltasMs, periodMs, periodsPerResponse, probes, upgradeDelayMs, tallies, true);
    }

    /**
     * Continuous speech in real time: {@code deltaMs} of audio every {@code deltaMs}, with probes.
     */
    public static LoadTalk continuous(int deltaMs) {
        return new LoadTalk(List.of(deltaMs), deltaMs, 0, true);
    }
}
