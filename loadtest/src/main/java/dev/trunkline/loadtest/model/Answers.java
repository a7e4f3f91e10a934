package dev.trunkline.loadtest.model;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
 * @param script what written answers say
 */
public record Answers(
        DelayDistribution delay,
        double paceFactor,
        int leadingSilenceMs,
        int minDeltaMs,
        int maxDeltaMs,
        int audioItems,
        int maxItemMs,
        Map<Integer, ScriptedTurn> turns,
        AnswerScript script) {

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
                new DelayDistribution.LogNormal(300, 0.3, 2_000),
                4,
                120,
                10,
                400,
                1,
                0,
                Map.of(),
                AnswerScript.transcripts());
    }

    /** No delay and everything at once: for tests that do not care about time. */
    public static Answers immediate() {
        return new Answers(
                new DelayDistribution.Constant(0),
                0,
                0,
                10,
                400,
                1,
                0,
                Map.of(),
                AnswerScript.transcripts());
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
                turns,
                script);
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
                turns,
                script);
    }

    public Answers withLeadingSilenceMs(int silenceMs) {
        return new Answers(
                delay,
                paceFactor,
                silenceMs,
                minDeltaMs,
                maxDeltaMs,
                audioItems,
                maxItemMs,
                turns,
                script);
    }

    public Answers withDeltaMs(int minMs, int maxMs) {
        return new Answers(
                delay,
                paceFactor,
                leadingSilenceMs,
                minMs,
                maxMs,
                audioItems,
                maxItemMs,
                turns,
                script);
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
                turns,
                script);
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
                turns,
                script);
    }

    public Answers withTurns(Map<Integer, ScriptedTurn> byNumber) {
        return new Answers(
                delay,
                paceFactor,
                leadingSilenceMs,
                minDeltaMs,
                maxDeltaMs,
                audioItems,
                maxItemMs,
                byNumber,
                script);
    }

    public Answers withScript(AnswerScript written) {
        return new Answers(
                delay,
                paceFactor,
                leadingSilenceMs,
                minDeltaMs,
                maxDeltaMs,
                audioItems,
                maxItemMs,
                turns,
                written);
    }

    /** What differs in this turn; null if nothing does. */
    @Nullable ScriptedTurn scripted(AnswerText.Asked asked) {
        ScriptedTurn byNumber = turns.get(asked.number());
        return byNumber == null ? script.turn(asked) : byNumber;
    }

    /** How a response ends. */
    public enum Outcome {
        COMPLETED,
        /** Half of the answer, then {@code incomplete} with {@code max_output_tokens}. */
        INCOMPLETE,
        /** No output, then {@code failed} with an error in the status details. */
        FAILED
    }

    /** One function call: {@code argumentsJson} is sent as it is, valid JSON or not. */
    public record ToolCall(String name, String argumentsJson) {}

    /**
     * A call of a tool of an {@code mcp} server, which the service makes itself.
     *
     * @param output what the tool gave; empty for a failure
     * @param asksApproval whether the client is asked first: then the response ends with the
     *     question, and the call is made in the first one after its consent
     */
    public record McpCall(
            String serverLabel,
            String name,
            String argumentsJson,
            String output,
            boolean asksApproval) {}

    /**
     * One response that is not the usual one: calls of {@code mcp} tools, what is said, function
     * calls, in this order.
     *
     * @param spoken whether anything is said
     * @param text what is said in a written answer; null for what the script's source says
     */
    public record ScriptedTurn(
            Outcome outcome,
            boolean spoken,
            @Nullable String text,
            List<ToolCall> toolCalls,
            List<McpCall> mcpCalls) {
        public ScriptedTurn {
            toolCalls = List.copyOf(toolCalls);
            mcpCalls = List.copyOf(mcpCalls);
        }

        /** Calls one tool and says nothing. */
        public static ScriptedTurn call(String name, String argumentsJson) {
            return calls(new ToolCall(name, argumentsJson));
        }

        /** Calls several tools in one response and says nothing. */
        public static ScriptedTurn calls(ToolCall... calls) {
            return new ScriptedTurn(Outcome.COMPLETED, false, null, List.of(calls), List.of());
        }

        /** Speaks first, then calls one tool in the same response. */
        public static ScriptedTurn speakAndCall(String name, String argumentsJson) {
            return new ScriptedTurn(
                    Outcome.COMPLETED,
                    true,
                    null,
                    List.of(new ToolCall(name, argumentsJson)),
                    List.of());
        }

        /** Writes this, then calls the tools in the same response. */
        public static ScriptedTurn writeAndCall(String text, ToolCall... calls) {
            return new ScriptedTurn(Outcome.COMPLETED, true, text, List.of(calls), List.of());
        }

        /** Writes this. */
        public static ScriptedTurn write(String text) {
            return writeAndCall(text);
        }

        /**
         * Calls a tool of a server: at once, and says what came of it; or asks, and says nothing.
         */
        public static ScriptedTurn mcp(McpCall call) {
            return new ScriptedTurn(
                    Outcome.COMPLETED, !call.asksApproval(), null, List.of(), List.of(call));
        }

        public static ScriptedTurn ending(Outcome outcome) {
            return new ScriptedTurn(outcome, outcome != Outcome.FAILED, null, List.of(), List.of());
        }
    }
}
