package dev.trunkline.loadtest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.twilio.http.HttpMethod;
import com.twilio.rest.api.v2010.account.Call;
import com.twilio.rest.api.v2010.account.CallCreator;
import com.twilio.type.PhoneNumber;
import dev.trunkline.loadtest.rest.VendorClient;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What reaches Twilio of a request for a call is what Twilio's own client sends for the same. */
@ExtendWith(Leaks.class)
class OutboundRequestIT {
    private static final String SID = "CA00000000000000000000000000000001";
    private static final String HERE = "https://voice.gateway.example/twilio/";
    private static final String OUTBOUND =
            """
            {policy: trial, allowedPrefixes: ['+1555'], callsPerSecond: 1000,
             policies: {trial: {choose: experiment, trunks: [carrier, twilio]}}}
            """;
    private static final String AGENTS =
            """
            {default: {instructions: Be brief.},
             sales: {instructions: Sell.,
               outbound: {machineDetection: message_end, onMachine: hang_up, record: true}}}
            """;

    private final Vertx vertx = Vertx.vertx();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final HttpServer api =
            Bench.get(vertx.createHttpServer().requestHandler(this::take).listen(0, "127.0.0.1"));

    /** A request, its fields decoded and sorted. */
    private record Seen(String request, String authorization, List<String> fields) {}

    @AfterEach
    void close() {
        Bench.get(vertx.close());
    }

    private void take(HttpServerRequest request) {
        boolean placing = request.uri().endsWith("/Calls.json");
        request.body()
                .onSuccess(body -> {
                    if (placing) {
                        seen.add(
                                new Seen(
                                        request.method() + " " + request.uri(),
                                        String.valueOf(request.getHeader("Authorization")),
                                        Stream.of(body.toString().split("&"))
                                                .map(field ->
                                                        URLDecoder.decode(
                                                                field, StandardCharsets.UTF_8))
                                                .sorted()
                                                .toList()));
                    }
                    request.response()
                            .setStatusCode(placing ? 201 : 200)
                            .putHeader("Content-Type", "application/json")
                            .end("{\"sid\":\"" + SID + "\",\"status\":\"queued\"}");
                });
    }

    private URI url() {
        return URI.create("http://127.0.0.1:" + api.actualPort());
    }

    private OutboundBench bench() {
        return new OutboundBench(
                OUTBOUND,
                AGENTS,
                Map.of("TWILIO_API_URL", url().toString(), "INSECURE_LOCAL", "true"));
    }

    /** What both have in common: whom, who, where to tell. */
    private static CallCreator creator(String to, String from, String id, String names) {
        return Call.creator(
                        new PhoneNumber(to),
                        new PhoneNumber(from),
                        URI.create(HERE + "voice?call=" + id + "&attempt=1&" + names))
                .setMethod(HttpMethod.POST)
                .setFallbackUrl(URI.create(HERE + "fallback"))
                .setFallbackMethod(HttpMethod.POST)
                .setTimeLimit(1_800)
                .setStatusCallback(URI.create(HERE + "status?call=" + id + "&attempt=1"))
                .setStatusCallbackMethod(HttpMethod.POST)
                .setStatusCallbackEvent(List.of("initiated", "ringing", "answered", "completed"));
    }

    private void assertVendorAsksTheSame(CallCreator creator) {
        Bench.await("the gateway has asked", () -> seen.size() == 1);
        creator.create(
                VendorClient.to(
                        url(),
                        Bench.ACCOUNT.accountSid(),
                        Bench.ACCOUNT.authToken(),
                        Bench.ACCOUNT.accountSid()));
        assertThat(seen).hasSize(2);
        assertThat(seen.getFirst()).isEqualTo(seen.getLast());
    }

    /** The call is over as far as the gateway is told. */
    private static void over(OutboundBench bench, String id) {
        bench.tellStatus(
                id,
                "CallSid="
                        + SID
                        + "&AccountSid="
                        + Bench.ACCOUNT.accountSid()
                        + "&CallStatus=busy");
        bench.awaitOver(id);
    }

    @Test
    void overOnesOwnCarrier_recorded_withMachineDetection() {
        try (OutboundBench bench = bench()) {
            String id =
                    bench.place(
                            ",\"trunk\":\"carrier\",\"machineDetection\":\"enable\",\"record\":true,\"ringSeconds\":12");
            assertVendorAsksTheSame(
                    creator(
                                    OutboundBench.CALLEE,
                                    OutboundBench.OWN_NUMBER,
                                    id,
                                    "agent=default&trunk=carrier")
                            .setByoc(OutboundBench.BYOC_SID)
                            .setTimeout(12)
                            .setRecord(true)
                            .setRecordingChannels("dual")
                            .setRecordingTrack("both")
                            .setTrim("do-not-trim")
                            .setRecordingStatusCallback(
                                    HERE + "recording?call=" + id + "&attempt=1")
                            .setRecordingStatusCallbackMethod(HttpMethod.POST)
                            .setMachineDetection("Enable")
                            .setAsyncAmd("true")
                            .setAsyncAmdStatusCallback(
                                    URI.create(HERE + "answerer?call=" + id + "&attempt=1"))
                            .setAsyncAmdStatusCallbackMethod(HttpMethod.POST));
            over(bench, id);
        }
    }

    @Test
    void overANumberOfTwilios_plain() {
        try (OutboundBench bench = bench()) {
            String id = bench.place(",\"trunk\":\"twilio\"");
            assertVendorAsksTheSame(
                    creator(
                                    OutboundBench.CALLEE,
                                    OutboundBench.NATIVE_NUMBER,
                                    id,
                                    "agent=default&trunk=twilio")
                            .setTimeout(30));
            over(bench, id);
        }
    }

    @Test
    void toASipServer_withCredentialsHeadersAndTls() {
        try (OutboundBench bench = bench()) {
            String id = bench.place(",\"trunk\":\"sbc\"");
            assertVendorAsksTheSame(
                    creator(
                                    "sip:"
                                            + OutboundBench.CALLEE
                                            + "@sbc.example.com;transport=tls?X-Tenant=acme",
                                    OutboundBench.OWN_NUMBER,
                                    id,
                                    "agent=default&trunk=sbc")
                            .setSipAuthUsername("trunkline")
                            .setSipAuthPassword(OutboundBench.SIP_PASSWORD)
                            .setTimeout(30));
            over(bench, id);
        }
    }

    @Test
    void inAnExperiment_asTheAgentHasIt() {
        try (OutboundBench bench = bench()) {
            String body = "{\"to\":\"%s\",\"agent\":\"sales\"}".formatted(OutboundBench.CALLEE);
            String id = new JsonObject(bench.post(body).body()).getString("id");
            String trunk =
                    bench.awaitDial(id, call -> !call.getJsonArray("attempts").isEmpty())
                            .getJsonObject("arm")
                            .getString("trunk");
            boolean own = trunk.equals("carrier");
            CallCreator creator =
                    creator(
                                    OutboundBench.CALLEE,
                                    own ? OutboundBench.OWN_NUMBER : OutboundBench.NATIVE_NUMBER,
                                    id,
                                    "agent=sales&trunk=" + trunk + "&experiment=trial")
                            .setTimeout(30)
                            .setRecord(true)
                            .setRecordingChannels("dual")
                            .setRecordingTrack("both")
                            .setTrim("do-not-trim")
                            .setRecordingStatusCallback(
                                    HERE + "recording?call=" + id + "&attempt=1")
                            .setRecordingStatusCallbackMethod(HttpMethod.POST)
                            .setMachineDetection("DetectMessageEnd")
                            .setAsyncAmd("true")
                            .setAsyncAmdStatusCallback(
                                    URI.create(HERE + "answerer?call=" + id + "&attempt=1"))
                            .setAsyncAmdStatusCallbackMethod(HttpMethod.POST);
            assertVendorAsksTheSame(own ? creator.setByoc(OutboundBench.BYOC_SID) : creator);
            over(bench, id);
        }
    }
}
