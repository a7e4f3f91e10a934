package dev.trunkline.loadtest.demo;

import dev.trunkline.loadtest.demo.Conversation.Ending;
import dev.trunkline.loadtest.model.Answers.ScriptedTurn;
import java.util.List;

/**
 * A conversation with an example agent, the same in audio and in words.
 *
 * @param agent who answers
 * @param from the caller's number: nobody's
 * @param to the number that is called: if an agent's profile names it, the voice URL need not
 * @param caller what is said, in order, each after the greeting or an answer
 * @param model what the model does after the greeting, response by response
 * @param plan what must come of it
 */
record AgentScript(
        String agent,
        String from,
        String to,
        List<Line> caller,
        List<ScriptedTurn> model,
        Plan plan) {

    AgentScript {
        caller = List.copyOf(caller);
        model = List.copyOf(model);
    }

    /**
     * Something the caller says.
     *
     * @param words over ConversationRelay
     * @param phrase over Media Streams: what it says is nobody's business there but its length's
     * @param cutsIn the words of the agent that it cuts off; empty to wait for the answer's end
     */
    record Line(String words, Phrase phrase, String cutsIn) {
        static Line answer(String words, Phrase phrase) {
            return new Line(words, phrase, "");
        }

        /** Over Media Streams shortly after the answer has begun. */
        static Line interrupt(String after, String words, Phrase phrase) {
            return new Line(words, phrase, after);
        }
    }

    /**
     * What must come of a conversation.
     *
     * @param tools every tool call in order, as {@code name ok} or {@code name failed}
     * @param requests what the services are asked, as {@code POST /messages 200}, in order
     * @param messages text messages to the caller
     * @param lastAgent who leads the conversation at its end
     * @param end what Twilio is told to do last, as {@code Dial +15550100151}; empty for hanging up
     */
    record Plan(
            List<String> tools,
            List<String> requests,
            List<String> messages,
            String lastAgent,
            Ending ending,
            String end) {
        Plan {
            tools = List.copyOf(tools);
            requests = List.copyOf(requests);
            messages = List.copyOf(messages);
        }
    }

    long interruptions() {
        return caller.stream().filter(line -> !line.cutsIn.isEmpty()).count();
    }
}
