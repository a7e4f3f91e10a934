package dev.trunkline.loadtest.gateway;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A service behind an agent's tools that puts something personal into whatever it answers, well or
 * not.
 */
final class TalkativeService {
    private final HttpServer server;
    private final Marks marks;

    /** Addresses and bodies of all requests. */
    final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();

    TalkativeService(Vertx vertx, Marks marks) {
        this.marks = marks;
        server =
                Bench.get(
                        vertx.createHttpServer()
                                .requestHandler(this::answer)
                                .listen(0, "127.0.0.1"));
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.actualPort() + path;
    }

    private void answer(HttpServerRequest request) {
        request.body()
                .onSuccess(body -> {
                    asked.add(request.uri() + " " + body);
                    answer(request, request.response());
                });
    }

    private void answer(HttpServerRequest request, HttpServerResponse response) {
        switch (String.valueOf(request.path())) {
            case "/found" ->
                    response.end(
                            "{\"patient_id\":\"P-1\",\"given_name\":\"%s\",\"insurance_number\":\"%s\"}"
                                    .formatted(
                                            marks.name("a tool's result"),
                                            marks.insuranceNumber("a number in a tool's result")));
            case "/failing" ->
                    response.setStatusCode(500)
                            .setStatusMessage(marks.name("a status message"))
                            .putHeader("X-Patient", marks.name("a header of a failing tool"))
                            .end("no record of " + marks.name("a failing tool's body"));
            case "/page" ->
                    response.putHeader("Content-Type", "text/html")
                            .end("<html>" + marks.name("a tool's page") + "</html>");
            case "/moved" ->
                    response.setStatusCode(302)
                            .putHeader("Location", url("/" + marks.name("a redirect")))
                            .end();
            case "/binary" ->
                    response.end(
                            Buffer.buffer(new byte[] {0, (byte) 0xff, (byte) 0xfe})
                                    .appendString(marks.name("a tool's binary answer")));
            case "/broken" -> {
                response.putHeader("Content-Length", "10000")
                        .write("{\"name\":\"" + marks.name("an answer that breaks off"));
                request.connection().close();
            }
            default -> {} // never answers
        }
    }
}
