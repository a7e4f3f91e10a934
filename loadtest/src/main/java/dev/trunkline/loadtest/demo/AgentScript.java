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
     * Something the caller says, in answer to the agent.
     *
     * @param after words of the agent, empty for any; over Media Streams its silence must do
     * @param words over ConversationRelay
     * @param phrase over Media Streams: what it says is nobody's business there but its length's
     * @param cutsIn whether it comes right then, instead of when the agent is through
     */
    record Line(String after, String words, Phrase phrase, boolean cutsIn) {
        static Line answer(String after, String words, Phrase phrase) {
            return new Line(after, words, phrase, false);
        }

        static Line interrupt(String after, String words, Phrase phrase) {
            return new Line(after, words, phrase, true);
        }
    }

    /**
     * What must come of a conversation.
     *
     * @param tools every tool call in order, as {@code name ok} or {@code name failed}
     * @param requests what the services are asked, as {@code POST /messages 200}, in order
     * @param heard what the agent says beside the model's script while a tool takes its time
     * @param messages text messages to the caller
     * @param agents how many lead the conversation, one after the other
     * @param end what Twilio is told to do last, as {@code Dial +15550100151}; empty for hanging up
     */
    record Plan(
            List<String> tools,
            List<String> requests,
            List<String> heard,
            List<String> messages,
            long agents,
            Ending ending,
            String end) {
        Plan {
            tools = List.copyOf(tools);
            requests = List.copyOf(requests);
            heard = List.copyOf(heard);
            messages = List.copyOf(messages);
        }
    }

    long interruptions() {
        return caller.stream().filter(Line::cutsIn).count();
    }
}
