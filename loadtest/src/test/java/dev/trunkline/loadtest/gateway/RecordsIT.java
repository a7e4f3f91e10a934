package dev.trunkline.loadtest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trunkline.loadtest.model.ModelBehavior;
import dev.trunkline.loadtest.phone.CallProgress;
import dev.trunkline.loadtest.phone.CallScript;
import dev.trunkline.loadtest.phone.CallerAudio;
import dev.trunkline.loadtest.phone.PhoneCall;
import dev.trunkline.loadtest.phone.When;
import dev.trunkline.observability.latency.LatencyMetric;
import dev.trunkline.observability.latency.TurnTimes;
import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.metrics.TrunkKind;
import dev.trunkline.observability.record.CallRecord;
import dev.trunkline.observability.record.CallRecords;
import dev.trunkline.observability.record.RecordFilter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** From a phone's call to its record, and out again by the API. */
@ExtendWith(Leaks.class)
class RecordsIT {
    @TempDir private Path directory;

    @Test
    void everyCallThatWasTried_leavesItsRecord() throws Exception {
        try (Bench bench = new Bench(environment(), _ -> ModelBehavior.defaults());
                HttpClient http = HttpClient.newHttpClient()) {
            PhoneCall talking =
                    bench.place(
                            CallScript.inbound(
                                            "/twilio/voice?trunk=own&agent=scribe"
                                                    + "&experiment=autumn")
                                    .webhookParameter("StirVerstat", "TN-Validation-Passed-A")
                                    .say(When.agentEnded(300), CallerAudio.utterance(1))
                                    .hangUp(When.agentEnded(1_500))
                                    .build());
            Bench.reached(talking, CallProgress::agentAudible);
            JsonNode live = json(http, bench, "/api/calls").path("calls").path(0);
            String reference = live.path("reference").asText();
            assertThat(live.path("trunk").asText()).isEqualTo("own");
            assertThat(json(http, bench, "/api/calls/" + reference).toString())
                    .contains("\"live\":true", "stream_started");
            Bench.ended(talking);
            var _ = bench.call(Bench.shortCall("nobody").build());
            var _ = bench.call(Bench.shortCall("default").build());

            CallRecords records = bench.gateway.records();
            Bench.await("three records", () -> records.count(RecordFilter.ALL) == 3);
            assertTalked(records.byId(reference).orElseThrow());
            assertThat(records.newest(RecordFilter.ALL, 0, 10))
                    .extracting(CallRecord::outcome)
                    .containsExactlyInAnyOrder(
                            CallOutcome.COMPLETED_BY_CALLER,
                            CallOutcome.COMPLETED_BY_CALLER,
                            CallOutcome.REJECTED_AGENT);

            JsonNode kept = json(http, bench, "/api/calls/" + reference);
            assertThat(kept.toString()).contains("turn_heard", "autumn", "completed_by_caller");
            assertThat(body(http, bench, "/api/records/turns.csv").lines()).hasSizeGreaterThan(1);
            assertThat(json(http, bench, "/api/comparison").toString()).contains("verdict");
        }
    }

    private static void assertTalked(CallRecord call) {
        assertThat(call.arm().trunk()).isEqualTo("own");
        assertThat(call.arm().kind()).isEqualTo(TrunkKind.BYOC);
        assertThat(call.arm().experiment()).isEqualTo("autumn");
        assertThat(call.parties().attestation()).isEqualTo("TN-Validation-Passed-A");
        assertThat(call.parties().callerHash()).isNotEmpty();
        assertThat(call.answered()).isTrue();
        assertThat(call.turns())
                .singleElement()
                .extracting(TurnTimes::outcome)
                .isEqualTo(TurnTimes.Outcome.HEARD);
        assertThat(call.latencies())
                .containsKeys(
                        LatencyMetric.TURN_HEARD,
                        LatencyMetric.CALL_SETUP,
                        LatencyMetric.SESSION_READY,
                        LatencyMetric.FIRST_AUDIO,
                        LatencyMetric.LEG_RTT,
                        LatencyMetric.UPLINK_JITTER);
        assertThat(call.usage().audioSentMs()).isPositive();
        assertThat(call.usage().outputAudioTokens()).isPositive();
        assertThat(call.quality().frames()).isPositive();
        assertThat(call.timeline()).isNotEmpty();
        // the profile of this agent asks for it
        assertThat(call.transcript()).contains("agent: ");
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>();
        environment.put("TRUNKLINE_RECORDS_KEEP", "true");
        environment.put("TRUNKLINE_RECORDS_DIRECTORY", directory.toString());
        environment.put("TRUNKLINE_TRUNKS", "{own: {kind: byoc, carrier: Example}}");
        environment.put(
                "TRUNKLINE_AGENTS",
                "{default: {instructions: Be brief.},"
                        + " scribe: {instructions: Be brief., keepTranscript: true}}");
        return environment;
    }

    private static JsonNode json(HttpClient http, Bench bench, String path) throws Exception {
        return new JsonMapper().readTree(body(http, bench, path));
    }

    private static String body(HttpClient http, Bench bench, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + bench.gateway.managementPort() + path);
        HttpResponse<String> response =
                http.send(
                        HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }
}
