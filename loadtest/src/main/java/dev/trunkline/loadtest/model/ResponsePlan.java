package dev.trunkline.loadtest.model;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one response will consist of, decided when it begins. */
record ResponsePlan(Answers.Outcome outcome, List<Output> outputs) {

    /** One output item. */
    sealed interface Output {
        /** Speech: utterance {@code number} of the fixture. */
        record Say(int number) implements Output {}

        record Write(String text) implements Output {}

        record Call(Answers.ToolCall call) implements Output {}

        /** A call that the service makes itself. */
        record Remote(Answers.McpCall call) implements Output {}

        /** Such a call, for which the client must be asked first. */
        record Approval(Answers.McpCall call) implements Output {}
    }

    /** {@code approved}: calls that waited for the client, and may be made now. */
    static ResponsePlan of(
            RealtimeProtocol protocol,
            ResponseRequest request,
            AnswerText.Asked asked,
            List<Answers.McpCall> approved) {
        Answers answers = protocol.behavior().answers();
        Answers.@Nullable ScriptedTurn scripted =
                request.outOfBand() ? null : answers.scripted(asked);
        List<Answers.McpCall> calls = new ArrayList<>(approved);
        if (scripted != null) {
            scripted.mcpCalls().stream().filter(call -> !call.asksApproval()).forEach(calls::add);
        }
        List<Output> outputs = new ArrayList<>();
        calls.forEach(call -> outputs.add(new Output.Remote(call)));
        if (scripted == null || scripted.spoken()) {
            AnswerText.Asked informed =
                    asked.withOutputs(calls.stream().map(Answers.McpCall::output).toList());
            outputs.addAll(
                    request.speaks()
                            ? spoken(answers, asked.number())
                            : written(answers, scripted, informed));
        }
        if (scripted != null) {
            scripted.toolCalls().forEach(call -> outputs.add(new Output.Call(call)));
            scripted.mcpCalls().stream()
                    .filter(Answers.McpCall::asksApproval)
                    .forEach(call -> outputs.add(new Output.Approval(call)));
        }
        Answers.Outcome outcome = scripted == null ? Answers.Outcome.COMPLETED : scripted.outcome();
        return new ResponsePlan(outcome, List.copyOf(outputs));
    }

    private static List<Output> spoken(Answers answers, int number) {
        List<Output> said = new ArrayList<>();
        for (int i = 0; i < answers.audioItems(); i++) {
            said.add(new Output.Say(number * answers.audioItems() + i));
        }
        return said;
    }

    private static List<Output> written(
            Answers answers, Answers.@Nullable ScriptedTurn scripted, AnswerText.Asked asked) {
        String own = scripted == null ? null : scripted.text();
        return List.of(new Output.Write(own == null ? answers.script().text().answer(asked) : own));
    }
}
