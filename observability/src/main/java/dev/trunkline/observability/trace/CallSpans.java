package dev.trunkline.observability.trace;

import dev.trunkline.observability.latency.BargeInTimes;
import dev.trunkline.observability.latency.LatencyMetric;
import dev.trunkline.observability.latency.Moment;
import dev.trunkline.observability.latency.TimelineEvent;
import dev.trunkline.observability.latency.TurnTimes;
import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.record.AttemptOutcome;
import dev.trunkline.observability.record.AttemptRecord;
import dev.trunkline.observability.record.CallDirection;
import dev.trunkline.observability.record.CallRecord;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Makes spans of what is over. Times are the record's: the wall clock when the call began, and
 * microseconds of the monotonic clock from there. Those of a call out are counted from its answer,
 * which is the attempt's.
 *
 * <pre>
 *   call ─┬─ dial                    each try of a call out
 *         ├─ call_setup              webhook ▶ start of the stream
 *         ├─ session_ready           the model's socket ▶ session.updated
 *         ├─ turn ─┬─ turn_endpointing
 *         │        ├─ turn_model, turn_delivery, turn_playout
 *         │        └─ turn_lead_silence
 *         ├─ tool                    each use
 *         ├─ barge_in
 *         └─ takeover_gap            without a model session
 * </pre>
 *
 * <p>Spans are named after the latencies that they are. One thread.
 */
final class CallSpans {
    private static final String OUTCOME = "trunkline.outcome";
    private static final String NUMBER = "trunkline.number";
    private static final String TRUNK = "trunkline.trunk";
    private static final String TRUNK_KIND = "trunkline.trunk.kind";

    /** In the order of a turn: each begins where the one before ended. */
    private static final List<LatencyMetric> PARTS =
            List.of(
                    LatencyMetric.TURN_ENDPOINTING,
                    LatencyMetric.TURN_MODEL,
                    LatencyMetric.TURN_DELIVERY,
                    LatencyMetric.TURN_PLAYOUT,
                    LatencyMetric.TURN_LEAD_SILENCE);

    private final Tracer tracer;
    private final SpanIds ids;

    CallSpans(Tracer tracer, SpanIds ids) {
        this.tracer = tracer;
        this.ids = ids;
    }

    /** All of a call but its tools. */
    void make(CallRecord call) {
        ids.next(TraceIds.trace(call.callId()), TraceIds.root(call.callId()));
        Span root =
                tracer.spanBuilder("call")
                        .setNoParent()
                        .setSpanKind(
                                call.direction() == CallDirection.INBOUND
                                        ? SpanKind.SERVER
                                        : SpanKind.CLIENT)
                        .setStartTimestamp(call.startedAt())
                        .setAttribute("trunkline.call", call.callId())
                        .setAttribute("trunkline.agent", call.agent())
                        .setAttribute("trunkline.leg", call.leg().label())
                        .setAttribute("trunkline.direction", call.direction().label())
                        .setAttribute(TRUNK, call.arm().carriedBy())
                        .setAttribute(TRUNK_KIND, call.arm().kind().label())
                        .setAttribute("trunkline.prewarmed", call.prewarmed())
                        .setAttribute("trunkline.turns", call.turns().size())
                        .setAttribute(OUTCOME, call.outcome().label())
                        .startSpan();
        Context parent = Context.root().with(root);
        call.attempts().forEach(attempt -> dial(parent, attempt));
        period(call, parent, LatencyMetric.CALL_SETUP);
        period(call, parent, LatencyMetric.SESSION_READY);
        call.turns().forEach(turn -> turn(call, parent, turn));
        call.bargeIns().forEach(bargeIn -> bargeIn(call, parent, bargeIn));
        takeovers(call, parent);
        if (failed(call.outcome())) {
            root.setStatus(StatusCode.ERROR, call.outcome().label());
        }
        root.end(at(call, endUs(call)));
    }

    /**
     * A tool of a call that may go on: the call's own span comes when that is over.
     *
     * @param overAt wall clock
     */
    void make(ToolUse use, Instant overAt) {
        SpanContext root =
                SpanContext.create(
                        TraceIds.trace(use.callId()),
                        TraceIds.root(use.callId()),
                        TraceFlags.getSampled(),
                        TraceState.getDefault());
        ids.next(root.getTraceId(), TraceIds.tool(use.callId(), use.toolCallId()));
        Span span =
                tracer.spanBuilder("tool")
                        .setParent(Context.root().with(Span.wrap(root)))
                        .setSpanKind(SpanKind.CLIENT)
                        .setStartTimestamp(overAt.minus(use.took()))
                        .setAttribute("trunkline.tool", use.tool())
                        .setAttribute("trunkline.tool.kind", use.kind())
                        .setAttribute(OUTCOME, use.outcome())
                        .startSpan();
        if (!use.succeeded()) {
            span.setStatus(StatusCode.ERROR, use.outcome());
        }
        span.end(overAt);
    }

    private void dial(Context parent, AttemptRecord attempt) {
        Span span =
                tracer.spanBuilder("dial")
                        .setParent(parent)
                        .setSpanKind(SpanKind.CLIENT)
                        .setStartTimestamp(attempt.startedAt())
                        .setAttribute(NUMBER, attempt.number())
                        .setAttribute(TRUNK, attempt.trunk())
                        .setAttribute(TRUNK_KIND, attempt.kind().label())
                        .setAttribute(OUTCOME, attempt.outcome().label())
                        .setAttribute("trunkline.sip_status", attempt.sipStatus())
                        .startSpan();
        if (attempt.outcome() != AttemptOutcome.ANSWERED) {
            span.setStatus(StatusCode.ERROR, attempt.outcome().label());
        }
        Long answerUs = attempt.answerUs();
        span.end(
                answerUs == null
                        ? attempt.startedAt().plusMillis(attempt.durationMs())
                        : attempt.startedAt().plusNanos(answerUs * 1_000));
    }

    /** A latency of the call; not at all if one of its ends was not seen. */
    private void period(CallRecord call, Context parent, LatencyMetric metric) {
        OptionalLong from = first(call, metric.fromMoment());
        OptionalLong to = first(call, metric.toMoment());
        if (from.isPresent() && to.isPresent() && from.getAsLong() <= to.getAsLong()) {
            span(call, parent, name(metric), from.getAsLong(), to.getAsLong());
        }
    }

    /**
     * From the caller's last voiced frame to the answer's first sound, or as far as it was seen. A
     * model that decided before the caller had finished begins the span earlier: the part that is
     * negative then has no span of its own.
     */
    private void turn(CallRecord call, Context parent, TurnTimes turn) {
        long beginUs = turn.atUs();
        long endUs = turn.atUs();
        long seenUs = turn.atUs();
        for (LatencyMetric part : PARTS) {
            Long us = turn.us(part);
            seenUs += us == null ? 0 : us;
            beginUs = Math.min(beginUs, seenUs);
            endUs = Math.max(endUs, seenUs);
        }
        SpanBuilder builder =
                begin(call, parent, "turn", beginUs)
                        .setAttribute(NUMBER, turn.number())
                        .setAttribute(OUTCOME, turn.outcome().label())
                        .setAttribute("trunkline.tool_calls", turn.toolCalls())
                        .setAttribute("trunkline.reconnects", turn.reconnects());
        attribute(builder, LatencyMetric.TURN_HEARD, turn.heardUs());
        attribute(builder, LatencyMetric.TURN_RESPONSE, turn.responseUs());
        Span span = builder.startSpan();
        long fromUs = turn.atUs();
        for (LatencyMetric part : PARTS) {
            Long us = turn.us(part);
            if (us != null && us >= 0) {
                span(call, Context.root().with(span), name(part), fromUs, fromUs + us);
            }
            fromUs += us == null ? 0 : us;
        }
        span.end(at(call, endUs));
    }

    private void bargeIn(CallRecord call, Context parent, BargeInTimes bargeIn) {
        SpanBuilder builder =
                begin(call, parent, "barge_in", bargeIn.atUs())
                        .setAttribute(NUMBER, bargeIn.number());
        attribute(builder, LatencyMetric.BARGE_IN_REACTION, bargeIn.reactionUs());
        attribute(builder, LatencyMetric.BARGE_IN_SILENCE, bargeIn.silenceUs());
        attribute(builder, LatencyMetric.BARGE_IN_LEAKED, bargeIn.leakedUs());
        Long us = bargeIn.silenceUs() == null ? bargeIn.reactionUs() : bargeIn.silenceUs();
        builder.startSpan().end(at(call, bargeIn.atUs() + Math.max(0, us == null ? 0 : us)));
    }

    /** One that nobody took over lasts to the call's end. */
    private void takeovers(CallRecord call, Context parent) {
        String name = name(LatencyMetric.TAKEOVER_GAP);
        OptionalLong lostUs = OptionalLong.empty();
        for (TimelineEvent event : call.timeline()) {
            if (event.moment() == Moment.MODEL_LOST) {
                lostUs = OptionalLong.of(event.atUs());
            } else if (event.moment() == Moment.RECONNECTED && lostUs.isPresent()) {
                span(call, parent, name, lostUs.getAsLong(), event.atUs());
                lostUs = OptionalLong.empty();
            }
        }
        if (lostUs.isPresent()) {
            begin(call, parent, name, lostUs.getAsLong())
                    .startSpan()
                    .setStatus(StatusCode.ERROR, "given_up")
                    .end(at(call, endUs(call)));
        }
    }

    private void span(CallRecord call, Context parent, String name, long fromUs, long toUs) {
        begin(call, parent, name, fromUs).startSpan().end(at(call, toUs));
    }

    private SpanBuilder begin(CallRecord call, Context parent, String name, long atUs) {
        return tracer.spanBuilder(name).setParent(parent).setStartTimestamp(at(call, atUs));
    }

    private static void attribute(SpanBuilder span, LatencyMetric metric, @Nullable Long us) {
        if (us != null) {
            span.setAttribute("trunkline." + name(metric) + "_us", us.longValue());
        }
    }

    /** As in Prometheus, without the product and the unit. */
    private static String name(LatencyMetric metric) {
        String full = metric.metricName();
        return full.substring("trunkline_".length(), full.length() - "_seconds".length());
    }

    private static OptionalLong first(CallRecord call, @Nullable Moment moment) {
        return call.timeline().stream()
                .filter(event -> event.moment() == moment)
                .mapToLong(TimelineEvent::atUs)
                .findFirst();
    }

    /** The call's last moment; its duration is that in whole milliseconds. */
    private static long endUs(CallRecord call) {
        return Math.max(
                call.durationMs() * 1_000, first(call, Moment.CALL_ENDED).orElse(Long.MIN_VALUE));
    }

    private static Instant at(CallRecord call, long us) {
        return countedFrom(call).plusNanos(us * 1_000);
    }

    private static Instant countedFrom(CallRecord call) {
        if (!call.timeline().isEmpty()) { // else nobody answered, or a machine that was hung up on
            for (AttemptRecord attempt : call.attempts()) {
                Long answerUs = attempt.answerUs();
                if (answerUs != null) {
                    return attempt.startedAt().plusNanos(answerUs * 1_000);
                }
            }
        }
        return call.startedAt();
    }

    /** Who hung up before the media came has broken nothing, as far as a call can tell. */
    private static boolean failed(CallOutcome outcome) {
        return outcome.failed() && outcome != CallOutcome.NEVER_CAME;
    }
}
