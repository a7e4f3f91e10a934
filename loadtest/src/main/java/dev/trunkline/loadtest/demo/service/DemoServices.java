package dev.trunkline.loadtest.demo.service;

import static dev.trunkline.loadtest.demo.service.Reply.JSON;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Practice and shop behind one port of loopback. {@link #asked} may be called from any thread. */
public final class DemoServices {
    /** Each service has a token of its own: an agent of the one gets nothing from the other. */
    public static final String PRACTICE_TOKEN = "practice-of-the-demo";

    public static final String SHOP_TOKEN = "shop-of-the-demo";

    private static final int UNAUTHORIZED = 401;
    private static final int NOT_FOUND = 404;

    private final Vertx vertx;
    private final HttpServer server;
    private final Map<String, Endpoint> endpoints = new HashMap<>();
    private final Map<String, String> tokens = new HashMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();

    private DemoServices(Vertx vertx) {
        this.vertx = vertx;
        serve(new Practice().endpoints(), PRACTICE_TOKEN);
        serve(new Shop().endpoints(), SHOP_TOKEN);
        server =
                vertx.createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0))
                        .requestHandler(this::on);
    }

    /** Starts them on a free port. */
    public static Future<DemoServices> start(Vertx vertx) {
        DemoServices services = new DemoServices(vertx);
        return services.server.listen().map(_ -> services);
    }

    private void serve(Map<String, Endpoint> addresses, String token) {
        endpoints.putAll(addresses);
        addresses.keySet().forEach(address -> tokens.put(address, token));
    }

    /** The address of one path, such as {@code /orders}. */
    public URI url(String path) {
        return URI.create("http://127.0.0.1:" + server.actualPort() + path);
    }

    /** Every request so far, in the order of the answers. */
    public List<Asked> asked() {
        return List.copyOf(asked);
    }

    private void on(HttpServerRequest request) {
        request.body()
                .onSuccess(body -> {
                    JsonNode arguments = arguments(request, body);
                    Reply reply = reply(request, arguments);
                    if (reply.delayMs() == 0) {
                        send(request, arguments, reply);
                    } else {
                        vertx.setTimer(reply.delayMs(), _ -> send(request, arguments, reply));
                    }
                })
                .onFailure(_ -> request.connection().close());
    }

    private Reply reply(HttpServerRequest request, @Nullable JsonNode arguments) {
        String address = request.method() + " " + request.path();
        Endpoint endpoint = endpoints.get(address);
        if (endpoint == null) {
            return Reply.error(NOT_FOUND, "no such address");
        }
        if (!("Bearer " + tokens.get(address)).equals(request.getHeader("Authorization"))) {
            return Reply.error(UNAUTHORIZED, "this needs the service's bearer token");
        }
        return arguments == null || !arguments.isObject()
                ? Reply.badRequest("the arguments are no JSON object")
                : endpoint.answer(arguments);
    }

    /** The request's arguments; null if they are not JSON. */
    private static @Nullable JsonNode arguments(HttpServerRequest request, Buffer body) {
        if (request.method().equals(HttpMethod.GET)) {
            ObjectNode query = JSON.createObjectNode();
            request.params().forEach(query::put);
            return query;
        }
        try {
            return JSON.readTree(body.getBytes());
        } catch (JsonProcessingException notJson) {
            return null;
        } catch (IOException impossible) {
            throw new UncheckedIOException("reading from memory", impossible);
        }
    }

    private void send(HttpServerRequest request, @Nullable JsonNode arguments, Reply reply) {
        asked.add(
                new Asked(
                        request.method().name(),
                        Objects.requireNonNullElse(request.path(), ""),
                        arguments == null ? JSON.missingNode() : arguments,
                        reply.status()));
        request.response()
                .setStatusCode(reply.status())
                .putHeader("Content-Type", "application/json")
                .end(reply.body().toString())
                .onFailure(_ -> request.connection().close());
    }

    public Future<Void> close() {
        return server.close();
    }
}
