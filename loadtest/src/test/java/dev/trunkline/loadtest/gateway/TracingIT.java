package dev.trunkline.loadtest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.google.protobuf.ByteString;
import dev.trunkline.loadtest.model.Answers;
import dev.trunkline.loadtest.model.Answers.ScriptedTurn;
import dev.trunkline.loadtest.model.ModelBehavior;
import dev.trunkline.loadtest.phone.CallScript;
import dev.trunkline.loadtest.phone.CallerAudio;
import dev.trunkline.loadtest.phone.PhoneCallReport;
import dev.trunkline.loadtest.phone.PhoneCallReport.Outcome;
import dev.trunkline.loadtest.phone.When;
import dev.trunkline.observability.latency.LatencyMetric;
import dev.trunkline.observability.latency.Moment;
import dev.trunkline.observability.latency.TimelineEvent;
import dev.trunkline.observability.latency.TurnTimes;
import dev.trunkline.observability.record.CallRecord;
import dev.trunkline.observability.trace.TraceCollector;
import io.opentelemetry.proto.trace.v1.Span;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;

/** A call as a trace, as a collector reads it that knows nothing of the gateway. */
@ExtendWith(Leaks.class)
class TracingIT {
    private static final String CALLER = "+447700900987";
    private static final String CALLED = "+442079460765";
    private static final String ARGUMENTS = "{\"day\":\"marked-day\"}";
    private static final String OUTPUT = "marked-output";
    private static final String KEY = "marked-key";

    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Level before = root.getLevel();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Vertx vertx = Vertx.vertx();
    private final List<String> traceParents = new CopyOnWriteArrayList<>();
    private final HttpServer service =
            Bench.get(
                    vertx.createHttpServer()
                            .requestHandler(request -> {
                                traceParents.add(request.getHeader("traceparent"));
                                request.response().end(OUTPUT);
                            })
                            .listen(0, "127.0.0.1"));

    @BeforeEach
    void capture() {
        root.setLevel(Level.INFO);
        log.start();
        root.addAppender(log);
    }

    @AfterEach
    void close() {
        root.detachAppender(log);
        root.setLevel(before);
        Bench.get(Future.fromCompletionStage(vertx.close().toCompletionStage()));
    }

    private Map<String, String> environment(TraceCollector collector) {
        return Map.of(
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                collector.address(),
                "OTEL_EXPORTER_OTLP_HEADERS",
                "authorization=" + KEY,
                "TRUNKLINE_RECORDS_GATEWAY_NAME",
                "pod-7",
                "TRUNKLINE_AGENTS",
                """
                {default: {instructions: Be brief., transcription: {model: whisper-1}, tools: {slots: {
                   description: Find a slot., url: 'http://127.0.0.1:%d/slots',
                   parameters: {type: object, properties: {day: {type: string}}},
                   allowPrivateNetwork: true}}}}
                """
                        .formatted(service.actualPort()));
    }

    /** Interrupts the greeting; the answer takes a tool. */
    private static CallScript script() {
        return CallScript.inbound("/twilio/voice")
                .webhookParameter("From", CALLER)
                .webhookParameter("To", CALLED)
                .say(When.interrupting(500), CallerAudio.utterance(2))
                .hangUp(When.agentEnded(300))
                .maxDurationMs(20_000)
                .build();
    }

    @Test
    void aCall_isATrace_whoseSpansAreItsRecordsLatencies_withNothingPersonal() throws Exception {
        KeptCalls records = new KeptCalls();
        ModelBehavior model =
                ModelBehavior.defaults()
                        .withAnswers(
                                Answers.defaults()
                                        .withTurns(
                                                Map.of(1, ScriptedTurn.call("slots", ARGUMENTS))));
        try (TraceCollector collector = new TraceCollector()) {
            CallRecord record;
            try (Bench bench = new Bench(environment(collector), _ -> model, records)) {
                PhoneCallReport report = bench.call(script());
                assertThat(report.outcome()).isEqualTo(Outcome.CALLER_HUNG_UP);
                record = records.of(report.callSid());
            } // stopped: what waited is sent
            Trace trace = new Trace(collector.spans());
            assertIdsFollowFrom(record, trace);
            assertNested(trace);
            assertIsTheRecord(record, trace);
            assertTool(record, trace);
            assertThat(collector.resource())
                    .containsEntry("service.name", "trunkline")
                    .containsEntry("service.instance.id", "pod-7");
            assertThat(collector.headers())
                    .allMatch(each -> List.of(KEY).equals(each.get("Authorization")));
            String all = collector.spans() + " " + collector.resource();
            assertThat(all).contains("slots", record.callId());
            for (String personal :
                    List.of(
                            CALLER.substring(3),
                            CALLED.substring(3),
                            "marked-",
                            "half past seven", // what the model says
                            "caller's turn", // what the caller said, by its transcript
                            Bench.ACCOUNT.authToken())) {
                assertThat(all).doesNotContain(personal);
            }
        }
    }

    private void assertIdsFollowFrom(CallRecord record, Trace trace) throws Exception {
        byte[] digest =
                MessageDigest.getInstance("SHA-256")
                        .digest(record.callId().getBytes(StandardCharsets.UTF_8));
        String id = HexFormat.of().formatHex(digest, 0, 16);
        assertThat(trace.spans).allMatch(span -> hex(span.getTraceId()).equals(id));
        assertThat(log.list)
                .filteredOn(event -> event.getMessage().equals("call.ended"))
                .singleElement()
                .satisfies(event ->
                        assertThat(event.getKeyValuePairs())
                                .extracting(Object::toString)
                                .contains("trace=\"" + id + "\""));
    }

    private static void assertNested(Trace trace) {
        Span call = trace.only("call");
        assertThat(call.getParentSpanId()).isEqualTo(ByteString.EMPTY);
        for (Span span : trace.spans) {
            if (!span.equals(call)) {
                Span parent = trace.parent(span);
                assertThat(span.getStartTimeUnixNano())
                        .as(span.getName())
                        .isBetween(parent.getStartTimeUnixNano(), span.getEndTimeUnixNano());
                assertThat(span.getEndTimeUnixNano())
                        .as(span.getName())
                        .isLessThanOrEqualTo(parent.getEndTimeUnixNano());
            }
        }
    }

    private static void assertIsTheRecord(CallRecord record, Trace trace) {
        TurnTimes turn = record.turns().getFirst();
        assertThat(record.turns()).hasSize(1);
        assertThat(us(trace.only("turn"))).isEqualTo(turn.heardUs());
        assertThat(trace.parent(trace.only("turn"))).isEqualTo(trace.only("call"));
        for (LatencyMetric part :
                List.of(
                        LatencyMetric.TURN_ENDPOINTING,
                        LatencyMetric.TURN_MODEL,
                        LatencyMetric.TURN_DELIVERY,
                        LatencyMetric.TURN_PLAYOUT,
                        LatencyMetric.TURN_LEAD_SILENCE)) {
            Span span =
                    trace.only(part.metricName().replace("trunkline_", "").replace("_seconds", ""));
            assertThat(us(span)).as(span.getName()).isEqualTo(turn.us(part));
            assertThat(trace.parent(span)).isEqualTo(trace.only("turn"));
        }
        assertThat(trace.spans)
                .filteredOn(span -> span.getName().equals("barge_in"))
                .extracting(TracingIT::us)
                .containsExactlyElementsOf(
                        record.bargeIns().stream()
                                .map(bargeIn -> Objects.requireNonNull(bargeIn.silenceUs()))
                                .toList());
        assertThat(us(trace.only("call_setup"))).isEqualTo(us(record, Moment.STREAM_STARTED));
        assertThat(us(trace.only("session_ready")))
                .isEqualTo(
                        us(record, Moment.SESSION_UPDATED) - us(record, Moment.MODEL_CONNECTING));
        assertThat(us(trace.only("call"))).isBetween(us(record, Moment.CALL_ENDED), 20_000_000L);
        assertThat(TraceCollector.attributes(trace.only("call").getAttributesList()))
                .containsEntry("trunkline.call", record.callId())
                .containsEntry("trunkline.outcome", "completed_by_caller")
                .containsEntry("trunkline.leg", "stream")
                .containsEntry("trunkline.agent", "default");
    }

    private void assertTool(CallRecord record, Trace trace) {
        Span tool = trace.only("tool");
        assertThat(TraceCollector.attributes(tool.getAttributesList()))
                .isEqualTo(
                        Map.of(
                                "trunkline.tool", "slots",
                                "trunkline.tool.kind", "http",
                                "trunkline.outcome", "ok"));
        long calledUs = (tool.getStartTimeUnixNano() - beganNanos(trace)) / 1_000;
        assertThat(calledUs)
                .isBetween(us(record, Moment.TOOL_CALLED) - 1, us(record, Moment.CALL_ENDED));
        assertThat(traceParents)
                .containsExactly(
                        "00-" + hex(tool.getTraceId()) + "-" + hex(tool.getSpanId()) + "-01");
    }

    private static long beganNanos(Trace trace) {
        return trace.only("call").getStartTimeUnixNano();
    }

    private static long us(Span span) {
        return (span.getEndTimeUnixNano() - span.getStartTimeUnixNano()) / 1_000;
    }

    private static long us(CallRecord record, Moment moment) {
        return record.timeline().stream()
                .filter(event -> event.moment() == moment)
                .mapToLong(TimelineEvent::atUs)
                .findFirst()
                .orElseThrow();
    }

    private static String hex(ByteString id) {
        return HexFormat.of().formatHex(id.toByteArray());
    }

    /** All that came of one call. */
    private record Trace(List<Span> spans) {
        Span only(String name) {
            List<Span> found = spans.stream().filter(span -> span.getName().equals(name)).toList();
            assertThat(found).as(name).hasSize(1);
            return Objects.requireNonNull(found.getFirst());
        }

        Span parent(Span child) {
            return spans.stream()
                    .filter(span -> span.getSpanId().equals(child.getParentSpanId()))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
