package dev.trunkline.loadtest.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trunkline.loadtest.demo.Conversation.Ending;
import dev.trunkline.loadtest.model.Answers.ToolCall;
import dev.trunkline.loadtest.model.HistoryItem;
import dev.trunkline.loadtest.model.ModelConnection;
import dev.trunkline.loadtest.phone.PhoneCallReport;
import dev.trunkline.loadtest.relay.RelayReport;
import dev.trunkline.loadtest.relay.RelayReport.Spoken;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What became of one call to an example agent, from what phone, model, services and Twilio's API
 * recorded: none of them asks the gateway.
 */
final class AgentResult {
    private static final JsonMapper JSON = new JsonMapper();

    final AgentCall call;
    final Ending ending;

    /** Every tool call in order, as {@code name ok} or {@code name failed}. */
    final List<String> tools = new ArrayList<>();

    /** From the end of what the caller said to the beginning of the answer, fillers included. */
    final List<Double> responseMs = new ArrayList<>();

    final long interruptions;

    /** Text messages to the caller. */
    final List<String> messages;

    /** Why the call counts as gone wrong, in words; empty if it went as it should. */
    final List<String> faults = new ArrayList<>();

    private final @Nullable RelayReport relay;

    AgentResult(AgentCall call, PhoneCallReport report, DemoBench bench) {
        this.call = call;
        AgentScript script = call.script();
        ending = CallResult.ending(report);
        relay = report.relays().isEmpty() ? null : report.relays().getLast();
        interruptions =
                switch (call.leg()) {
                    case STREAM -> stream(report);
                    case RELAY -> relay();
                };
        messages =
                bench.twilioApi.messages().stream()
                        .filter(text -> text.to().equals(script.from()))
                        .map(text -> text.body())
                        .toList();
        expect("ending", script.plan().ending().words, ending.words);
        expect("last verb", script.plan().end(), lastVerb(report));
        expect("interruptions", script.interruptions(), interruptions);
        for (String words : script.plan().heard()) {
            if (!(relay == null
                    ? call.dialogue().told().contains(words)
                    : relay.heard().contains(words))) {
                faults.add("never said: " + words);
            }
        }
        expect("text messages", script.plan().messages(), messages);
        report.violations()
                .forEach(violation ->
                        faults.add("Twilio " + violation.code() + ": " + violation.detail()));
        if (call.session() == null) {
            faults.add("no model session");
        } else {
            model(call.session());
        }
    }

    private void expect(String what, Object expected, Object found) {
        if (!expected.equals(found)) {
            faults.add(what + ": " + found + ", expected " + expected);
        }
    }

    private static String lastVerb(PhoneCallReport report) {
        return report.said().isEmpty() ? "" : report.said().getLast();
    }

    private long stream(PhoneCallReport report) {
        if (report.stream().isEmpty()) {
            faults.add("no media stream");
            return 0;
        }
        report.stream().get().turns().forEach(turn -> responseMs.add(turn.responseMs()));
        return report.stream().get().bargeIns().size();
    }

    private long relay() {
        if (relay == null) {
            faults.add("no ConversationRelay session");
            return 0;
        }
        for (RelayReport.Turn turn : relay.turns()) {
            relay.spoken().stream()
                    .mapToLong(Spoken::beganMs)
                    .filter(began -> began >= turn.endedMs())
                    .min()
                    .ifPresent(began -> responseMs.add((double) (began - turn.endedMs())));
        }
        return relay.interruptions().size();
    }

    private void model(ModelConnection session) {
        List<ToolCall> called = call.dialogue().called();
        List<String> outputs =
                session.conversation().stream()
                        .filter(item -> item.type().equals("function_call_output"))
                        .map(HistoryItem::text)
                        .map(text -> Objects.requireNonNullElse(text, ""))
                        .toList();
        for (int i = 0; i < called.size(); i++) {
            String outcome = i >= outputs.size() ? "unanswered" : outcome(outputs.get(i));
            tools.add(called.get(i).name() + " " + outcome);
        }
        expect("tools", call.script().plan().tools(), tools);
        expect("turns of the model left", 0, call.dialogue().left());
        // One at the beginning, and one for each agent who takes over.
        long settings =
                session.record().clientEvents().stream()
                        .filter(type -> type.equals("session.update"))
                        .count();
        expect("agents who led the conversation", call.script().plan().agents(), settings);
        session.record().violations().stream()
                // A cancel that lost the race against the response's end: no fault (DESIGN.md).
                .filter(violation -> !violation.code().equals("response_cancel_not_active"))
                .forEach(violation ->
                        faults.add("model: " + violation.code() + ": " + violation.message()));
    }

    private static String outcome(String output) {
        try {
            return JSON.readTree(output).has("error") ? "failed" : "ok";
        } catch (JsonProcessingException text) {
            return "ok"; // a service may answer in words
        }
    }

    boolean failed() {
        return !faults.isEmpty();
    }

    /**
     * The conversation as it was heard, a line for each time that somebody spoke; empty if it was
     * not in words.
     */
    List<String> words() {
        if (relay == null) {
            return List.of();
        }
        record Said(long atMs, String line) {}
        List<Said> said = new ArrayList<>();
        for (Spoken spoken : relay.spoken()) {
            if (!spoken.heard().isEmpty()) {
                boolean cut = spoken.ended() == RelayReport.Ended.INTERRUPTED;
                said.add(
                        new Said(
                                spoken.beganMs(),
                                "agent:  " + spoken.heard().strip() + (cut ? " –" : "")));
            }
        }
        relay.turns()
                .forEach(turn -> said.add(new Said(turn.beganMs(), "caller: " + turn.words())));
        return said.stream()
                .sorted((one, other) -> Long.compare(one.atMs, other.atMs))
                .map(Said::line)
                .toList();
    }
}
