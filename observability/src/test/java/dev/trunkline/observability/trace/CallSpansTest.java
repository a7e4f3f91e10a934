package dev.trunkline.observability.trace;

import static io.opentelemetry.sdk.testing.assertj.OpenTelemetryAssertions.equalTo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.observability.latency.BargeInTimes;
import dev.trunkline.observability.latency.Moment;
import dev.trunkline.observability.latency.TimelineEvent;
import dev.trunkline.observability.latency.TurnTimes;
import dev.trunkline.observability.latency.TurnTimes.Outcome;
import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.metrics.GatewayMeters;
import dev.trunkline.observability.metrics.TrunkKind;
import dev.trunkline.observability.record.AttemptOutcome;
import dev.trunkline.observability.record.AttemptRecord;
import dev.trunkline.observability.record.CallDirection;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.assertj.OpenTelemetryAssertions;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallSpansTest {
    private static final AttributeKey<Long> HEARD = AttributeKey.longKey("trunkline.turn_heard_us");

    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private final SpanExport export = new SpanExport(exporter, "pod-7", "0.1.0");
    private final TracedCall call = new TracedCall();

    @AfterEach
    void close() {
        export.close();
    }

    private List<SpanData> spans() {
        export.spans().make(call.record());
        assertThat(export.send()).isNull();
        return exporter.getFinishedSpanItems();
    }

    private SpanData only(String name) {
        List<SpanData> found =
                exporter.getFinishedSpanItems().stream()
                        .filter(span -> span.getName().equals(name))
                        .toList();
        assertThat(found).as(name).hasSize(1);
        return found.getFirst();
    }

    private static long us(long epochNanos) {
        return Duration.between(TracedCall.BEGAN, Instant.EPOCH).plusNanos(epochNanos).toNanos()
                / 1_000;
    }

    private static void assertLasts(SpanData span, long fromUs, long toUs) {
        assertThat(us(span.getStartEpochNanos())).as(span.getName()).isEqualTo(fromUs);
        assertThat(us(span.getEndEpochNanos())).as(span.getName()).isEqualTo(toUs);
    }

    @Test
    void aCall_isOneTrace_whoseIdFollowsFromTheCalls() {
        assertThat(spans()).hasSize(1);
        OpenTelemetryAssertions.assertThat(only("call"))
                // echo -n c-1 | sha256sum
                .hasTraceId("a6f7ef47ee8dc84af9056a3051ddc302")
                .hasSpanId("f19581a96eb7e12f")
                .hasNoParent()
                .hasKind(SpanKind.SERVER)
                .hasStatus(StatusData.unset())
                .hasAttributesSatisfying(
                        equalTo(AttributeKey.stringKey("trunkline.call"), "c-1"),
                        equalTo(AttributeKey.stringKey("trunkline.agent"), "front-desk"),
                        equalTo(AttributeKey.stringKey("trunkline.leg"), "stream"),
                        equalTo(AttributeKey.stringKey("trunkline.trunk"), "twilio"),
                        equalTo(AttributeKey.stringKey("trunkline.trunk.kind"), "byoc"),
                        equalTo(AttributeKey.stringKey("trunkline.direction"), "inbound"),
                        equalTo(
                                AttributeKey.stringKey("trunkline.outcome"),
                                "completed_by_caller"));
        assertLasts(only("call"), 0, 20_000_000);
        assertThat(only("call").getResource().getAttributes().asMap())
                .containsEntry(AttributeKey.stringKey("service.name"), "trunkline")
                .containsEntry(AttributeKey.stringKey("service.version"), "0.1.0")
                .containsEntry(AttributeKey.stringKey("service.instance.id"), "pod-7");
    }

    @Test
    void aTurn_isMadeOfItsParts_eachBeginningWhereTheOneBeforeEnded() {
        call.turns =
                List.of(
                        new TurnTimes(
                                1,
                                4_000_000,
                                Outcome.HEARD,
                                500_000L,
                                300_000L,
                                2_000L,
                                90_000L,
                                8_000L,
                                900_000L,
                                802_000L,
                                1,
                                0));
        assertThat(spans()).hasSize(7);
        SpanData turn = only("turn");
        assertLasts(turn, 4_000_000, 4_900_000);
        assertThat(turn.getParentSpanId()).isEqualTo(only("call").getSpanId());
        assertThat(turn.getAttributes().get(HEARD)).isEqualTo(900_000);
        assertLasts(only("turn_endpointing"), 4_000_000, 4_500_000);
        assertLasts(only("turn_model"), 4_500_000, 4_800_000);
        assertLasts(only("turn_delivery"), 4_800_000, 4_802_000);
        assertLasts(only("turn_playout"), 4_802_000, 4_892_000);
        assertLasts(only("turn_lead_silence"), 4_892_000, 4_900_000);
        assertThat(exporter.getFinishedSpanItems())
                .filteredOn(span -> span.getName().startsWith("turn_"))
                .allMatch(span -> span.getParentSpanId().equals(turn.getSpanId()))
                .allMatch(span -> span.getTraceId().equals(turn.getTraceId()));
    }

    @Test
    void whatWasNotSeen_isNoSpan_norWhatLastsLessThanNothing() {
        call.turns =
                List.of(
                        // The model decided before the caller had finished.
                        new TurnTimes(
                                1,
                                4_000_000,
                                Outcome.CUT_OFF,
                                -50_000L,
                                300_000L,
                                null,
                                null,
                                null,
                                null,
                                null,
                                0,
                                0));
        assertThat(spans()).extracting(SpanData::getName).contains("turn_model").hasSize(3);
        assertLasts(only("turn_model"), 3_950_000, 4_250_000);
        assertLasts(only("turn"), 3_950_000, 4_250_000);
    }

    @Test
    void setUp_bargeIns_andGapsBetweenSessions_areSpans() {
        call.bargeIns = List.of(new BargeInTimes(1, 7_000_000, 60_000L, 210_000L, 150_000L));
        call.timeline =
                List.of(
                        new TimelineEvent(Moment.WEBHOOK_RECEIVED, 0),
                        new TimelineEvent(Moment.MODEL_CONNECTING, 1_000),
                        new TimelineEvent(Moment.SESSION_UPDATED, 400_000),
                        new TimelineEvent(Moment.STREAM_STARTED, 700_000),
                        new TimelineEvent(Moment.MODEL_LOST, 9_000_000),
                        new TimelineEvent(Moment.RECONNECTED, 9_250_000),
                        new TimelineEvent(Moment.MODEL_LOST, 19_000_000),
                        new TimelineEvent(Moment.CALL_ENDED, 20_000_900));
        call.outcome = CallOutcome.MODEL_FAILED;
        List<SpanData> spans = spans();
        assertThat(spans).hasSize(6);
        assertLasts(only("call"), 0, 20_000_900);
        assertThat(only("call").getStatus())
                .isEqualTo(StatusData.create(StatusCode.ERROR, "model_failed"));
        assertLasts(only("call_setup"), 0, 700_000);
        assertLasts(only("session_ready"), 1_000, 400_000);
        assertLasts(only("barge_in"), 7_000_000, 7_210_000);
        List<SpanData> gaps =
                spans.stream().filter(span -> span.getName().equals("takeover_gap")).toList();
        assertThat(gaps).hasSize(2);
        assertLasts(gaps.getFirst(), 9_000_000, 9_250_000);
        assertLasts(gaps.getLast(), 19_000_000, 20_000_900);
        assertThat(gaps.getLast().getStatus().getDescription()).isEqualTo("given_up");
    }

    @Test
    void aCallOut_hasASpanForEachTry() {
        call.direction = CallDirection.OUTBOUND;
        call.attempts =
                List.of(
                        attempt(1, AttemptOutcome.FAILED, 503, null),
                        attempt(2, AttemptOutcome.ANSWERED, 0, 4_000_000L));
        call.timeline =
                List.of(
                        new TimelineEvent(Moment.MODEL_CONNECTING, 1_000),
                        new TimelineEvent(Moment.SESSION_UPDATED, 400_000));
        List<SpanData> tries =
                spans().stream().filter(span -> span.getName().equals("dial")).toList();
        assertThat(only("call").getKind()).isEqualTo(SpanKind.CLIENT);
        assertThat(tries).hasSize(2);
        assertLasts(tries.getFirst(), 1_000_000, 7_000_000);
        assertThat(tries.getFirst().getStatus().getDescription()).isEqualTo("failed");
        assertThat(
                        tries.getFirst()
                                .getAttributes()
                                .get(AttributeKey.longKey("trunkline.sip_status")))
                .isEqualTo(503);
        assertLasts(tries.getLast(), 2_000_000, 6_000_000);
        assertLasts(only("session_ready"), 6_001_000, 6_400_000); // counted from the answer
        assertLasts(only("call"), 0, 26_000_000);
        assertThat(tries.getLast().getStatus()).isEqualTo(StatusData.unset());
    }

    private static AttemptRecord attempt(
            int number, AttemptOutcome outcome, int sipStatus, @Nullable Long answerUs) {
        return new AttemptRecord(
                number,
                "own",
                TrunkKind.BYOC,
                TracedCall.PERSONAL.getFirst(),
                TracedCall.BEGAN.plusSeconds(number),
                outcome,
                sipStatus,
                0,
                null,
                answerUs,
                "human",
                6_000);
    }

    @Test
    void aTool_liesBelowItsCall_whichMayGoOn_whereItsServiceWasToldItWould() {
        export.spans()
                .make(
                        new ToolUse(
                                "c-1",
                                "call_9",
                                "http",
                                "slots",
                                "timed_out",
                                false,
                                null,
                                Duration.ofMillis(1_250)),
                        TracedCall.BEGAN.plusMillis(6_250));
        assertThat(export.send()).isNull();
        SpanData tool = only("tool");
        try (GatewayMeters meters = new GatewayMeters()) {
            Tracing tracing = new Tracing(1, new TraceSender(export, meters.traces()));
            assertThat(tracing.parentOfTool("c-1", "call_9"))
                    .isEqualTo("00-" + tool.getTraceId() + "-" + tool.getSpanId() + "-01");
        }
        spans();
        assertThat(tool.getTraceId()).isEqualTo(only("call").getTraceId());
        assertThat(tool.getParentSpanId()).isEqualTo(only("call").getSpanId());
        assertLasts(tool, 5_000_000, 6_250_000);
        assertThat(tool.getStatus().getDescription()).isEqualTo("timed_out");
        assertThat(tool.toString()).contains("slots").doesNotContain("call_9");
    }

    @Test
    void nothingPersonal_isInAnySpan() {
        call.attempts = List.of(attempt(1, AttemptOutcome.ANSWERED, 0, 1L));
        String all = spans().toString();
        assertThat(all).contains("front-desk");
        TracedCall.PERSONAL.forEach(personal -> assertThat(all).doesNotContain(personal));
    }
}
