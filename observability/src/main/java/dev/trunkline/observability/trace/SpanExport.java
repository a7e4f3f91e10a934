package dev.trunkline.observability.trace;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;

/**
 * The SDK as it is used here: spans that end are gathered, and sent when their batch is whole. One
 * thread.
 */
final class SpanExport {
    /** A request of at most half a megabyte. */
    private static final int MOST_SPANS = 2_000;

    /** For one request, its further tries included. */
    private static final Duration SEND_LIMIT = Duration.ofSeconds(5);

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(2);

    /** What the specification lets one try again: 429, 502, 503, 504 and broken connections. */
    private static final RetryPolicy TRIES =
            RetryPolicy.builder()
                    .setMaxAttempts(3)
                    .setInitialBackoff(Duration.ofMillis(250))
                    .setMaxBackoff(Duration.ofSeconds(1))
                    .build();

    /** Held, as the JDK forgets loggers that nobody holds, and their levels. */
    private static final java.util.logging.Logger SDK_LOG =
            java.util.logging.Logger.getLogger("io.opentelemetry");

    private final List<SpanData> spans = new ArrayList<>();
    private final SpanExporter exporter;
    private final SdkTracerProvider provider;
    private final CallSpans calls;

    /**
     * With somebody who takes the spans.
     *
     * @param gateway name of this process
     * @param version of the gateway
     */
    SpanExport(SpanExporter exporter, String gateway, String version) {
        this.exporter = exporter;
        SDK_LOG.setLevel(Level.OFF); // it would print stack traces beside the log
        SpanIds ids = new SpanIds();
        provider =
                SdkTracerProvider.builder()
                        .setIdGenerator(ids)
                        .setResource(
                                Resource.getDefault()
                                        .merge(
                                                Resource.create(
                                                        Attributes.of(
                                                                AttributeKey.stringKey(
                                                                        "service.name"),
                                                                "trunkline",
                                                                AttributeKey.stringKey(
                                                                        "service.version"),
                                                                version,
                                                                AttributeKey.stringKey(
                                                                        "service.instance.id"),
                                                                gateway))))
                        .addSpanProcessor(new Gathering())
                        .build();
        calls = new CallSpans(provider.get("dev.trunkline"), ids);
    }

    /** By OTLP over HTTP. */
    static SpanExport to(TraceSettings settings, String version) {
        OtlpHttpSpanExporterBuilder exporter =
                OtlpHttpSpanExporter.builder()
                        .setEndpoint(settings.endpoint().toString())
                        .setTimeout(SEND_LIMIT)
                        .setConnectTimeout(CONNECT_LIMIT)
                        .setRetryPolicy(TRIES)
                        .setCompression("gzip");
        settings.headers().forEach(exporter::addHeader);
        return new SpanExport(exporter.build(), settings.gateway(), version);
    }

    CallSpans spans() {
        return calls;
    }

    /**
     * Sends what was made since, and forgets it.
     *
     * @return what kept it from being taken, fit for a log; null if it was
     */
    @Nullable String send() {
        String failure = null;
        for (int from = 0; from < spans.size() && failure == null; from += MOST_SPANS) {
            failure = send(spans.subList(from, Math.min(spans.size(), from + MOST_SPANS)));
        }
        spans.clear();
        return failure;
    }

    private @Nullable String send(List<SpanData> some) {
        CompletableResultCode result =
                exporter.export(List.copyOf(some))
                        .join(SEND_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        if (!result.isDone()) {
            return "not taken in time";
        }
        if (result.isSuccess()) {
            return null;
        }
        Throwable failure = result.getFailureThrowable();
        Throwable cause = failure == null ? null : failure.getCause();
        return cause == null ? "refused by the collector" : cause.getClass().getSimpleName();
    }

    void close() {
        var _ = provider.shutdown();
        var _ = exporter.shutdown();
    }

    private final class Gathering implements SpanProcessor {
        @Override
        public void onStart(Context parent, ReadWriteSpan span) {}

        @Override
        public boolean isStartRequired() {
            return false;
        }

        @Override
        public void onEnd(ReadableSpan span) {
            spans.add(span.toSpanData());
        }

        @Override
        public boolean isEndRequired() {
            return true;
        }
    }
}
