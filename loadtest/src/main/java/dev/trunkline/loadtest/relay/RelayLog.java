package dev.trunkline.loadtest.relay;

import dev.trunkline.loadtest.relay.RelayReport.Interruption;
import dev.trunkline.loadtest.relay.RelayReport.Message;
import dev.trunkline.loadtest.relay.RelayReport.Turn;
import java.util.ArrayList;
import java.util.List;

/** What is written down of a session while it goes on. One thread. */
final class RelayLog {
    private final Agenda agenda;
    private final List<Message> messages = new ArrayList<>();
    private final List<Turn> turns = new ArrayList<>();
    private final List<Interruption> interruptions = new ArrayList<>();
    private final StringBuilder pressed = new StringBuilder();
    private final StringBuilder digitsSent = new StringBuilder();
    private int received;
    private int prompts;
    private boolean answerAsked = true;

    RelayLog(Agenda agenda) {
        this.agenda = agenda;
    }

    void received(String text, long nanos) {
        received++;
        messages.add(new Message(true, agenda.nowMs(), nanos, text));
    }

    void sent(String text, long nanos) {
        messages.add(new Message(false, agenda.nowMs(), nanos, text));
    }

    void turn(Turn turn) {
        turns.add(turn);
        if (turn.promptMs() >= 0) {
            prompts++;
            answerAsked();
        }
    }

    void interruption(AgentSpeech.Cut cut, boolean byKey) {
        interruptions.add(
                new Interruption(agenda.nowMs(), cut.heard(), cut.durationMs(), byKey, 0));
        answerAsked = false;
    }

    /** Text from here on is no leftover. */
    void answerAsked() {
        answerAsked = true;
    }

    void text(GatewayMessage.Text text) {
        if (!answerAsked && !text.token().isEmpty()) {
            Interruption last = interruptions.removeLast();
            interruptions.add(
                    new Interruption(
                            last.atMs(),
                            last.heard(),
                            last.durationMs(),
                            last.byKey(),
                            last.leftovers() + 1));
        }
    }

    void pressed(char key) {
        pressed.append(key);
    }

    void digitsSent(String digits) {
        digitsSent.append(digits);
    }

    List<Message> messages() {
        return List.copyOf(messages);
    }

    List<Turn> turns() {
        return List.copyOf(turns);
    }

    List<Interruption> interruptions() {
        return List.copyOf(interruptions);
    }

    int interruptionCount() {
        return interruptions.size();
    }

    int receivedCount() {
        return received;
    }

    int promptCount() {
        return prompts;
    }

    String pressedKeys() {
        return pressed.toString();
    }

    String sentDigits() {
        return digitsSent.toString();
    }
}
