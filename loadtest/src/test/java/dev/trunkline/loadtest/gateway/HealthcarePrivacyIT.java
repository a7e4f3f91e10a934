package dev.trunkline.loadtest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.loadtest.demo.ExampleAgents;
import dev.trunkline.loadtest.model.ModelConnection;
import dev.trunkline.loadtest.phone.CallProgress;
import dev.trunkline.loadtest.phone.CallScript;
import dev.trunkline.loadtest.phone.CallerAudio;
import dev.trunkline.loadtest.phone.PhoneCall;
import dev.trunkline.loadtest.phone.PhoneCallReport;
import dev.trunkline.loadtest.phone.RawMessage;
import dev.trunkline.loadtest.phone.When;
import dev.trunkline.loadtest.relay.RelayCue;
import dev.trunkline.loadtest.relay.RelayScript;
import dev.trunkline.loadtest.relay.RelayStep;
import dev.trunkline.loadtest.rest.ApiError;
import dev.trunkline.loadtest.rest.ApiFault;
import dev.trunkline.loadtest.rest.SimulatedTwilioApi;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Feeds names, numbers, dates of birth and insurance numbers into calls of the example practice in
 * every way there is, and searches all that leaves the gateway for whoever takes no part in the
 * call. That they went in is asserted too, and that the search finds them where they are allowed.
 */
@ExtendWith(Leaks.class)
class HealthcarePrivacyIT {
    private static final String KEY = "Bearer hush-of-the-practice";

    @TempDir private Path directory;

    private final Marks marks = new Marks();
    private final Vertx vertx = Vertx.vertx();
    private final MarkedConversation conversation = new MarkedConversation(marks);
    private Outlets outlets;
    private TalkativeService service;
    private SimulatedTwilioApi api;

    @BeforeEach
    void begin() throws Exception {
        outlets = new Outlets();
        service = new TalkativeService(vertx, marks);
        api = SimulatedTwilioApi.start(vertx, Bench.ACCOUNT);
        ExampleAgents.copyTo(directory.resolve("agents"));
        Files.writeString(
                directory.resolve("trunkline.yaml"), "agents: agents\nagentsReload: 20ms\n");
    }

    @AfterEach
    void end() {
        outlets.close();
        Bench.got(api.closeAll());
        Bench.get(Future.fromCompletionStage(vertx.close().toCompletionStage()));
    }

    /** What the practice's profile forbids its heirs are not allowed either. */
    private void writeAgent(String name, String further) throws Exception {
        String tool =
                """
                  %s:
                    description: x
                    url: %s
                    method: %s
                    timeout: 500ms
                    retries: 0
                    allowPrivateNetwork: true
                    parameters: {type: object}
                """;
        StringBuilder yaml =
                new StringBuilder(
                        """
                        extends: healthcare
                        transcription: {model: gpt-transcribe}
                        sendDtmf: true
                        sendSms: {from: "%s"}
                        match: {numbers: []}
                        transfers: {relative: {to: "%s"}}
                        %s
                        tools:
                          find_patient: {url: "%s", allowPrivateNetwork: true}
                        """
                                .formatted(
                                        marks.number("a sender of " + name),
                                        marks.number("a transfer of " + name),
                                        further,
                                        service.url("/found")));
        for (String path : List.of("failing", "page", "moved", "binary", "broken")) {
            yaml.append(tool.formatted(path, service.url("/" + path), "post"));
        }
        yaml.append(tool.formatted("late", service.url("/late"), "get"));
        Files.writeString(directory.resolve("agents").resolve(name + ".yaml"), yaml);
    }

    private Map<String, String> environment() throws Exception {
        writeAgent("clinic", "switchTo: [colleague]");
        writeAgent("kept", "switchTo: [colleague]\nkeepTranscript: true");
        writeAgent("colleague", "");
        Map<String, String> environment = new HashMap<>(ExampleAgents.secrets());
        environment.put("PRACTICE_API_AUTHORIZATION", KEY);
        marks.put("a tool's secret", KEY);
        environment.put("TRUNKLINE_CONFIG", directory.resolve("trunkline.yaml").toString());
        environment.put("TRUNKLINE_DEFAULT_AGENT", "healthcare");
        environment.put("TWILIO_API_URL", api.url().toString());
        // A model that is lost is the end here; what a takeover tells nobody is PrivacyIT's.
        environment.put("TRUNKLINE_REALTIME_TAKEOVER_ATTEMPTS", "0");
        environment.put("TRUNKLINE_RECORDS_KEEP", "true");
        environment.put("TRUNKLINE_RECORDS_DIRECTORY", records().toString());
        return environment;
    }

    private Path records() {
        return directory.resolve("records");
    }

    @ParameterizedTest
    @ValueSource(strings = {"stream", "relay"})
    void nothingOfAPatient_leavesTheCall(String leg) throws Exception {
        Map<String, String> said = new LinkedHashMap<>();
        try (Bench bench = new Bench(environment(), conversation::behavior)) {
            api.failNext(
                    new ApiFault.Late(Duration.ZERO),
                    new ApiFault.Refusal(
                            new ApiError(400, 21211, marks.name("an error of Twilio's API")),
                            null));
            PhoneCall call = bench.place(script("clinic", leg));
            if (leg.equals("stream")) {
                Bench.reached(call, CallProgress::agentAudible);
                hostileMessages("a message of the phone's")
                        .forEach(message -> call.sendRaw(RawMessage.text(message)));
            }
            ModelConnection model =
                    bench.connection("gpt-realtime-2.1"); // as no agent names another
            model.await(
                    "a tool call",
                    Duration.ofSeconds(30),
                    each ->
                            each.conversation().stream()
                                    .anyMatch(item -> item.type().equals("function_call")));
            hostileMessages("a message of the model's").forEach(model::sendText);
            Bench.await("a text message", () -> !api.messages().isEmpty());
            collect(said, "during the call: ", outlets.managementPort(bench));
            assertThat(said.keySet()).anyMatch(where -> where.contains("/api/calls/"));
            PhoneCallReport report = Bench.ended(call);
            assertWentIn(report, bench, leg);
            strangers(bench, said, call.callSid());
            loseTheModel(bench, leg);
            writeWrongAgent();
            Bench.await("the refusal", () -> outlets.log().contains("agents.refused"));
            bench.assertAtRest();
            Bench.await("its record", () -> bench.counter("trunkline_records_written_total") >= 1);
            collect(said, "afterwards: ", outlets.managementPort(bench));
        }
        said.put("the log", outlets.log());
        said.put("the disk", Outlets.files(records()));
        assertThat(said.get("the log")).contains("call.started", "call.tool", "call.ended");
        assertThat(said.get("the disk")).contains("clinic");
        said.forEach((where, text) -> assertThat(marks.in(text)).as(where).isEmpty());
    }

    /** The same call where transcripts are kept: whoever searches finds. */
    @ParameterizedTest
    @ValueSource(strings = {"stream", "relay"})
    void whatAProfileKeeps_isFoundByTheSearch(String leg) throws Exception {
        String words =
                leg.equals("relay") ? "the caller's words" : "the transcription of the caller";
        try (Bench bench = new Bench(environment(), conversation::behavior)) {
            Bench.ended(bench.place(script("kept", leg)));
            bench.assertAtRest();
            Bench.await("its record", () -> bench.counter("trunkline_records_written_total") >= 1);
            outlets.managementPort(bench)
                    .forEach((path, text) -> {
                        if (path.startsWith("/api/calls/")) {
                            assertThat(marks.in(text)).as(path).contains(words);
                        }
                    });
        }
        assertThat(marks.in(Outlets.files(records()))).contains(words);
        assertThat(marks.in(outlets.log())).isEmpty();
    }

    private static void collect(Map<String, String> said, String when, Map<String, String> more) {
        more.forEach((where, text) -> said.put(when + where, text));
    }

    private CallScript script(String agent, String leg) {
        String from = marks.number("the caller's number");
        CallScript.Builder script =
                CallScript.inbound("/twilio/voice?agent=" + agent + "&leg=" + leg)
                        .webhookParameter("From", from)
                        .webhookParameter("Caller", from)
                        .webhookParameter("To", marks.number("the number that is called"))
                        .webhookParameter("CallerName", marks.name("the caller's name"))
                        .webhookParameter("FromCity", marks.name("the caller's city"))
                        .webhookParameter("ForwardedFrom", marks.number("who forwards"))
                        .webhookParameter(
                                "SipHeader_X-Patient", marks.name("a header of the carrier's"))
                        .statusCallback("/twilio/status")
                        .maxDurationMs(60_000);
        if (leg.equals("stream")) {
            marks.put("the transcription of the caller", "caller's turn");
            return script.say(When.agentEnded(300), CallerAudio.utterance(1))
                    .dtmf(When.agentEnded(600), marks.digits("keys of the caller") + "#")
                    .say(When.agentEnded(600), CallerAudio.utterance(2))
                    .build();
        }
        RelayScript.Builder words =
                RelayScript.script()
                        .say(
                                RelayCue.agentDone(),
                                "I am "
                                        + marks.name("the caller's words")
                                        + ", born "
                                        + marks.dateOfBirth("a date in the caller's words")
                                        + ", insured as "
                                        + marks.insuranceNumber("a number in the caller's words"))
                        .press(
                                RelayCue.agentDone(MarkedConversation.THROUGH),
                                marks.digits("keys of the caller") + "#");
        hostileMessages("a message of the phone's")
                .forEach(message -> words.step(RelayCue.after(0), new RelayStep.Send(message)));
        return script.relay(
                        words.say(
                                        RelayCue.agentDone(MarkedConversation.KEYS),
                                        marks.name("the caller's goodbye"))
                                .build())
                .build();
    }

    /** What a peer might say if it were broken, in the words of each protocol. */
    private List<String> hostileMessages(String whose) {
        String name = marks.name(whose);
        return List.of(
                name,
                "{\"type\":\"" + name + "\",\"event\":\"" + name + "\"}",
                "{\"type\":\"prompt\",\"voicePrompt\":{\"" + name + "\":1}}",
                "{\"type\":\"dtmf\",\"digit\":\"" + name + "\"}",
                "{\"type\":\"info\",\"name\":\"" + name + "\",\"value\":\"" + name + "\"}",
                "{\"type\":\"error\",\"description\":\""
                        + name
                        + "\",\"error\":{\"message\":\""
                        + name
                        + "\"}}",
                "{\"type\":\"setup\",\"from\":\""
                        + name
                        + "\",\"customParameters\":{\"patient\":\""
                        + name
                        + "\"}}",
                "{\"event\":\"media\",\"media\":{\"payload\":\"" + name + "\"}}",
                "{\"event\":\"dtmf\",\"dtmf\":{\"digit\":\"" + name + "\"}}",
                "{\"type\":\"response.output_audio.delta\",\"delta\":\"" + name + "\"}",
                "{\"type\":\"conversation.item.input_audio_transcription.failed\",\"error\":"
                        + "{\"message\":\""
                        + name
                        + "\"}}");
    }

    /** All that was meant to go in did. */
    private void assertWentIn(PhoneCallReport report, Bench bench, String leg) {
        assertThat(report.said()).last().asString().startsWith("Dial +1555");
        assertThat(api.messages()).hasSize(1);
        assertThat(String.join("\n", service.asked))
                .contains("/found", "/failing", "/page", "/moved", "/binary", "/broken", "/late")
                .contains(marks.of("a tool's argument"))
                .contains(marks.of("a query"))
                .doesNotContain(marks.of("a redirect"));
        String remembered =
                bench.model.connections().getFirst().conversation().stream()
                        .map(item -> String.valueOf(item.text()))
                        .reduce("", String::concat);
        assertThat(remembered)
                .contains(marks.of("a tool's result"))
                .contains(marks.of("keys of the caller"));
        if (leg.equals("relay")) {
            assertThat(remembered)
                    .contains(marks.of("the caller's words"))
                    .contains(marks.of("the caller's goodbye"));
            assertThat(report.relays().getFirst().heard()).contains(marks.of("the agent's words"));
        }
    }

    /** The model closes in the middle of a call, and says why. */
    private void loseTheModel(Bench bench, String leg) {
        int before = bench.model.connections().size();
        PhoneCall call = bench.place(script("clinic", leg));
        Bench.await("a session", () -> bench.model.connections().size() > before);
        ModelConnection model = bench.model.connections().get(before);
        model.await(
                "its settings",
                Duration.ofSeconds(30),
                each -> each.record().sentEvents().contains("session.updated"));
        model.close(4_000, marks.name("a reason of the model's"));
        assertThat(Bench.ended(call).said()).last().asString().startsWith("Say ");
    }

    /** A profile with secrets and numbers where others are expected. */
    private void writeWrongAgent() throws Exception {
        Files.writeString(
                directory.resolve("agents").resolve("clinic.yaml"),
                """
                extends: healthcare
                match: {numbers: ["0%s"]}
                transfers: {relative: {to: "ask for %s"}}
                sendSms: {from: "%s"}
                tools:
                  find_patient: {headers: {Authorization: "Bearer %s"}, url: "https://%s@x.example"}
                """
                        .formatted(
                                marks.number("a wrong number to match").substring(1),
                                marks.name("a wrong transfer"),
                                marks.name("a wrong sender"),
                                marks.name("a secret in a file"),
                                marks.name("a user in a URL")));
    }

    /** Requests that are refused, with everything personal that they could carry. */
    private void strangers(Bench bench, Map<String, String> said, String callSid) {
        Map<String, String> form =
                new TreeMap<>(
                        Map.of(
                                "AccountSid", Bench.ACCOUNT.accountSid(),
                                "CallSid", "CA" + "e".repeat(32),
                                "CallStatus", "ringing",
                                "From", marks.number("a stranger's number"),
                                "To", marks.number("a stranger's called number"),
                                "ErrorMessage", marks.name("an error's message"),
                                "HandoffData", marks.name("what is handed on"),
                                "SessionStatus", marks.name("a session's status"),
                                "DialCallStatus", marks.name("a dial's status")));
        try (Stranger stranger = new Stranger(bench.gateway.port())) {
            for (String path :
                    List.of(
                            "/twilio/voice",
                            "/twilio/voice?agent=" + marks.name("an agent's name"),
                            "/twilio/voice?leg=" + marks.name("a leg's name"),
                            "/twilio/voice?trunk=" + marks.name("a trunk's name"),
                            "/twilio/status",
                            "/twilio/after-stream",
                            "/twilio/after-relay",
                            "/twilio/" + marks.name("a path"))) {
                HttpResponse<String> answered = stranger.post(path, form);
                Map<String, String> ofThatCall = new TreeMap<>(form);
                ofThatCall.put("CallSid", callSid); // whose transfer only Twilio is told
                HttpResponse<String> refused = stranger.post(path, ofThatCall, "bm90IHNpZ25lZA==");
                said.put("refused: " + path.split("=", 2)[0], refused.body());
                said.put("answered: " + path.split("=", 2)[0], answered.body());
            }
        }
    }
}
