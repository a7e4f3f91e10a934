package dev.trunkline.loadtest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import dev.trunkline.loadtest.model.Answers;
import dev.trunkline.loadtest.model.Answers.ScriptedTurn;
import dev.trunkline.loadtest.model.ConnectionInfo;
import dev.trunkline.loadtest.model.Faults;
import dev.trunkline.loadtest.model.Faults.ErrorEvent;
import dev.trunkline.loadtest.model.ModelBehavior;
import dev.trunkline.loadtest.model.Refusal;
import dev.trunkline.loadtest.phone.CallProgress;
import dev.trunkline.loadtest.phone.CallScript;
import dev.trunkline.loadtest.phone.CallerAudio;
import dev.trunkline.loadtest.phone.Deviation;
import dev.trunkline.loadtest.phone.PhoneCall;
import dev.trunkline.loadtest.phone.PhoneCallReport;
import dev.trunkline.loadtest.phone.RawMessage;
import dev.trunkline.loadtest.phone.When;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Marks everything personal or secret in a few calls and searches all that the gateway says. */
@ExtendWith(Leaks.class)
class PrivacyIT {
    private static final String CALLER = "+447700900987";
    private static final String CALLED = "+442079460765";
    private static final String TRANSFER = "+15550100432";
    private static final String API_KEY = "sk-marked-and-secret";
    private static final String DIGITS = "73519#";
    private static final String MODELS_WORDS = "the model quotes the caller here";
    private static final Pattern TOKEN =
            Pattern.compile("<Parameter name=\"token\" value=\"([^\"]+)\"");

    @TempDir private Path records;

    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Logger own = (Logger) LoggerFactory.getLogger("dev.trunkline.gateway");
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

    @BeforeEach
    void capture() {
        own.setLevel(Level.DEBUG);
        appender.start();
        root.addAppender(appender);
    }

    @AfterEach
    void release() {
        root.detachAppender(appender);
        own.setLevel(null);
    }

    private static ModelBehavior behavior(ConnectionInfo info) {
        ErrorEvent quoting = new ErrorEvent("server_error", MODELS_WORDS, MODELS_WORDS);
        ScriptedTurn transfer =
                ScriptedTurn.speakAndCall("transfer", "{\"destination\":\"" + MODELS_WORDS + "\"}");
        ModelBehavior talking =
                ModelBehavior.defaults()
                        .withAnswers(Answers.defaults().withTurns(Map.of(1, transfer)))
                        .withFaults(Faults.none().withErrorsAfterUpdate(quoting));
        return switch (String.valueOf(info.model())) {
            case "refused" ->
                    talking.withRefusal(new Refusal.Http(403, MODELS_WORDS, MODELS_WORDS));
            case "lost" ->
                    talking.withFaults(
                            Faults.none()
                                    .withCloseMidAnswer(
                                            new Faults.CloseMidAnswer(2, 4_000, MODELS_WORDS)));
            default -> talking;
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"fast", "plain"})
    void nothingPersonal_isLoggedMeasuredOrKept(String lane) throws Exception {
        Map<String, String> environment =
                new HashMap<>(
                        Bench.agents(
                                lane,
                                ", transcription: {model: whisper-1}, transfers: {desk: {to: \""
                                        + TRANSFER
                                        + "\"}}",
                                "refused",
                                "lost"));
        environment.put("OPENAI_API_KEY", API_KEY);
        environment.put("TRUNKLINE_REALTIME_TAKEOVER_ATTEMPTS", "1");
        environment.put("TRUNKLINE_RECORDS_KEEP", "true");
        environment.put("TRUNKLINE_RECORDS_DIRECTORY", records.toString());
        List<String> marked =
                new ArrayList<>(
                        List.of(
                                CALLER.substring(3),
                                CALLED.substring(3),
                                TRANSFER.substring(2),
                                API_KEY,
                                Bench.ACCOUNT.authToken(),
                                DIGITS.substring(0, 5),
                                MODELS_WORDS,
                                "half past seven", // what the model says
                                "caller's turn")); // what the caller said, by its transcript
        String metrics;
        try (Bench bench = new Bench(environment, PrivacyIT::behavior)) {
            PhoneCall call =
                    bench.place(
                            marked("default")
                                    .dtmf(When.agentEnded(300), DIGITS)
                                    .say(When.after(0), CallerAudio.utterance(1))
                                    .hangUp(When.agentEnded(300))
                                    .build());
            Bench.reached(call, CallProgress::agentAudible);
            call.sendRaw(
                    RawMessage.text("{\"event\":\"" + CALLER + "\",\"x\":\"" + CALLER + "\"}"));
            call.sendRaw(RawMessage.text("not JSON " + CALLER));
            List<PhoneCallReport> reports = new ArrayList<>();
            for (String agent : List.of("refused", CALLER)) {
                reports.add(bench.call(marked(agent).hangUp(When.agentEnded(300)).build()));
            }
            reports.add(bench.call(marked("lost").build()));
            for (Deviation deviation :
                    List.of(Deviation.WEBHOOK_WRONG_SIGNATURE, Deviation.WRONG_PARAMETERS)) {
                bench.call(marked("default").deviate(deviation).build());
            }
            reports.add(Bench.ended(call));
            for (PhoneCallReport report : reports) {
                for (String twiml : report.twiml()) {
                    Matcher token = TOKEN.matcher(twiml);
                    while (token.find()) {
                        marked.add(token.group(1));
                    }
                }
            }
            bench.assertAtRest();
            metrics = bench.metrics();
            assertThat(bench.counter("trunkline_dtmf_digits_total")).isEqualTo(DIGITS.length());
        }
        String logged = logged();
        assertThat(marked).hasSizeGreaterThan(11); // tokens are among them
        assertThat(logged).contains("call.started", "call.ended", "webhook.refused");
        assertThat(marked).noneMatch(logged::contains).noneMatch(metrics::contains);
        String kept = kept();
        assertThat(kept).contains("model_refused", "model_failed", "rejected_agent");
        assertThat(marked).noneMatch(kept::contains);
    }

    /** All that is on the disk of the calls. */
    private String kept() throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.list(records)) {
            for (Path file : files.toList()) {
                text.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return text.toString();
    }

    private static CallScript.Builder marked(String agent) {
        return CallScript.inbound("/twilio/voice?agent=" + agent.replace("+", "%2B"))
                .webhookParameter("From", CALLER)
                .webhookParameter("To", CALLED)
                .maxDurationMs(20_000);
    }

    private String logged() {
        StringBuilder text = new StringBuilder();
        for (ILoggingEvent event : List.copyOf(appender.list)) {
            text.append(event.getFormattedMessage()).append(event.getKeyValuePairs());
            if (event.getThrowableProxy() != null) {
                text.append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
            }
            text.append('\n');
        }
        return text.toString();
    }
}
