package dev.trunkline.observability.trace;

import io.opentelemetry.sdk.trace.IdGenerator;
import org.jspecify.annotations.Nullable;

/** Gives the next span the ids that it must have, and others random ones. One thread. */
final class SpanIds implements IdGenerator {
    private final IdGenerator random = IdGenerator.random();
    private @Nullable String nextTrace;
    private @Nullable String nextSpan;

    /** The ids of the next span that is begun; its trace's only if it has no parent. */
    void next(String traceId, String spanId) {
        nextTrace = traceId;
        nextSpan = spanId;
    }

    @Override
    public String generateSpanId() {
        String id = nextSpan == null ? random.generateSpanId() : nextSpan;
        nextSpan = null;
        return id;
    }

    @Override
    public String generateTraceId() {
        String id = nextTrace == null ? random.generateTraceId() : nextTrace;
        nextTrace = null;
        return id;
    }
}
