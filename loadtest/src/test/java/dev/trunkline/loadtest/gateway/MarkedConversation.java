package dev.trunkline.loadtest.gateway;

import dev.trunkline.loadtest.model.AnswerScript;
import dev.trunkline.loadtest.model.Answers;
import dev.trunkline.loadtest.model.Answers.ScriptedTurn;
import dev.trunkline.loadtest.model.ConnectionInfo;
import dev.trunkline.loadtest.model.Faults;
import dev.trunkline.loadtest.model.Faults.ErrorEvent;
import dev.trunkline.loadtest.model.ModelBehavior;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The model's side of a call in which everything that can be personal is: one utterance of the
 * caller's sets off every kind of tool call, well formed or not; keys are answered, and a second
 * utterance sets off the transfer.
 */
final class MarkedConversation {
    /** What the agent says when all tools are through: the caller waits for it. */
    static final String THROUGH = "That was all of it";

    /** What it says to the caller's keys. */
    static final String KEYS = "Thank you for the digits";

    private final Marks marks;

    MarkedConversation(Marks marks) {
        this.marks = marks;
    }

    /** One for each connection: the script is used up by it. */
    ModelBehavior behavior(ConnectionInfo info) {
        Deque<ScriptedTurn> turns = new ArrayDeque<>(turns());
        AnswerScript script =
                AnswerScript.echo()
                        .withTurns(asked ->
                                asked.instructions().startsWith("Say exactly")
                                        ? ScriptedTurn.write("Good day.")
                                        : turns.poll());
        String words = marks.name("a model's error");
        return ModelBehavior.defaults()
                .withAnswers(Answers.immediate().withMaxItemMs(1_000).withScript(script))
                .withFaults(
                        Faults.none()
                                .withErrorsAfterUpdate(
                                        new ErrorEvent("server_error", words, words)));
    }

    private List<ScriptedTurn> turns() {
        return List.of(
                ScriptedTurn.call(
                        "find_patient",
                        """
                        {"family_name":"%s","date_of_birth":"1931-05-17","insurance_number":"%s"}\
                        """
                                .formatted(
                                        marks.name("a tool's argument"),
                                        marks.insuranceNumber("a number in a tool's argument"))),
                ScriptedTurn.call(
                        "find_patient",
                        """
                        {"family_name":5,"date_of_birth":"%s","%s":"%s"}\
                        """
                                .formatted(
                                        marks.dateOfBirth("an argument against the schema"),
                                        marks.name("a member that the schema has not"),
                                        marks.name("the value of such a member"))),
                ScriptedTurn.call(
                        "find_patient", "{\"family_name\":" + marks.name("broken arguments")),
                ScriptedTurn.call(marks.name("a tool that is not there"), "{}"),
                ScriptedTurn.call("failing", "{}"),
                ScriptedTurn.call("page", "{}"),
                ScriptedTurn.call("moved", "{}"),
                ScriptedTurn.call("binary", "{}"),
                ScriptedTurn.call("broken", "{}"),
                ScriptedTurn.call("late", "{\"about\":\"" + marks.name("a query") + "\"}"),
                ScriptedTurn.call("send_sms", sms(marks.name("a text message"))),
                ScriptedTurn.call("send_sms", sms(marks.name("a text message that fails"))),
                ScriptedTurn.call(
                        "send_dtmf", "{\"digits\":\"" + marks.digits("keys of the agent") + "\"}"),
                ScriptedTurn.call(
                        "switch_agent",
                        "{\"agent\":\"" + marks.name("an agent that is not there") + "\"}"),
                ScriptedTurn.call("switch_agent", "{\"agent\":\"colleague\"}"),
                ScriptedTurn.call(
                        "transfer",
                        "{\"target\":\"" + marks.name("a transfer that is not there") + "\"}"),
                ScriptedTurn.write(THROUGH + ", " + marks.name("the agent's words") + "."),
                ScriptedTurn.write(KEYS + "."),
                ScriptedTurn.writeAndCall(
                        "Goodbye, " + marks.name("the agent's goodbye") + ".",
                        new Answers.ToolCall("transfer", "{\"target\":\"relative\"}")));
    }

    private static String sms(String body) {
        return "{\"body\":\"" + body + "\"}";
    }
}
