package dev.trunkline.observability.trace;

import static dev.trunkline.observability.record.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.trunkline.observability.metrics.GatewayMeters;
import dev.trunkline.observability.metrics.TraceResult;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class TracingTest {
    private final GatewayMeters meters = new GatewayMeters();
    private final TracedCall call = new TracedCall();
    private final Logger log = (Logger) LoggerFactory.getLogger(TraceSender.class);
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    @BeforeEach
    void capture() {
        logged.start();
        log.addAppender(logged);
    }

    @AfterEach
    void close() {
        log.detachAppender(logged);
        meters.close();
    }

    private double counted(TraceResult result) {
        String series = "trunkline_traces_total{result=\"" + result.label() + "\"} ";
        return new String(meters.scrape(null).body(), UTF_8)
                .lines()
                .filter(line -> line.startsWith(series))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length())))
                .sum();
    }

    private Tracing start(String address, double ratio) {
        return Tracing.start(
                new TraceSettings(
                        URI.create(address + "/v1/traces"),
                        Map.of("authorization", "Bearer k-1"),
                        ratio,
                        "pod-7"),
                meters.traces());
    }

    private List<String> events() {
        return List.copyOf(logged.list).stream().map(ILoggingEvent::getMessage).toList();
    }

    @Test
    void aCollector_getsCallsAsTheProtocolSays_withTheConfiguredHeaders() throws IOException {
        try (TraceCollector collector = new TraceCollector();
                Tracing tracing = start(collector.address(), 1)) {
            tracing.add(call.record());
            eventually("sent", () -> counted(TraceResult.SENT) == 1);
            Span span = collector.spans().getFirst();
            assertThat(span.getName()).isEqualTo("call");
            assertThat(span.getStartTimeUnixNano())
                    .isEqualTo(
                            TracedCall.BEGAN.getEpochSecond() * 1_000_000_000L
                                    + TracedCall.BEGAN.getNano());
            assertThat(collector.resource()).containsEntry("service.instance.id", "pod-7");
            assertThat(collector.headers().getFirst())
                    .containsEntry("Content-type", List.of("application/x-protobuf"))
                    .containsEntry("Authorization", List.of("Bearer k-1"));
        }
    }

    @Test
    void whatWaits_isSentBeforeTheEnd() throws IOException {
        try (TraceCollector collector = new TraceCollector()) {
            Tracing tracing = start(collector.address(), 1);
            for (int i = 0; i < 200; i++) {
                call.id = "c-" + i;
                tracing.add(call.record());
            }
            tracing.close();
            assertThat(collector.spans()).hasSize(200);
            assertThat(collector.headers()).hasSizeLessThan(200);
            assertThat(counted(TraceResult.SENT)).isEqualTo(200);
            tracing.add(call.record());
            assertThat(counted(TraceResult.DROPPED)).isEqualTo(1);
        }
    }

    @Test
    void aShareOfCalls_isSampled_andTheOthersAreNotTold() throws IOException {
        try (TraceCollector collector = new TraceCollector()) {
            Tracing tracing = start(collector.address(), 0.25);
            List<String> ids = IntStream.range(0, 400).mapToObj(i -> "c-" + i).toList();
            ids.forEach(id -> {
                call.id = id;
                tracing.add(call.record());
            });
            List<String> sampled =
                    ids.stream()
                            .map(tracing::traceId)
                            .filter(Objects::nonNull)
                            .map(Objects::requireNonNull)
                            .toList();
            tracing.close();
            assertThat(sampled).hasSizeBetween(70, 130);
            assertThat(collector.spans())
                    .extracting(span -> HexFormat.of().formatHex(span.getTraceId().toByteArray()))
                    .containsExactlyElementsOf(sampled);
            String other =
                    ids.stream()
                            .filter(id -> tracing.traceId(id) == null)
                            .findFirst()
                            .orElseThrow();
            assertThat(tracing.parentOfTool(other, "call_1")).isNull();
        }
    }

    @Test
    void aCollectorThatRefuses_isCounted_toldOnce_andToldWhenItTakesThemAgain() throws IOException {
        try (TraceCollector collector = new TraceCollector();
                Tracing tracing = start(collector.address(), 1)) {
            collector.answer(400);
            tracing.add(call.record());
            eventually("failed", () -> counted(TraceResult.FAILED) == 1);
            tracing.add(call.record());
            eventually("failed", () -> counted(TraceResult.FAILED) == 2);
            collector.answer(200);
            tracing.add(call.record());
            eventually("sent", () -> counted(TraceResult.SENT) == 1);
            eventually("told", () -> events().contains("traces.sent_again"));
            assertThat(events()).containsExactly("traces.not_sent", "traces.sent_again");
            assertThat(logged.list).allMatch(event -> event.getThrowableProxy() == null);
        }
    }

    @Test
    void aCollectorThatIsAway_costsTheTraces() throws IOException {
        int nobody;
        try (ServerSocket free = new ServerSocket(0)) {
            nobody = free.getLocalPort();
        }
        try (Tracing tracing = start("http://127.0.0.1:" + nobody, 1)) {
            tracing.add(call.record());
            eventually("failed", () -> counted(TraceResult.FAILED) == 1);
            assertThat(logged.list.getFirst().getKeyValuePairs())
                    .singleElement()
                    .hasToString("cause=\"ConnectException\"");
        }
    }

    @Test
    void aCollectorThatHangs_keepsNobodyWaiting_notEvenTheEnd() {
        TraceSender sender =
                new TraceSender(new SpanExport(new Hanging(), "pod-7", "0.1.0"), meters.traces());
        sender.start();
        Tracing tracing = new Tracing(1, sender);
        int offered = TraceSender.MOST_WAITING + 200;
        for (int i = 0; i < offered; i++) {
            tracing.add(call.record());
        }
        assertThat(counted(TraceResult.DROPPED)).isGreaterThanOrEqualTo(100);
        tracing.close();
        assertThat(counted(TraceResult.DROPPED)).isGreaterThanOrEqualTo(offered - 100);
    }

    private static final class Hanging implements SpanExporter {
        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            return new CompletableResultCode();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }
}
