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

        record Call(Answers.ToolCall call) implements Output {}
    }

    static ResponsePlan of(
            RealtimeProtocol protocol, Answers.@Nullable ScriptedTurn scripted, int turn) {
        Answers.Outcome outcome = scripted == null ? Answers.Outcome.COMPLETED : scripted.outcome();
        List<Output> outputs = new ArrayList<>();
        if (scripted == null || scripted.spoken()) {
            int items = protocol.behavior().answers().audioItems();
            for (int i = 0; i < items; i++) {
                outputs.add(new Output.Say(turn * items + i));
            }
        }
        if (scripted != null) {
            scripted.toolCalls().forEach(call -> outputs.add(new Output.Call(call)));
        }
        return new ResponsePlan(outcome, List.copyOf(outputs));
    }
}
