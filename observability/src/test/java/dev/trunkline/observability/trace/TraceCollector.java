package dev.trunkline.observability.trace;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;

/**
 * A collector on loopback, which reads what it is sent with the protocol's own classes. For tests.
 */
public final class TraceCollector implements AutoCloseable {
    private final HttpServer server;
    private final List<ResourceSpans> received = new CopyOnWriteArrayList<>();
    private final List<Map<String, List<String>>> headers = new CopyOnWriteArrayList<>();
    private volatile int status = 200;

    public TraceCollector() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/traces", this::take);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange;
                InputStream body = new GZIPInputStream(exchange.getRequestBody())) {
            ExportTraceServiceRequest request = ExportTraceServiceRequest.parseFrom(body);
            headers.add(Map.copyOf(exchange.getRequestHeaders()));
            if (status == 200) {
                received.addAll(request.getResourceSpansList());
            }
            exchange.sendResponseHeaders(status, -1);
        }
    }

    /** Without the path. */
    public String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** What it answers from now on; only with 200 it keeps what it is sent. */
    public void answer(int newStatus) {
        status = newStatus;
    }

    /** All spans so far. */
    public List<Span> spans() {
        return received.stream()
                .flatMap(each -> each.getScopeSpansList().stream())
                .flatMap(each -> each.getSpansList().stream())
                .toList();
    }

    /** Whose they are said to be. */
    public Map<String, String> resource() {
        return attributes(received.getFirst().getResource().getAttributesList());
    }

    /** Of every request so far. */
    public List<Map<String, List<String>>> headers() {
        return headers;
    }

    /** By name, as text. */
    public static Map<String, String> attributes(List<KeyValue> all) {
        Map<String, String> attributes = new TreeMap<>();
        all.forEach(each -> attributes.put(each.getKey(), text(each.getValue())));
        return attributes;
    }

    private static String text(AnyValue value) {
        return switch (value.getValueCase()) {
            case STRING_VALUE -> value.getStringValue();
            case INT_VALUE -> Long.toString(value.getIntValue());
            case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
            default -> throw new AssertionError("an attribute of another kind: " + value);
        };
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
