package dev.trunkline.gateway.agent.tool;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trunkline.gateway.agent.AgentTool;
import dev.trunkline.gateway.call.ToolResult;
import dev.trunkline.gateway.call.ToolService.Request;
import dev.trunkline.gateway.config.keys.Secret;
import io.netty.handler.codec.http.QueryStringEncoder;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.internal.ContextInternal;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request to a tool's service:
 *
 * <pre>
 *   name ── resolved ──▶ addresses, each judged ── connected to one of them ──▶ sent ──▶ read
 * </pre>
 *
 * <p>Which addresses it leads to {@link OutsideHost} says. Confined to the call's event loop.
 */
final class HttpToolTry {
    private static final Logger LOG = LoggerFactory.getLogger(HttpToolTry.class);
    private static final long CONNECT_MS = 5_000;

    /**
     * How a try ended.
     *
     * @param sent whether the service may have seen the request
     * @param mayPass whether another try may end better
     */
    record Ended(ToolResult result, boolean sent, boolean mayPass) {}

    private final Request request;
    private final AgentTool.Http tool;
    private final HttpTools tools;
    private final ContextInternal context;
    private final Promise<Ended> ended;
    private final int number;
    private @Nullable ScheduledFuture<?> deadline;
    private @Nullable HttpClientRequest open;
    private boolean sent;
    private boolean over;

    HttpToolTry(Request request, HttpTools tools, ContextInternal context, int number) {
        this.request = request;
        this.tools = tools;
        this.context = context;
        this.number = number;
        tool = request.tool();
        ended = context.promise();
    }

    /** Never fails; not completed if it is cancelled. */
    Future<Ended> start() {
        deadline =
                context.nettyEventLoop()
                        .schedule(
                                () ->
                                        fail(
                                                ToolResult.Status.TIMED_OUT,
                                                "the service did not answer in time",
                                                true),
                                tool.timeout().toMillis(),
                                TimeUnit.MILLISECONDS);
        if (tool.url().getHost() == null) {
            fail(ToolResult.Status.FAILED, "this tool is not set up properly", false);
        } else {
            resolve(OutsideHost.of(tool.url()));
        }
        return ended.future();
    }

    /** The request is reset, its connection closed. */
    void cancel() {
        if (!over) {
            close();
        }
    }

    private void resolve(OutsideHost host) {
        host.addresses(context)
                .onSuccess(addresses -> {
                    if (!over) {
                        connect(host, addresses);
                    }
                })
                .onFailure(_ -> {
                    if (!over) {
                        unreachable();
                    }
                });
    }

    /** A further try takes the name's next address. */
    private void connect(OutsideHost host, List<InetAddress> addresses) {
        if (addresses.isEmpty()) {
            unreachable();
            return;
        }
        if (!OutsideHost.mayConnect(addresses, tool.allowPrivateNetwork())) {
            LOG.atWarn().setMessage("tool.address_refused").addKeyValue("tool", tool.name()).log();
            fail(ToolResult.Status.REFUSED, "this tool's address is not allowed", false);
            return;
        }
        InetAddress address = addresses.get(number % addresses.size());
        tools.client()
                .request(
                        host.request(
                                address,
                                HttpMethod.valueOf(tool.method().name()),
                                target(tool.url()),
                                Math.min(CONNECT_MS, tool.timeout().toMillis())))
                .onSuccess(this::send)
                .onFailure(_ -> unreachable());
    }

    private void send(HttpClientRequest connected) {
        if (over) {
            var _ = connected.reset();
            return;
        }
        open = connected;
        connected.putHeader("Accept", "application/json, text/plain");
        connected.putHeader("User-Agent", "trunkline");
        connected.putHeader("X-Trunkline-Call", request.callReference());
        if (request.parentSpan() != null) {
            connected.putHeader("traceparent", request.parentSpan());
        }
        if (tool.method().hasBody()) {
            connected.putHeader("Content-Type", "application/json");
        }
        try {
            for (Map.Entry<String, Secret> header : tool.headers().entrySet()) {
                connected.putHeader(header.getKey(), header.getValue().value());
            }
        } catch (IllegalArgumentException notAHeader) { // its message may hold the secret
            fail(ToolResult.Status.FAILED, "this tool is not set up properly", false);
            return;
        }
        sent = true;
        Future<HttpClientResponse> response =
                tool.method().hasBody()
                        ? connected.send(Buffer.buffer(request.arguments().toString()))
                        : connected.send();
        response.onSuccess(this::onResponse).onFailure(_ -> broken());
    }

    private void onResponse(HttpClientResponse response) {
        if (over) {
            return;
        }
        // Also of an answer whose body is not read: Vert.x would log its reset as an error.
        response.exceptionHandler(_ -> broken());
        ServiceAnswer answer =
                new ServiceAnswer(
                        response.statusCode(),
                        response.getHeader("Content-Type"),
                        tool.maxResultBytes());
        if (!answer.isWanted()) {
            end(new Ended(answer.result(), true, answer.mayPass()));
            return;
        }
        response.handler(chunk -> {
            if (!over && !answer.offer(chunk)) {
                end(new Ended(answer.result(), true, false)); // the rest is not read
            }
        });
        response.endHandler(_ -> {
            open = null; // read to its end: the connection may serve another
            end(new Ended(answer.result(), true, false));
        });
    }

    private void unreachable() {
        fail(ToolResult.Status.FAILED, "the service cannot be reached", true);
    }

    private void broken() {
        fail(ToolResult.Status.FAILED, "the service broke off the connection", true);
    }

    private void fail(ToolResult.Status status, String error, boolean mayPass) {
        end(new Ended(ToolResult.error(status, error), sent, mayPass));
    }

    private void end(Ended how) {
        if (!over) {
            close();
            ended.complete(how);
        }
    }

    private void close() {
        over = true;
        if (deadline != null) {
            deadline.cancel(false);
        }
        if (open != null) {
            var _ = open.reset();
            open = null;
        }
    }

    /** Path and query; for a method without a body with the arguments in it. */
    private String target(URI url) {
        String path =
                url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        String fixed = url.getRawQuery() == null ? "" : url.getRawQuery();
        if (!tool.method().hasBody()) {
            QueryStringEncoder query = new QueryStringEncoder("");
            request.arguments()
                    .properties()
                    .forEach(argument -> add(query, argument.getKey(), argument.getValue()));
            String given = query.toString();
            fixed += fixed.isEmpty() || given.isEmpty() ? given : "&" + given.substring(1);
        }
        return fixed.isEmpty() || fixed.startsWith("?") ? path + fixed : path + "?" + fixed;
    }

    /** A list repeats its name; anything nested is JSON. */
    private static void add(QueryStringEncoder query, String name, JsonNode value) {
        if (value.isArray()) {
            value.forEach(each -> query.addParam(name, text(each)));
        } else if (!value.isNull()) {
            query.addParam(name, text(value));
        }
    }

    private static String text(JsonNode value) {
        return value.isValueNode() ? value.asText() : value.toString();
    }
}
