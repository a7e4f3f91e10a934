package dev.trunkline.loadtest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.loadtest.model.AnswerScript;
import dev.trunkline.loadtest.model.Answers;
import dev.trunkline.loadtest.model.HistoryItem;
import dev.trunkline.loadtest.model.ModelBehavior;
import dev.trunkline.loadtest.model.ModelConnection;
import dev.trunkline.loadtest.phone.CallScript;
import dev.trunkline.loadtest.phone.PhoneCall;
import dev.trunkline.loadtest.phone.PhoneCallReport;
import dev.trunkline.loadtest.relay.RelayProgress;
import dev.trunkline.loadtest.relay.RelayReport;
import dev.trunkline.loadtest.relay.RelayScript;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What calls in words are tested with. */
final class RelayBench {
    static final String GREETING = "Blue Bay Dental, how can I help you today?";

    private RelayBench() {}

    /** Agents that speak over ConversationRelay, each with the model of its own name. */
    static Map<String, String> agents(String further, String... names) {
        String agents =
                Stream.concat(Stream.of("default"), Stream.of(names))
                        .map(name ->
                                "%s: {instructions: Be brief., model: %s, leg: relay,"
                                                .formatted(name, name)
                                        + " greeting: {first: agent, text: \"%s\"}%s}"
                                                .formatted(GREETING, further))
                        .collect(Collectors.joining(", ", "{", "}"));
        Map<String, String> environment = new HashMap<>();
        environment.put("TRUNKLINE_AGENTS", agents);
        return environment;
    }

    /** A model that says what it was told, a word a token, and says goodbye to a goodbye. */
    static ModelBehavior echo() {
        return echo(AnswerScript.echo().withTokens(0, 1));
    }

    static ModelBehavior echo(AnswerScript script) {
        return ModelBehavior.defaults()
                .withAnswers(
                        Answers.immediate()
                                .withScript(
                                        script.withKeyword(
                                                "goodbye",
                                                Answers.ScriptedTurn.writeAndCall(
                                                        "Goodbye and thank you for calling.",
                                                        new Answers.ToolCall("hang_up", "{}")))));
    }

    static CallScript.Builder inbound(String agent, RelayScript script) {
        return CallScript.inbound("/twilio/voice?agent=" + agent)
                .statusCallback("/twilio/status")
                .relay(script);
    }

    /** Waits until the call's session has come to this. */
    static RelayProgress reached(PhoneCall call, Predicate<RelayProgress> condition) {
        return Bench.got(call.awaitRelay(condition, Duration.ofSeconds(60)));
    }

    /**
     * What the model remembers of the agent's words is what the caller heard of them, in order;
     * words that were on their way when the caller cut in, and were spoken nonetheless, included.
     */
    static void assertRemembersWhatWasHeard(PhoneCallReport report, ModelConnection connection) {
        String heard =
                report.relays().stream().map(RelayReport::heard).collect(Collectors.joining(" "));
        assertThat(String.join(" ", said(connection, "assistant")))
                .as("what the model remembers of call %s", report.callSid())
                .isEqualTo(heard);
    }

    /** The model refused nothing, but for a cancel that crossed the end of its response. */
    static void assertNothingRefused(ModelConnection connection) {
        assertThat(connection.record().violations())
                .filteredOn(violation -> !violation.code().equals("response_cancel_not_active"))
                .isEmpty();
    }

    /** What one of the two said, as the model remembers it. */
    static List<String> said(ModelConnection connection, String role) {
        return connection.conversation().stream()
                .filter(item -> role.equals(item.role()))
                .map(HistoryItem::text)
                .flatMap(text -> Optional.ofNullable(text).stream())
                .map(String::strip)
                .toList();
    }
}
