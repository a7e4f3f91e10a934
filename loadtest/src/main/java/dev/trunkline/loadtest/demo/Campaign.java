package dev.trunkline.loadtest.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trunkline.loadtest.model.DelayDistribution;
import dev.trunkline.loadtest.phone.CallScript;
import dev.trunkline.loadtest.phone.When;
import dev.trunkline.loadtest.rest.DialledCall;
import dev.trunkline.loadtest.rest.TrunkBehavior;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The calls out of the demo, asked for at the gateway's own API. The gateway draws a trunk for
 * each, and takes another where that one fails. On the demo's own thread, a step at a time.
 */
final class Campaign implements AutoCloseable {
    /** By this the simulated model and the demo know the calls' sessions. */
    static final String MODEL = "simulated-survey";

    /** Of {@code demo.yaml}. */
    static final String BYOC_SID = "BY00000000000000000000000000000d30";

    private static final String AGENT = "surveys";
    private static final int SERVICE_UNAVAILABLE = 503;
    private static final int ACCEPTED = 202;
    private static final long PAUSE_MS = 300;
    private static final long PATIENCE_MS = 5_000;
    private static final long LONGEST_CALL_MS = 20_000;
    private static final JsonMapper JSON = new JsonMapper();

    private static final TrunkBehavior CARRIER =
            TrunkBehavior.PROMPT
                    .withPostDialDelay(new DelayDistribution.Uniform(120, 320))
                    .withRinging(new DelayDistribution.Uniform(700, 1_600));

    private static final TrunkBehavior TWILIO =
            TrunkBehavior.PROMPT
                    .withPostDialDelay(new DelayDistribution.Uniform(250, 500))
                    .withRinging(new DelayDistribution.Uniform(700, 1_600));

    /** Fails before anything rings, as soon as it is asked. */
    private static final TrunkBehavior DOWN =
            TrunkBehavior.failing(SERVICE_UNAVAILABLE)
                    .withPostDialDelay(new DelayDistribution.Uniform(120, 320));

    private final DemoBench bench;
    private final CampaignPlan plan;
    private final HttpClient http = HttpClient.newHttpClient();
    private final SplittableRandom networks;
    private final List<String> ids = new ArrayList<>();
    private int asked;
    private int refused;
    private long nextNanos = System.nanoTime();

    Campaign(DemoBench bench, CampaignPlan plan, long seed) {
        this.bench = bench;
        this.plan = plan;
        networks = new SplittableRandom(seed);
        bench.twilioApi.callsPerSecond(100);
        bench.twilioApi.otherTrunks(TWILIO);
        bench.twilioApi.trunk(BYOC_SID, CARRIER);
        bench.twilioApi.callees(this::callee);
    }

    /** Whoever is called answers one question and hangs up; the network is the trunk's. */
    private synchronized CallScript.Builder callee(DialledCall call) {
        DemoTrunk trunk = call.byocTrunkSid() == null ? DemoTrunk.NATIVE : DemoTrunk.BYOC;
        CallScript.Builder script = CallScript.called();
        trunk.draw(networks.split()).applyNetwork(script);
        return script.say(answered(), Phrase.HALF_PAST_SEVEN.audio)
                .hangUp(answered())
                .maxDurationMs(LONGEST_CALL_MS);
    }

    private static When answered() {
        return new When.AgentEnded(PAUSE_MS, PATIENCE_MS);
    }

    /** Asks for the next call if it is due. */
    void step() throws IOException, InterruptedException {
        if (asked == plan.calls() || System.nanoTime() < nextNanos) {
            return;
        }
        if (asked == plan.failsFrom()) {
            bench.twilioApi.trunk(BYOC_SID, DOWN);
        } else if (asked == plan.failsUntil()) {
            bench.twilioApi.trunk(BYOC_SID, CARRIER);
        }
        nextNanos += plan.betweenNanos();
        asked++;
        String body =
                JSON.writeValueAsString(
                        Map.of(
                                "to",
                                "+155501%05d".formatted(asked),
                                "agent",
                                AGENT,
                                "parameters",
                                Map.of("name", "guest " + asked),
                                "idempotencyKey",
                                "demo-" + asked));
        HttpResponse<String> answer =
                http.send(
                        HttpRequest.newBuilder(bench.management("/api/calls"))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString());
        if (answer.statusCode() == ACCEPTED) {
            ids.add(JSON.readTree(answer.body()).path("id").asText());
        } else {
            refused++;
        }
    }

    /** Whether every call has come to its end. */
    boolean isOver() throws IOException, InterruptedException {
        if (asked < plan.calls()) {
            return false;
        }
        for (String id : ids) {
            if (!call(id).path("state").asText().equals("over")) {
                return false;
            }
        }
        return true;
    }

    /** What the gateway says of all of them. */
    CampaignReport report(Metrics metrics) throws IOException, InterruptedException {
        List<JsonNode> calls = new ArrayList<>();
        for (String id : ids) {
            calls.add(call(id));
        }
        return new CampaignReport(plan, calls, refused, metrics);
    }

    /** What is known of a call's dialling, whether its media has come or not. */
    private JsonNode call(String id) throws IOException, InterruptedException {
        URI url = bench.management("/api/calls/" + id);
        JsonNode call =
                JSON.readTree(
                        http.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString())
                                .body());
        return call.has("dial") ? call.path("dial") : call;
    }

    @Override
    public void close() {
        http.close();
    }
}
