package dev.trunkline.loadtest.model;

import java.util.List;
import java.util.Map;

/**
 * What the simulated model answers and how fast.
 *
 * @param delay from the end of the caller's turn (or {@code response.create}) to the first output
 * @param paceFactor how many times faster than real time audio is sent; 0 is all at once
 * @param leadingSilenceMs silence at the start of each audio item, as hosted models send
 * @param minDeltaMs smallest audio delta, at least 1
 * @param maxDeltaMs largest audio delta
 * @param audioItems audio items per spoken response, at least 1
 * @param maxItemMs longest audio of one item, 0 for the whole utterance
 * @param turns by number of the response in the conversation (0 is the first): what differs there
 */
public record Answers(
        DelayDistribution delay,
        double paceFactor,
        int leadingSilenceMs,
        int minDeltaMs,
        int maxDeltaMs,
        int audioItems,
        int maxItemMs,
        Map<Integer, ScriptedTurn> turns) {

    public Answers {
        if (minDeltaMs < 1 || maxDeltaMs < minDeltaMs || audioItems < 1 || paceFactor < 0) {
            throw new IllegalArgumentException(
                    "answers: expected 1 <= minDeltaMs <= maxDeltaMs, audioItems >= 1 and"
                            + " paceFactor >= 0");
        }
        turns = Map.copyOf(turns);
    }

    /**
     * 300 ms median delay, four times real time, 120 ms of leading silence, deltas of 10..400 ms.
     */
    public static Answers defaults() {
        return new Answers(
                new DelayDistribution.LogNormal(300, 0.3, 2_000), 4, 120, 10, 400, 1, 0, Map.of());
    }

    /** No delay and everything at once: for tests that do not care about time. */
    public static Answers immediate() {
        return new Answers(new DelayDistribution.Constant(0), 0, 0, 10, 400, 1, 0, Map.of());
    }

    public Answers withDelay(DelayDistribution newDelay) {
        return new Answers(
                newDelay,
                paceFactor,
                leadingSilenceMs,
                minDeltaMs,
                maxDeltaMs,
                audioItems,
                maxItemMs,
                turns);
    }

    public Answers withPaceFactor(double factor) {
        return new Answers(
                delay,
                factor,
                leadingSilenceMs,
                minDeltaMs,
                maxDeltaMs,
                audioItems,
                maxItemMs,
                turns);
    }

    public Answers withLeadingSilenceMs(int silenceMs) {
        return new Answers(
                delay, paceFactor, silenceMs, minDeltaMs, maxDeltaMs, audioItems, maxItemMs, turns);
    }

    public Answers withDeltaMs(int minMs, int maxMs) {
        return new Answers(
                delay, paceFactor, leadingSilenceMs, minMs, maxMs, audioItems, maxItemMs, turns);
    }

    public Answers withAudioItems(int items) {
        return new Answers(
                delay,
                paceFactor,
                leadingSilenceMs,
                minDeltaMs,
                maxDeltaMs,
                items,
                maxItemMs,
                turns);
    }

    public Answers withMaxItemMs(int itemMs) {
        return new Answers(
                delay,
                paceFactor,
                leadingSilenceMs,
                minDeltaMs,
                maxDeltaMs,
                audioItems,
                itemMs,
                turns);
    }

    public Answers withTurns(Map<Integer, ScriptedTurn> script) {
        return new Answers(
                delay,
                paceFactor,
                leadingSilenceMs,
                minDeltaMs,
                maxDeltaMs,
                audioItems,
                maxItemMs,
                script);
    }

    /** How a response ends. */
    public enum Outcome {
        COMPLETED,
        /** Half of the audio, then {@code incomplete} with {@code max_output_tokens}. */
        INCOMPLETE,
        /** No output, then {@code failed} with an error in the status details. */
        FAILED
    }

    /** One function call: {@code argumentsJson} is sent as it is, valid JSON or not. */
    public record ToolCall(String name, String argumentsJson) {}

    /**
     * One response that is not the usual one.
     *
     * @param spoken whether there is speech before the tool calls
     */
    public record ScriptedTurn(Outcome outcome, boolean spoken, List<ToolCall> toolCalls) {
        public ScriptedTurn {
            toolCalls = List.copyOf(toolCalls);
        }

        /** Calls one tool and says nothing. */
        public static ScriptedTurn call(String name, String argumentsJson) {
            return new ScriptedTurn(
                    Outcome.COMPLETED, false, List.of(new ToolCall(name, argumentsJson)));
        }

        /** Speaks first, then calls one tool in the same response. */
        public static ScriptedTurn speakAndCall(String name, String argumentsJson) {
            return new ScriptedTurn(
                    Outcome.COMPLETED, true, List.of(new ToolCall(name, argumentsJson)));
        }

        public static ScriptedTurn ending(Outcome outcome) {
            return new ScriptedTurn(outcome, outcome != Outcome.FAILED, List.of());
        }
    }
}
