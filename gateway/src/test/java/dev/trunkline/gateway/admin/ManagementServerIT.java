package dev.trunkline.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.gateway.config.keys.Secret;
import dev.trunkline.observability.latency.LatencyHistogram;
import dev.trunkline.observability.metrics.CallCounter;
import dev.trunkline.observability.metrics.CallLabels;
import dev.trunkline.observability.metrics.CallPhase;
import dev.trunkline.observability.metrics.LegKind;
import dev.trunkline.observability.record.CallRecord;
import dev.trunkline.observability.record.CallRecords;
import dev.trunkline.observability.record.NoRecords;
import dev.trunkline.observability.record.RecordFilter;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ManagementServerIT {
    private static final String TOKEN = "an-admin-token-of-some-length";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final MemoryRecords records = new MemoryRecords(new MadeUpCalls(1).calls(60));
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private @Nullable ManagementBench bench;

    @AfterEach
    void close() throws Exception {
        client.close();
        if (bench != null) {
            bench.close();
        }
    }

    private URI start(@Nullable Secret token) throws Exception {
        return start(token, records).base;
    }

    private ManagementBench start(@Nullable Secret token, CallRecords kept) throws Exception {
        ManagementBench started = new ManagementBench(kept, token);
        bench = started;
        return started;
    }

    private HttpResponse<String> get(URI base, String path, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(base.resolve(path)).timeout(PATIENCE);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.build());
    }

    private HttpResponse<String> send(HttpRequest request)
            throws IOException, InterruptedException {
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static String contentType(HttpResponse<?> response) {
        return response.headers().firstValue("content-type").orElse("");
    }

    @Test
    void metrics_areTextOrOpenMetricsAsAsked() throws Exception {
        ManagementBench started = start(null, records);
        URI base = started.base;
        started.meters()
                .forCall(CallLabels.unknown(LegKind.STREAM), "c-1")
                .count(CallCounter.CALLS_STARTED);
        var plain = get(base, "/metrics");
        assertThat(plain.statusCode()).isEqualTo(200);
        assertThat(contentType(plain)).startsWith("text/plain; version=0.0.4");
        assertThat(plain.body()).contains("trunkline_calls_started_total{").contains("jvm_memory");
        var open = get(base, "/metrics", "Accept", "application/openmetrics-text;version=1.0.0");
        assertThat(contentType(open)).startsWith("application/openmetrics-text");
        assertThat(open.body()).endsWith("# EOF\n");
    }

    @Test
    void health_liveStaysWhileReadyFalls() throws Exception {
        ManagementBench started = start(new Secret(TOKEN), records);
        URI base = started.base;
        assertThat(get(base, "/health/ready").body()).isEqualTo("{\"status\":\"ready\"}");
        started.ready = false;
        var refused = get(base, "/health/ready");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).isEqualTo("{\"status\":\"draining\"}");
        assertThat(get(base, "/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void calls_areListedForWhoBearsTheToken() throws Exception {
        URI base = start(new Secret(TOKEN));
        var listed = get(base, "/api/calls", "Authorization", "Bearer " + TOKEN);
        assertThat(listed.statusCode()).isEqualTo(200);
        assertThat(listed.body())
                .startsWith(
                        "{\"calls\":[{\"reference\":\"live-1\",\"agent\":\"front-desk\",\"trunk\":\"twilio\","
                                + "\"phase\":\"talking\",\"seconds\":12},");
    }

    @Test
    void calls_areRefusedWithoutTheTokenOrWithAnother() throws Exception {
        URI base = start(new Secret(TOKEN));
        for (String authorization :
                new String[] {
                    "",
                    "Bearer",
                    "Bearer ",
                    "Bearer wrong",
                    "Basic " + TOKEN,
                    "Basic !!",
                    "Basic",
                    TOKEN,
                    basic("admin", "wrong"),
                    basic(TOKEN, "")
                }) {
            var refused =
                    authorization.isEmpty()
                            ? get(base, "/api/calls")
                            : get(base, "/api/calls", "Authorization", authorization);
            assertThat(refused.statusCode()).as(authorization).isEqualTo(401);
            assertThat(refused.headers().firstValue("x-content-type-options")).contains("nosniff");
            assertThat(refused.body()).contains("ADMIN_TOKEN").doesNotContain(TOKEN);
            assertThat(refused.headers().allValues("www-authenticate"))
                    .containsExactly(
                            "Basic realm=\"trunkline\", charset=\"UTF-8\"",
                            "Bearer realm=\"trunkline\"");
        }
        assertThat(get(base, "/api/unknown").statusCode()).isEqualTo(401);
    }

    @Test
    void calls_areOpenOnLoopbackWithoutAToken() throws Exception {
        assertThat(get(start(null), "/api/calls").statusCode()).isEqualTo(200);
    }

    @Test
    void unknownPagesAndMethodsAreErrorsInJson() throws Exception {
        URI base = start(null);
        var missing = get(base, "/nowhere");
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(contentType(missing)).isEqualTo("application/json");
        assertThat(missing.body()).contains("\"error\"").contains("/api/calls");
        var posted =
                send(
                        HttpRequest.newBuilder(base.resolve("/metrics"))
                                .timeout(PATIENCE)
                                .POST(HttpRequest.BodyPublishers.ofString("x"))
                                .build());
        assertThat(posted.statusCode()).isEqualTo(405);
        assertThat(posted.body()).contains("\"error\"");
    }

    @Test
    void bodiesAndHeadersAreBounded() throws Exception {
        URI base = start(null);
        var huge =
                send(
                        HttpRequest.newBuilder(base.resolve("/api/calls"))
                                .timeout(PATIENCE)
                                .POST(HttpRequest.BodyPublishers.ofString("x".repeat(65 * 1024)))
                                .build());
        assertThat(huge.statusCode()).isEqualTo(413);
        assertThat(huge.body()).contains("65536");
        var header = get(base, "/health/live", "X-Long", "x".repeat(10_000));
        assertThat(header.statusCode()).isEqualTo(431);
    }

    @Test
    void aBrowser_givesTheTokenAsPassword_butMayOnlyRead() throws Exception {
        URI base = start(new Secret(TOKEN));
        String basic = basic("anyone", TOKEN);
        assertThat(get(base, "/calls", "Authorization", basic).statusCode()).isEqualTo(200);
        var posted =
                send(
                        HttpRequest.newBuilder(base.resolve("/api/calls"))
                                .timeout(PATIENCE)
                                .header("Authorization", basic)
                                .POST(HttpRequest.BodyPublishers.noBody())
                                .build());
        assertThat(posted.statusCode()).isEqualTo(401);
    }

    @Test
    void withoutAToken_aForeignNameForThisMachineIsRefused() throws Exception {
        URI base = start(null);
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.getOutputStream()
                    .write(
                            "GET /api/calls HTTP/1.1\r\nHost: rebound.example\r\nConnection: close\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
            String answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 403").contains("ADMIN_TOKEN");
        }
    }

    @Test
    void calls_recentOnesArePagedAndFiltered() throws Exception {
        URI base = start(null);
        JsonObject first = json(get(base, "/api/calls?limit=20")).getJsonObject("recent");
        JsonObject last = json(get(base, "/api/calls?limit=20&offset=50")).getJsonObject("recent");
        assertThat(first.getInteger("total")).isEqualTo(60);
        assertThat(first.getJsonArray("records")).hasSize(20);
        assertThat(last.getJsonArray("records")).hasSize(10);
        assertThat(first.getJsonArray("records").getJsonObject(0).getString("id"))
                .isEqualTo("c100000");
        JsonObject inbound =
                json(get(base, "/api/calls?direction=inbound&agent=front-desk&trunk=twilio"))
                        .getJsonObject("recent");
        assertThat(inbound.getJsonArray("records"))
                .isNotEmpty()
                .allSatisfy(call -> {
                    JsonObject one = (JsonObject) call;
                    assertThat(one.getString("direction")).isEqualTo("inbound");
                    assertThat(one.getString("agent")).isEqualTo("front-desk");
                    assertThat(one.getJsonObject("arm").getString("trunk")).isEqualTo("twilio");
                });
        JsonObject hour = json(get(base, "/api/calls?range=1h")).getJsonObject("recent");
        JsonObject none = json(get(base, "/api/calls?from=2030-01-01")).getJsonObject("recent");
        assertThat(hour.getInteger("total")).isEqualTo(60);
        assertThat(none.getInteger("total")).isZero();
    }

    @Test
    void call_hasTurnsLatenciesAndTimeline_liveOrEnded() throws Exception {
        ManagementBench started = start(null, records);
        JsonObject ended = json(get(started.base, "/api/calls/c100001"));
        assertThat(ended.getBoolean("live")).isFalse();
        assertThat(ended.getString("outcome")).isNotNull();
        JsonObject turn = ended.getJsonArray("turns").getJsonObject(0);
        assertThat(
                        turn.getLong("endpointingUs")
                                + turn.getLong("modelUs")
                                + turn.getLong("deliveryUs")
                                + turn.getLong("playoutUs")
                                + turn.getLong("leadSilenceUs"))
                .isEqualTo(turn.getLong("heardUs"));
        JsonObject heard =
                ended.getJsonObject("latencies").getJsonObject("trunkline_turn_heard_seconds");
        LatencyHistogram histogram = LatencyHistogram.decode(heard.getString("hdrHistogram"));
        assertThat(histogram.count()).isEqualTo(heard.getLong("count"));
        assertThat(histogram.quantileUs(0.9)).isEqualTo(heard.getLong("p90Us"));
        assertThat(ended.getJsonArray("timeline")).isNotEmpty();
        started.liveRecord =
                Optional.of(new MadeUpCalls(2).named(ManagementBench.LIVE, "desk", "acme"));
        JsonObject live = json(get(started.base, "/api/calls/" + ManagementBench.LIVE));
        assertThat(live.getBoolean("live")).isTrue();
        assertThat(live.getValue("outcome")).isNull();
    }

    @Test
    void callOut_hasItsAttempts_withDelaysWhereTheyWereSeen() throws Exception {
        URI base = start(null);
        JsonObject call = json(get(base, "/api/calls/" + MadeUpCalls.NEWEST));
        assertThat(call.getInteger("attemptCount")).isEqualTo(2);
        JsonObject refused = call.getJsonArray("attempts").getJsonObject(0);
        assertThat(refused.getString("outcome")).isEqualTo("rejected");
        assertThat(refused.getInteger("errorCode")).isEqualTo(13_224);
        assertThat(refused.getValue("answerUs")).isNull();
        JsonObject answered = call.getJsonArray("attempts").getJsonObject(1);
        assertThat(answered.getString("kind")).isEqualTo("byoc");
        assertThat(answered.getLong("postDialUs")).isEqualTo(1_250_000);
        assertThat(answered.getLong("answerUs")).isEqualTo(6_500_000);
        assertThat(answered.getString("answeredBy")).isEqualTo("human");
        assertThat(get(base, "/calls/" + MadeUpCalls.NEWEST).body())
                .contains("<h2 id=\"attempts-heading\">")
                .contains("Refused by Twilio")
                .contains("error 13224")
                // Thousands stand apart by a narrow space.
                .containsPattern(
                        "<td class=\"n\">1\\h250</td><td class=\"n\">6\\h500</td><td>human</td>");
        assertThat(get(base, "/api/records/attempts.jsonl").body().lines())
                .hasSizeGreaterThan(2)
                .anyMatch(line -> line.contains("\"attempt_trunk\":\"spare\""));
        JsonObject report = json(get(base, "/api/comparison"));
        assertThat(
                        report.getJsonObject("reliability")
                                .getJsonObject("a")
                                .getJsonObject("attempts")
                                .getLong("tries"))
                .isPositive();
        assertThat(get(base, "/compare?range=all").body())
                .contains("Tries answered")
                .contains("Attestation none")
                .contains("Post-dial delay");
    }

    @Test
    void call_thatDoesNotExist_is404InThePeersOwnForm() throws Exception {
        URI base = start(null);
        for (String id :
                new String[] {"nobody", "%00", "..%2f..%2fetc", "%3Cb%3E", "%F0%9F%98%80"}) {
            var json = get(base, "/api/calls/" + id);
            assertThat(json.statusCode()).as(id).isEqualTo(404);
            assertThat(json.body()).contains("\"error\"").doesNotContain("<b>");
            var page = get(base, "/calls/" + id, "Accept", "text/html");
            assertThat(page.statusCode()).as(id).isEqualTo(404);
            assertThat(contentType(page)).startsWith("text/html");
        }
    }

    @Test
    void hostileParameters_are400AndSayWhatWasExpected() throws Exception {
        URI base = start(null);
        for (String query :
                new String[] {
                    "limit=0",
                    "limit=1000000",
                    "limit=1e3",
                    "offset=-1",
                    "range=forever",
                    "from=yesterday",
                    "from=+1000000000-01-01T00:00:00Z",
                    "from=2026-02-02&to=2026-02-01",
                    "direction=sideways",
                    "agent=" + "x".repeat(200),
                    "trunk=%00",
                    "agent=%ff"
                }) {
            for (String path : new String[] {"/api/calls?", "/calls?"}) {
                var refused = get(base, path + query);
                assertThat(refused.statusCode()).as(path + query).isEqualTo(400);
                assertThat(refused.body()).contains("expected");
            }
        }
        for (String query :
                new String[] {"by=colour", "a=one", "a=one&b=one", "assignment=no", "from=never"}) {
            assertThat(get(base, "/compare?" + query).statusCode()).as(query).isEqualTo(400);
        }
        for (String query :
                new String[] {
                    "by=colour",
                    "trunks=one",
                    "from=2030-01-01",
                    "seed=x",
                    "drop=table",
                    "agent=%3Cb%3E"
                }) {
            var refused = get(base, "/api/comparison?" + query);
            assertThat(refused.statusCode()).as(query).isEqualTo(400);
            assertThat(refused.body()).contains("expected");
        }
        assertThat(get(base, "/calls?agent=" + "x".repeat(9_000)).statusCode()).isIn(414, 400);
    }

    @Test
    void comparison_isJsonOrTextAsAsked() throws Exception {
        URI base = start(null);
        JsonObject report = json(get(base, "/api/comparison"));
        assertThat(report.getJsonObject("a").getString("name")).isEqualTo("byoc");
        assertThat(report.getJsonObject("verdict").getString("sentence")).isNotEmpty();
        var text = get(base, "/api/comparison", "Accept", "text/plain");
        assertThat(contentType(text)).startsWith("text/plain");
        assertThat(text.body()).startsWith(report.getJsonObject("verdict").getString("sentence"));
        var refused = get(base, "/api/comparison?direction=up", "Accept", "text/plain");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).startsWith("direction=up: expected").endsWith("\n");
    }

    @Test
    void armsByLeg_sayWhatALegCannotMeasure_onThePageAsInTheApi() throws Exception {
        MadeUpCalls made = new MadeUpCalls(7);
        List<CallRecord> calls = new ArrayList<>();
        for (int call = 0; call < 12; call++) {
            calls.add(made.named("stream-" + call, "front-desk", "own"));
            calls.add(made.overRelay("relay-" + call));
        }
        URI base = start(null, new MemoryRecords(calls)).base;
        String why =
                "how long callers wait cannot be compared (turn_heard is not measured on leg relay)";
        var page = get(base, "/compare?range=all&by=leg");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains("<option value=\"leg\" selected>Leg</option>", why)
                .contains("How long model and gateway take to answer", "Model + Delivery")
                .contains("relay: not measured on this leg", "/api/comparison?by&#x3D;leg")
                .doesNotContain("How long callers wait for an answer");
        JsonObject report = json(get(base, "/api/comparison?legs=stream,relay"));
        assertThat(report.getJsonObject("verdict").getString("sentence")).contains(why);
        JsonObject heard = report.getJsonArray("latencies").getJsonObject(0);
        assertThat(heard.getJsonObject("a").getBoolean("measured")).isTrue();
        assertThat(heard.getJsonObject("b").getBoolean("measured")).isFalse();
        assertThat(heard.getJsonObject("b").getJsonArray("quantiles")).isEmpty();
        for (String path : new String[] {"/compare", "/api/comparison"}) {
            var refused = get(base, path + "?by=leg&assignment=randomised");
            assertThat(refused.statusCode()).as(path).isEqualTo(400);
            assertThat(refused.body()).contains("legs are not");
        }
    }

    @Test
    void aStop_interruptsNoQuery_forThatClosesAnEmbeddedDatabase() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        CompletableFuture<Boolean> undisturbed = new CompletableFuture<>();
        MemoryRecords slow =
                new MemoryRecords(List.of()) {
                    @Override
                    public long count(RecordFilter filter) {
                        asked.countDown();
                        try {
                            undisturbed.complete(stopped.await(60, TimeUnit.SECONDS));
                        } catch (InterruptedException interrupted) {
                            undisturbed.complete(false);
                        }
                        return 0;
                    }
                };
        ManagementBench started = start(null, slow);
        HttpRequest request =
                HttpRequest.newBuilder(started.base.resolve("/api/calls"))
                        .timeout(PATIENCE)
                        .build();
        var answer = client.sendAsync(request, HttpResponse.BodyHandlers.discarding());
        assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
        started.stopServer();
        stopped.countDown();
        assertThat(undisturbed.get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(answer.handle((_, closed) -> closed).get(30, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void exports_areComplete() throws Exception {
        URI base = start(null);
        var calls = get(base, "/api/records/calls.csv");
        assertThat(calls.statusCode()).isEqualTo(200);
        assertThat(contentType(calls)).startsWith("text/csv");
        assertThat(calls.body().lines()).hasSize(61);
        long turns =
                new MadeUpCalls(1).calls(60).stream().mapToLong(call -> call.turns().size()).sum();
        assertThat(get(base, "/api/records/turns.jsonl").body().lines()).hasSize((int) turns);
        assertThat(get(base, "/api/records/barge-ins.csv?range=x").statusCode()).isEqualTo(400);
        assertThat(get(base, "/api/records/secrets.csv").statusCode()).isEqualTo(404);
    }

    @Test
    void aStoreThatIsAway_leavesTheLiveCalls_andIs503Elsewhere() throws Exception {
        ManagementBench started = start(null, records);
        records.away = true;
        JsonObject calls = json(get(started.base, "/api/calls"));
        assertThat(calls.getJsonArray("calls")).hasSize(2);
        assertThat(calls.getJsonObject("recent").getString("error")).contains("away");
        assertThat(get(started.base, "/calls").body()).contains("live-1").contains("away");
        for (String path :
                new String[] {
                    "/api/calls/c100001", "/api/comparison", "/compare", "/api/records/calls.csv"
                }) {
            var answer = get(started.base, path);
            assertThat(answer.statusCode()).as(path).isEqualTo(503);
            assertThat(answer.body()).contains("away");
            assertThat(answer.headers().firstValue("retry-after")).isPresent();
        }
        records.away = false;
        assertThat(get(started.base, "/compare").statusCode()).isEqualTo(200);
    }

    @Test
    void recordsThatAreOff_saySoAndHowToTurnThemOn() throws Exception {
        URI base = start(null, new NoRecords("Records are off: set records.keep to true.")).base;
        assertThat(get(base, "/calls").body()).contains("records.keep").contains("live-1");
        assertThat(get(base, "/compare").body()).contains("records.keep");
        assertThat(get(base, "/api/comparison").body()).contains("records.keep");
        assertThat(get(base, "/api/records/calls.csv").statusCode()).isEqualTo(404);
    }

    @Test
    void pages_escapeWhatTheyAreGiven() throws Exception {
        String hostile = "<script>alert('1')</script>\"& ümlaut 電話";
        String trunk = "\"><img src=x onerror=alert(1)>";
        ManagementBench started =
                start(
                        null,
                        new MemoryRecords(
                                List.of(new MadeUpCalls(3).named("call-1", hostile, trunk))));
        started.live =
                List.of(new CallDirectory.LiveCall("live-9", hostile, trunk, CallPhase.TALKING, 3));
        String query = "?by=trunk&a=%3Cscript%3E&b=%22%3E%3Cimg+src%3Dx%3E";
        for (String path :
                new String[] {
                    "/calls",
                    "/calls/live",
                    "/calls/call-1",
                    "/compare?by=trunk",
                    "/compare" + query
                }) {
            var page = get(started.base, path);
            assertThat(page.statusCode()).as(path).isEqualTo(200);
            assertThat(page.body())
                    .as(path)
                    .doesNotContain("<script>alert")
                    .doesNotContain("<img")
                    .doesNotContain("<script>\"");
            assertThat(page.headers().firstValue("content-security-policy").orElse(""))
                    .contains("default-src 'none'")
                    .doesNotContain("unsafe");
        }
        assertThat(get(started.base, "/calls").body())
                .contains("&lt;script&gt;")
                .contains("ümlaut 電話");
    }

    @Test
    void assets_areThereAndAskedForAgainByTheirTag() throws Exception {
        URI base = start(null);
        for (String name :
                new String[] {
                    "trunkline.css",
                    "compare.js",
                    "calls.js",
                    "icon.svg",
                    "uPlot.min.css",
                    "uPlot.iife.min.js"
                }) {
            var asset = get(base, "/assets/" + name);
            assertThat(asset.statusCode()).as(name).isEqualTo(200);
            String tag = asset.headers().firstValue("etag").orElse("");
            assertThat(get(base, "/assets/" + name, "If-None-Match", tag).statusCode())
                    .isEqualTo(304);
        }
        assertThat(get(base, "/assets/../page/compare.html").statusCode()).isEqualTo(404);
        assertThat(get(base, "/").headers().firstValue("location")).contains("/compare");
    }

    private static String basic(String user, String password) {
        String both = user + ":" + password;
        return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
    }

    private static JsonObject json(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(contentType(response)).isEqualTo("application/json");
        return new JsonObject(response.body());
    }
}
