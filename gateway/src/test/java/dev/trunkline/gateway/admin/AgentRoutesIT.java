package dev.trunkline.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.gateway.config.keys.Secret;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class AgentRoutesIT {
    private static final String TOKEN = "an-admin-token-of-some-length";

    private static HttpResponse<String> get(ManagementBench bench, String... headers)
            throws Exception {
        var request =
                HttpRequest.newBuilder(bench.base.resolve("/api/agents"))
                        .timeout(Duration.ofSeconds(20));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void agentsInForce_areListedWithWhatTheyBuildOn() throws Exception {
        try (var bench =
                new ManagementBench(
                        new MemoryRecords(new MadeUpCalls(1).calls(1)), new Secret(TOKEN))) {
            assertThat(get(bench).statusCode()).isEqualTo(401);
            bench.agents =
                    new AgentDirectory.Listing(
                            MadeUpCalls.NOW,
                            "front-desk",
                            bench.agents.agents(),
                            List.of("agents.sales.speed = 3.0: expected 0.25 to 1.5"));
            var answer = get(bench, "Authorization", "Bearer " + TOKEN);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(new JsonObject(answer.body()))
                    .isEqualTo(
                            new JsonObject()
                                    .put("loadedAt", MadeUpCalls.NOW.toString())
                                    .put("defaultAgent", "front-desk")
                                    .put(
                                            "agents",
                                            new JsonArray()
                                                    .add(
                                                            agent(
                                                                    "after-hours",
                                                                    "relay",
                                                                    "front-desk"))
                                                    .add(agent("front-desk", "stream", null)))
                                    .put(
                                            "mistakes",
                                            new JsonArray()
                                                    .add(
                                                            "agents.sales.speed = 3.0: expected 0.25"
                                                                    + " to 1.5")));
        }
    }

    private static JsonObject agent(
            String name, String leg, @org.jspecify.annotations.Nullable String parent) {
        return new JsonObject().put("name", name).put("leg", leg).put("extends", parent);
    }
}
