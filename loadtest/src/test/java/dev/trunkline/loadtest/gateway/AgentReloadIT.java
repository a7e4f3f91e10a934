package dev.trunkline.loadtest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.loadtest.model.ConnectionRecord;
import dev.trunkline.loadtest.model.ModelBehavior;
import dev.trunkline.loadtest.phone.CallProgress;
import dev.trunkline.loadtest.phone.PhoneCall;
import dev.trunkline.loadtest.phone.PhoneCallReport;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Agents that change while calls run. Each asks for a model of its own, which tells them apart. */
@ExtendWith(Leaks.class)
class AgentReloadIT {
    private static final String RELOADS = "trunkline_agent_reloads_total";

    @TempDir private Path directory;

    /** As editors and Kubernetes do it: never half of it. */
    private void agents(String yaml) throws IOException {
        Path written = Files.writeString(directory.resolve(".agents.new"), yaml);
        Files.move(written, directory.resolve("agents.yaml"), StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void newCallsHaveTheNewAgent_theCallInProgressKeepsItsOwn_andMistakesChangeNothing()
            throws Exception {
        agents("default: {instructions: Be brief., model: before}");
        Path config =
                Files.writeString(
                        directory.resolve("trunkline.yaml"),
                        "agents: agents.yaml\nagentsReload: 20ms\n");
        try (Bench bench =
                new Bench(
                        Map.of("TRUNKLINE_CONFIG", config.toString()),
                        _ -> ModelBehavior.defaults())) {
            PhoneCall inProgress = bench.place(Bench.shortCall("default").build());
            Bench.reached(inProgress, CallProgress::agentAudible);

            agents("default: {instructions: Be brief., model: after}");
            Bench.await("they are loaded", () -> bench.counter(RELOADS, "loaded") == 1);
            bench.assertUnharmed(bench.call(Bench.shortCall("default").build()), "after");
            bench.assertUnharmed(Bench.ended(inProgress), "before");

            agents("default: {instructions: Be brief., model: wrong, speed: 3}");
            Bench.await("they are refused", () -> bench.counter(RELOADS, "refused") == 1);
            PhoneCallReport last = bench.call(Bench.shortCall("default").build());
            Bench.assertArrived(
                    last.stream().orElseThrow().sent().muLaw(), lastHeardBy(bench), "the last");
            assertThat(bench.model.connections()).hasSize(3);
            assertThat(listing(bench))
                    .contains("\"name\":\"default\",\"leg\":\"stream\",\"extends\":null")
                    .contains("agents.default.speed", "0.25 to 1.5")
                    .doesNotContain("Be brief");
        }
    }

    /** What came of the newest call with the model that was loaded. */
    private static byte[] lastHeardBy(Bench bench) {
        ConnectionRecord record = bench.newestConnection("after");
        Bench.await("the model has read to the end", record::isClosed);
        return record.audio();
    }

    private static String listing(Bench bench) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + bench.gateway.managementPort() + "/api/agents");
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
        }
    }
}
