package dev.trunkline.loadtest.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What written answers say, how fast they are written, and what the caller's words set off.
 *
 * @param text where the words come from
 * @param tokenMs between two tokens; 0 is all at once
 * @param wordsPerToken words in one delta, at least 1
 * @param stallAfterTokens tokens of each answer before it stops for good; negative for never
 * @param turns turns that depend on what was said; null for none. Those by number go first, before
 *     these, and keywords last
 * @param keywords turns that a word of the caller's triggers, the first that fits
 * @param mcpServers what is found at the servers of {@code mcp} tools, by their label; of others no
 *     tool is found
 */
public record AnswerScript(
        AnswerText text,
        long tokenMs,
        int wordsPerToken,
        int stallAfterTokens,
        @Nullable TurnSource turns,
        List<KeywordTurn> keywords,
        Map<String, McpServer> mcpServers) {

    public AnswerScript {
        if (tokenMs < 0 || wordsPerToken < 1) {
            throw new IllegalArgumentException(
                    "answer script: expected tokenMs >= 0 and wordsPerToken >= 1");
        }
        keywords = List.copyOf(keywords);
        mcpServers = Map.copyOf(mcpServers);
    }

    /** Which turns are not the usual ones. Called on the connection's event loop. */
    @FunctionalInterface
    public interface TurnSource {
        /** Asked once for each response, but for those out of band; null for the usual one. */
        Answers.@Nullable ScriptedTurn turn(AnswerText.Asked asked);
    }

    /** A turn for an utterance that contains {@code keyword}, in capitals or not. */
    public record KeywordTurn(String keyword, Answers.ScriptedTurn turn) {
        boolean fits(String callerText) {
            return callerText.toLowerCase(Locale.ROOT).contains(keyword.toLowerCase(Locale.ROOT));
        }
    }

    /**
     * A server of tools on the service's side.
     *
     * @param fails whether its tools cannot be listed
     */
    public record McpServer(List<String> tools, boolean fails) {
        public McpServer {
            tools = List.copyOf(tools);
        }
    }

    /** The fixture's transcripts, a word a token, all at once. */
    public static AnswerScript transcripts() {
        return new AnswerScript(AnswerText.transcripts(), 0, 1, -1, null, List.of(), Map.of());
    }

    /** An echo, a word every 20 ms. */
    public static AnswerScript echo() {
        return new AnswerScript(AnswerText.echo(), 20, 1, -1, null, List.of(), Map.of());
    }

    public AnswerScript withText(AnswerText source) {
        return new AnswerScript(
                source, tokenMs, wordsPerToken, stallAfterTokens, turns, keywords, mcpServers);
    }

    public AnswerScript withTokens(long everyMs, int words) {
        return new AnswerScript(
                text, everyMs, words, stallAfterTokens, turns, keywords, mcpServers);
    }

    public AnswerScript withTurns(TurnSource source) {
        return new AnswerScript(
                text, tokenMs, wordsPerToken, stallAfterTokens, source, keywords, mcpServers);
    }

    /** Adds a turn that this word of the caller's triggers. */
    public AnswerScript withKeyword(String keyword, Answers.ScriptedTurn turn) {
        List<KeywordTurn> all = new ArrayList<>(keywords);
        all.add(new KeywordTurn(keyword, turn));
        return new AnswerScript(
                text, tokenMs, wordsPerToken, stallAfterTokens, turns, all, mcpServers);
    }

    public AnswerScript withStallAfterTokens(int tokens) {
        return new AnswerScript(text, tokenMs, wordsPerToken, tokens, turns, keywords, mcpServers);
    }

    public AnswerScript withMcpServers(Map<String, McpServer> servers) {
        return new AnswerScript(
                text, tokenMs, wordsPerToken, stallAfterTokens, turns, keywords, servers);
    }

    /** The turn that is due, or triggered by what the caller has just said; null for the usual. */
    Answers.@Nullable ScriptedTurn turn(AnswerText.Asked asked) {
        Answers.@Nullable ScriptedTurn due = turns == null ? null : turns.turn(asked);
        return due == null ? triggered(asked) : due;
    }

    private Answers.@Nullable ScriptedTurn triggered(AnswerText.Asked asked) {
        String said = asked.callerText();
        boolean fresh = !asked.memory().isEmpty() && "user".equals(asked.memory().getLast().role());
        if (said == null || !fresh) {
            return null;
        }
        return keywords.stream()
                .filter(keyword -> keyword.fits(said))
                .findFirst()
                .map(KeywordTurn::turn)
                .orElse(null);
    }
}
