package dev.trunkline.loadtest.rest;

import static dev.trunkline.loadtest.rest.ApiBench.await;

import com.twilio.security.RequestValidator;
import dev.trunkline.loadtest.phone.GatewayAddress;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Fixed TwiML per path, and a note of all that Twilio says; signatures by the vendor's check. */
final class ListeningGateway {
    private static final String PUBLIC = "https://voice.gateway.example";

    private final HttpServer server;
    private final RequestValidator signatures = new RequestValidator(ApiBench.ACCOUNT.authToken());
    private final Map<String, String> twiml = new ConcurrentHashMap<>();
    final List<Told> told = new CopyOnWriteArrayList<>();
    final List<String> streamMessages = new CopyOnWriteArrayList<>();
    final List<ServerWebSocket> streams = new CopyOnWriteArrayList<>();

    /**
     * A request with a right signature.
     *
     * @param path with its query; of a GET, whose parameters are in that, without
     */
    record Told(HttpMethod method, String path, Map<String, String> parameters) {
        String get(String name) {
            return parameters.getOrDefault(name, "");
        }
    }

    ListeningGateway(Vertx vertx) throws Exception {
        server =
                await(
                        vertx.createHttpServer()
                                .requestHandler(this::answer)
                                .webSocketHandler(this::stream)
                                .listen(0, "127.0.0.1"));
    }

    GatewayAddress address() {
        return new GatewayAddress(URI.create(PUBLIC), "127.0.0.1", server.actualPort(), false);
    }

    static URI url(String pathAndQuery) {
        return URI.create(PUBLIC + pathAndQuery);
    }

    ListeningGateway twiml(String path, String verbs) {
        twiml.put(path, "<Response>" + verbs + "</Response>");
        return this;
    }

    /** What was told at a path, in the order of arrival. */
    List<Told> told(String path) {
        return told.stream().filter(each -> each.path().equals(path)).toList();
    }

    private void answer(HttpServerRequest request) {
        request.setExpectMultipart(request.method().equals(HttpMethod.POST));
        request.end()
                .onSuccess(_ -> {
                    Map<String, String> form = new HashMap<>();
                    request.formAttributes()
                            .forEach(field -> form.put(field.getKey(), field.getValue()));
                    if (!signatures.validate(
                            PUBLIC + request.uri(),
                            form,
                            request.getHeader("X-Twilio-Signature"))) {
                        request.response().setStatusCode(403).end();
                        return;
                    }
                    boolean get = request.method().equals(HttpMethod.GET);
                    if (get) {
                        request.params()
                                .forEach(field -> form.put(field.getKey(), field.getValue()));
                    }
                    told.add(
                            new Told(
                                    request.method(),
                                    get ? String.valueOf(request.path()) : request.uri(),
                                    Map.copyOf(form)));
                    request.response()
                            .putHeader("Content-Type", "text/xml")
                            .end(twiml.getOrDefault(request.path(), "<Response/>"));
                });
    }

    private void stream(ServerWebSocket socket) {
        streams.add(socket);
        socket.textMessageHandler(streamMessages::add);
    }

    void close() throws Exception {
        await(server.close());
    }
}
