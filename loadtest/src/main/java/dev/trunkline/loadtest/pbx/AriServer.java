package dev.trunkline.loadtest.pbx;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Asterisk's HTTP server: credentials, then the resource. One event loop. */
final class AriServer {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String ARI = "/ari/";
    private static final String MEDIA = "/media/";
    private static final int UPGRADE_REQUIRED = 426;

    private final Doors doors;
    private final Queue<AriRequest> requests = new ConcurrentLinkedQueue<>();
    private volatile String credentials = "";

    /** What lies behind the server. */
    record Doors(
            ChannelResource channels,
            BridgeResource bridges,
            ExternalMedia media,
            EventSockets sockets,
            AriEvents events,
            String asteriskId) {}

    AriServer(Doors doors) {
        this.doors = doors;
    }

    /** Who may ask from now on. Any thread. */
    void credentials(String user, String password) {
        credentials = user + ":" + password;
    }

    /** What was asked so far, in order. Any thread. */
    List<AriRequest> requests() {
        return List.copyOf(requests);
    }

    void serve(HttpServerRequest request) {
        String path = Objects.requireNonNullElse(request.path(), "");
        if (path.startsWith(MEDIA)) {
            media(request, path.substring(MEDIA.length()));
        } else if (!path.startsWith(ARI)) {
            request.response().setStatusCode(404).end();
        } else if (!allowed(request)) {
            request.response()
                    .putHeader("WWW-Authenticate", "Basic realm=\"Asterisk REST Interface\"");
            send(request, AriReply.of(new AriRefusal(401, "Authentication required")));
        } else if (path.equals(ARI + "events")) {
            events(request);
        } else {
            request.body()
                    .onSuccess(body ->
                            answer(request, path.substring(ARI.length()), body)
                                    .onSuccess(reply -> send(request, reply))
                                    .onFailure(failed -> send(request, refusal(failed))));
        }
    }

    private boolean allowed(HttpServerRequest request) {
        String basic =
                "Basic "
                        + Base64.getEncoder()
                                .encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
        return basic.equals(request.getHeader(HttpHeaders.AUTHORIZATION))
                || credentials.equals(request.getParam("api_key"));
    }

    private void media(HttpServerRequest request, String connectionId) {
        int status =
                isUpgrade(request) ? doors.media.upgrade(request, connectionId) : UPGRADE_REQUIRED;
        if (status != 101) {
            request.response().setStatusCode(status).end();
        }
        requests.add(new AriRequest("GET", MEDIA, "", status));
    }

    private void events(HttpServerRequest request) {
        List<String> applications = new ArrayList<>();
        for (String name : Objects.requireNonNullElse(request.getParam("app"), "").split(",", -1)) {
            if (!name.isEmpty()) {
                applications.add(name);
            }
        }
        if (!isUpgrade(request)) {
            request.response().setStatusCode(UPGRADE_REQUIRED).end();
        } else if (applications.isEmpty()) {
            send(request, AriReply.of(new AriRefusal(400, "Missing parameter app")));
        } else {
            requests.add(new AriRequest("GET", "/events", "app=" + applications.getFirst(), 101));
            request.toWebSocket()
                    .onSuccess(socket ->
                            doors.sockets.connect(applications, socket, doors.events::replaced));
        }
    }

    private static boolean isUpgrade(HttpServerRequest request) {
        return request.canUpgradeToWebSocket();
    }

    private Future<AriReply> answer(HttpServerRequest request, String path, Buffer body) {
        try {
            AriCall call = read(request, path, body);
            if (path.equals("channels/externalMedia")) {
                return doors.media.answer(call);
            }
            return Future.succeededFuture(
                    switch (call.part(0)) {
                        case "channels" -> doors.channels.answer(call);
                        case "bridges" -> doors.bridges.answer(call);
                        case "asterisk" -> asterisk(call);
                        case "applications" -> applications(call);
                        default -> throw call.notFound();
                    });
        } catch (AriRefusal refused) {
            return Future.failedFuture(refused);
        }
    }

    private AriReply asterisk(AriCall call) {
        var answer = JsonNodeFactory.instance.objectNode();
        return switch (call.part(1)) {
            case "ping" ->
                    AriReply.ok(
                            answer.put("asterisk_id", doors.asteriskId)
                                    .put("ping", "pong")
                                    .put("timestamp", AriEvents.now()));
            case "info" -> {
                answer.putObject("system")
                        .put("version", "22.10.1")
                        .put("entity_id", doors.asteriskId);
                yield AriReply.ok(answer);
            }
            default -> throw call.notFound();
        };
    }

    private AriReply applications(AriCall call) {
        if (!call.method().equals("GET")) {
            throw call.badMethod();
        }
        var all = JsonNodeFactory.instance.arrayNode();
        doors.sockets.applications().forEach(name -> all.addObject().put("name", name));
        return AriReply.ok(all);
    }

    private static AriCall read(HttpServerRequest request, String path, Buffer body) {
        Map<String, String> parameters = new LinkedHashMap<>();
        request.params().forEach(entry -> parameters.put(entry.getKey(), entry.getValue()));
        Map<String, String> variables = new LinkedHashMap<>();
        if (body.length() > 0) {
            try {
                JsonNode json = JSON.readTree(body.toString(StandardCharsets.UTF_8));
                json.properties()
                        .forEach(entry -> {
                            if (!entry.getValue().isObject()) {
                                parameters.put(entry.getKey(), text(entry.getValue()));
                            }
                        });
                json.path("variables")
                        .properties()
                        .forEach(entry -> variables.put(entry.getKey(), entry.getValue().asText()));
            } catch (JsonProcessingException unreadable) {
                throw new AriRefusal(400, "Error parsing request body");
            }
        }
        List<String> parts = new ArrayList<>();
        for (String part : path.split("/", -1)) {
            parts.add(URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8));
        }
        return new AriCall(request.method().name(), parts, parameters, variables);
    }

    /** Of an array as a query has it: with commas. */
    private static String text(JsonNode value) {
        List<String> all = new ArrayList<>();
        value.forEach(each -> all.add(each.asText()));
        return value.isArray() ? String.join(",", all) : value.asText();
    }

    private static AriReply refusal(Throwable failed) {
        return AriReply.of(
                failed instanceof AriRefusal refused
                        ? refused
                        : new AriRefusal(500, "Internal Server Error"));
    }

    private void send(HttpServerRequest request, AriReply reply) {
        String query = Objects.requireNonNullElse(request.query(), "");
        requests.add(
                new AriRequest(
                        request.method().name(),
                        Objects.requireNonNullElse(request.path(), ARI).substring(ARI.length() - 1),
                        query.contains("api_key") ? "" : query,
                        reply.status()));
        HttpServerResponse response = request.response().setStatusCode(reply.status());
        if (reply.body() == null) {
            response.end();
        } else {
            response.putHeader("Content-Type", "application/json").end(reply.body().toString());
        }
    }
}
