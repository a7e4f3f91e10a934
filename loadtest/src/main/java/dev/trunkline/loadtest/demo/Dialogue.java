package dev.trunkline.loadtest.demo;

import dev.trunkline.loadtest.model.AnswerScript.TurnSource;
import dev.trunkline.loadtest.model.AnswerText.Asked;
import dev.trunkline.loadtest.model.Answers.ScriptedTurn;
import dev.trunkline.loadtest.model.Answers.ToolCall;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The model's side of one conversation: its turns in order. What the gateway asks it to say, the
 * greeting or a filler, it says, and the script goes on afterwards. Written on the connection's
 * event loop, read by any thread.
 */
final class Dialogue implements TurnSource {
    /** As the gateway words it. */
    private static final String SAY_EXACTLY = "Say exactly this, and nothing else: ";

    private final Deque<ScriptedTurn> turns;
    private final List<ToolCall> called = new ArrayList<>();
    private final List<String> told = new ArrayList<>();

    Dialogue(List<ScriptedTurn> turns) {
        this.turns = new ArrayDeque<>(turns);
    }

    @Override
    public synchronized @Nullable ScriptedTurn turn(Asked asked) {
        if (asked.instructions().startsWith(SAY_EXACTLY)) {
            String words = asked.instructions().substring(SAY_EXACTLY.length());
            told.add(words);
            return ScriptedTurn.write(words);
        }
        ScriptedTurn next = turns.poll();
        if (next != null) {
            called.addAll(next.toolCalls());
        }
        return next;
    }

    /** Every tool that was called, in order. */
    synchronized List<ToolCall> called() {
        return List.copyOf(called);
    }

    /** What the gateway asked it to say, in order. */
    synchronized List<String> told() {
        return List.copyOf(told);
    }

    /** Turns that nobody asked for. */
    synchronized int left() {
        return turns.size();
    }
}
