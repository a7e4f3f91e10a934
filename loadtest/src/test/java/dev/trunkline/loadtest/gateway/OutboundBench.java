package dev.trunkline.loadtest.gateway;

import dev.trunkline.loadtest.model.ModelBehavior;
import dev.trunkline.loadtest.phone.GatewayAddress;
import dev.trunkline.loadtest.phone.SimulatedTwilio;
import dev.trunkline.loadtest.rest.CallStatus;
import dev.trunkline.loadtest.rest.SimulatedTwilioApi;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A gateway that can call out: the simulated Twilio takes its calls and makes them. */
final class OutboundBench implements AutoCloseable {
    static final String BYOC_SID = "BY00112233445566778899aabbccddeeff";
    static final String OWN_NUMBER = "+14155550100";
    static final String NATIVE_NUMBER = "+14155550200";

    /** Whoever is called here answers, unless the trunk says otherwise. */
    static final String CALLEE = "+15550100123";

    static final String SIP_PASSWORD = "hush-hush-sip";

    private static final String SETTINGS =
            """
            {carrier: {kind: byoc, carrier: Carrier A, byocTrunkSid: %s, numbers: ['%s'],
               callsPerSecond: 1000},
             twilio: {kind: native, carrier: Twilio, numbers: ['%s'], callsPerSecond: 1000},
             sbc: {kind: sip, numbers: ['%s'], callsPerSecond: 1000,
               sip: {host: sbc.example.com, username: trunkline, password: 'env:SBC_PASSWORD',
                 headers: {X-Tenant: acme}}}}
            """
                    .formatted(BYOC_SID, OWN_NUMBER, NATIVE_NUMBER, OWN_NUMBER);

    private final Vertx neighbours = Vertx.vertx();
    private final Path settings;
    private final HttpClient http = HttpClient.newHttpClient();
    final SimulatedTwilio phones;
    final SimulatedTwilioApi api;
    final KeptCalls records = new KeptCalls();
    final Bench bench;

    /**
     * A bench of these settings.
     *
     * @param outbound the section of that name, in YAML
     * @param agents the section of that name
     */
    OutboundBench(String outbound, String agents) {
        this(outbound, agents, Map.of());
    }

    OutboundBench(String outbound, String agents, Map<String, String> more) {
        try {
            int port = freePort();
            phones = SimulatedTwilio.create(neighbours, Bench.ACCOUNT, GatewayAddress.local(port));
            api = SimulatedTwilioApi.start(neighbours, Bench.ACCOUNT, phones);
            api.callsPerSecond(10_000);
            Map<String, String> environment = new HashMap<>();
            environment.put("PORT", Integer.toString(port));
            environment.put("TWILIO_API_URL", api.url().toString());
            settings = Files.createTempFile("outbound", ".yaml");
            Files.writeString(
                    settings,
                    "trunks: " + SETTINGS + "\noutbound: " + outbound + "\nagents: " + agents);
            environment.put("SBC_PASSWORD", SIP_PASSWORD);
            environment.put("TRUNKLINE_CONFIG", settings.toString());
            environment.putAll(more);
            bench = new Bench(environment, _ -> ModelBehavior.defaults(), records);
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    /** The gateway has to know the API's address, and the API the gateway's. */
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + bench.gateway.managementPort() + path));
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }

    HttpResponse<String> post(String body, String... headers) {
        return send(
                request("/api/calls")
                        .headers(
                                Stream.concat(
                                                Stream.of("Content-Type", "application/json"),
                                                Stream.of(headers))
                                        .toArray(String[]::new))
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build());
    }

    HttpResponse<String> delete(String id) {
        return send(request("/api/calls/" + id).DELETE().build());
    }

    /** A status callback of a call's first try, to a gateway that checks no signatures. */
    void tellStatus(String id, String form) {
        HttpResponse<String> answer =
                send(
                        HttpRequest.newBuilder(
                                        URI.create(
                                                "http://127.0.0.1:"
                                                        + bench.gateway.port()
                                                        + "/twilio/status?call="
                                                        + id
                                                        + "&attempt=1"))
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(HttpRequest.BodyPublishers.ofString(form))
                                .build());
        if (answer.statusCode() / 100 != 2) {
            throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
    }

    /** Has a call placed. Its id. */
    String place(String further) {
        HttpResponse<String> answer =
                post("{\"to\":\"%s\",\"agent\":\"default\"%s}".formatted(CALLEE, further));
        if (answer.statusCode() != 202) {
            throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
        return new JsonObject(answer.body()).getString("id");
    }

    /** Calls that ring at this moment. */
    long ringing() {
        return api.calls().stream().filter(call -> call.status() == CallStatus.RINGING).count();
    }

    /** What the API says of a call. */
    JsonObject call(String id) {
        return new JsonObject(send(request("/api/calls/" + id).build()).body());
    }

    String text(String path) {
        return send(request(path).build()).body();
    }

    /** What is known of a call's dialling, whether its media has come or not. */
    JsonObject dial(String id) {
        JsonObject call = call(id);
        return call.getJsonObject("dial", call);
    }

    JsonObject awaitDial(String id, Predicate<JsonObject> condition) {
        Bench.await("call " + id + " has come so far", () -> condition.test(dial(id)));
        return dial(id);
    }

    JsonObject awaitOver(String id) {
        return awaitDial(id, call -> "over".equals(call.getString("state")));
    }

    @Override
    public void close() {
        bench.close(); // while its phones can still be hung up
        Bench.got(phones.closeAll());
        Bench.got(api.closeAll());
        Bench.get(Future.fromCompletionStage(neighbours.close().toCompletionStage()));
        http.close();
        try {
            Files.delete(settings);
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }
}
