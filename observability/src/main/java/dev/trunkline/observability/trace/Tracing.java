package dev.trunkline.observability.trace;

import dev.trunkline.observability.metrics.BuildInfo;
import dev.trunkline.observability.metrics.TraceMeters;
import dev.trunkline.observability.record.CallRecord;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes calls traces and sends them to a collector. Any thread; nothing here waits. */
public final class Tracing implements CallTraces, AutoCloseable {
    private final Sampler sampler;
    private final TraceSender sender;
    private final InstantSource clock = InstantSource.system();

    Tracing(double sampleRatio, TraceSender sender) {
        // Of the trace's id alone: whoever samples by the same ratio keeps the same traces.
        sampler = Sampler.traceIdRatioBased(sampleRatio);
        this.sender = sender;
    }

    /**
     * Starts the thread that sends. Does not wait for the collector and does not fail without it.
     */
    public static Tracing start(TraceSettings settings, TraceMeters meters) {
        TraceSender sender = new TraceSender(SpanExport.to(settings, BuildInfo.version()), meters);
        sender.start();
        return new Tracing(settings.sampleRatio(), sender);
    }

    /** A call that is over. */
    public void add(CallRecord call) {
        if (traceId(call.callId()) != null) {
            sender.offer(call);
        }
    }

    @Override
    public @Nullable String traceId(String callId) {
        String id = TraceIds.trace(callId);
        SamplingDecision decision =
                sampler.shouldSample(
                                Context.root(),
                                id,
                                "call",
                                SpanKind.SERVER,
                                Attributes.empty(),
                                List.of())
                        .getDecision();
        return decision == SamplingDecision.RECORD_AND_SAMPLE ? id : null;
    }

    @Override
    public @Nullable String parentOfTool(String callId, String toolCallId) {
        String trace = traceId(callId);
        return trace == null
                ? null
                : "00-" + trace + "-" + TraceIds.tool(callId, toolCallId) + "-01";
    }

    @Override
    public void toolOver(ToolUse use) {
        if (traceId(use.callId()) != null) {
            Instant calledAt = use.calledAt();
            sender.offer(use, calledAt == null ? clock.instant() : calledAt.plus(use.took()));
        }
    }

    /** Sends what waits, for two seconds at most. Blocks. */
    @Override
    public void close() {
        sender.close();
    }
}
