package dev.trunkline.loadtest.model;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the words of a written answer come from. Called on the connection's event loop. */
@FunctionalInterface
public interface AnswerText {
    /**
     * What is asked.
     *
     * @param number of the response in the conversation, from 0; those out of band are not counted
     * @param callerText what the caller wrote last; null if nothing yet
     * @param toolOutputs outputs of tools that came after what was said last, in order
     * @param instructions the effective ones, of the response or the session
     * @param memory what the answer is based on, oldest first
     */
    record Asked(
            int number,
            @Nullable String callerText,
            List<String> toolOutputs,
            String instructions,
            List<HistoryItem> memory) {
        /** The same, with these outputs of tools as well. */
        Asked withOutputs(List<String> more) {
            List<String> all = new ArrayList<>(toolOutputs);
            all.addAll(more);
            return new Asked(number, callerText, List.copyOf(all), instructions, memory);
        }

        /** What {@code memory} asks for. */
        static Asked of(int number, String instructions, List<HistoryItem> memory) {
            String callerText = null;
            List<String> outputs = new ArrayList<>();
            for (HistoryItem item : memory) {
                if ("user".equals(item.role())) {
                    callerText = item.text();
                }
                if (item.type().equals("function_call_output") && item.text() != null) {
                    outputs.add(item.text());
                } else if ("user".equals(item.role()) || "assistant".equals(item.role())) {
                    outputs.clear(); // what was said since then has taken them in
                }
            }
            return new Asked(number, callerText, List.copyOf(outputs), instructions, memory);
        }
    }

    /** The answer; an empty one is a message without a word. */
    String answer(Asked asked);

    /** The transcripts of the fixture's utterances, in order, over and over. */
    static AnswerText transcripts() {
        return asked -> ModelVoice.transcript(asked.number());
    }

    /**
     * Says what it was told: {@code You said: a table for two. Anything else?}, after tools {@code
     * The result is shipped. Anything else?}, before anything {@code Hello, how can I help you?}.
     */
    static AnswerText echo() {
        return asked -> {
            if (!asked.toolOutputs().isEmpty()) {
                return "The result is "
                        + String.join(" and ", asked.toolOutputs())
                        + ". Anything else?";
            }
            return asked.callerText() == null
                    ? "Hello, how can I help you?"
                    : "You said: " + asked.callerText() + ". Anything else?";
        };
    }

    /** These in turn, by the number of the response; the last one again and again. */
    static AnswerText scripted(String... answers) {
        List<String> script = List.of(answers);
        return asked -> script.get(Math.min(asked.number(), script.size() - 1));
    }
}
