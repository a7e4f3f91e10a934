package dev.trunkline.observability.compare;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trunkline.observability.compare.statistics.SimulatedArm;
import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.record.CallRecord;
import dev.trunkline.observability.record.Parties;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ComparisonJsonTest {
    private final KeptCalls kept = new KeptCalls();

    private ComparisonReport report() {
        Random random = new Random(2);
        kept.heard(KeptCalls.OWN, SimulatedArm.USUAL.draw(40, 0, random));
        kept.heard(KeptCalls.TWILIO, SimulatedArm.USUAL.draw(40, 0, random));
        return new Comparisons(
                        kept, Rates.NONE, InstantSource.fixed(KeptCalls.FIRST.plusSeconds(99_999)))
                .compare(Map.of("from", "2026-03-01T08:00:00Z", "direction", "outbound"));
    }

    @Test
    void names_areThoseOfTheRecords_withLabelsAndUnits() throws JsonProcessingException {
        JsonNode json = new JsonMapper().readTree(ComparisonJson.write(report()));
        assertThat(json.at("/request/from").asText()).isEqualTo("2026-03-01T08:00:00Z");
        assertThat(json.at("/request/direction").asText()).isEqualTo("outbound");
        assertThat(json.at("/request/armBy").asText()).isEqualTo("kind");
        assertThat(json.at("/assignment/design").asText()).isEqualTo("randomised");
        assertThat(json.at("/verdict/latency").asText()).isEqualTo("not_enough_data");
        assertThat(json.at("/latencies/0/metric").asText()).isEqualTo("turn_heard");
        assertThat(json.at("/latencies/0/primary").asBoolean()).isTrue();
        assertThat(json.at("/latencies/0/differences/0/quantile").asDouble()).isEqualTo(0.5);
        assertThat(json.at("/latencies/0/differences/0/interval/lowUs").isIntegralNumber())
                .isTrue();
        assertThat(json.at("/latencies/0/a/ecdf/0/share").isDouble()).isTrue();
        assertThat(json.at("/latencies/0/a/ecdf")).hasSizeLessThanOrEqualTo(200);
        assertThat(json.at("/latencies/0/rankTest/pValue").isDouble()).isTrue();
        assertThat(json.at("/latencies/1/rankTest").isNull()).isTrue();
        assertThat(json.at("/cost/breakEven/kind").asText()).isEqualTo("unknown");
        assertThat(json.at("/reliability/a/answered/part").asLong()).isEqualTo(40);
    }

    @Test
    void whatTheNetworkSays_isBoundedAndPlain() {
        for (int call = 0; call < 50; call++) {
            CallRecord plain =
                    kept.record(KeptCalls.OWN, CallOutcome.COMPLETED_BY_CALLER, true, 1, List.of());
            kept.add(attested(plain, "\u001b[31m<b>" + call + "x".repeat(500)));
        }
        Map<String, Long> attestation = report().reliability().a().attestation();
        assertThat(attestation).hasSizeLessThanOrEqualTo(21).containsKey("other");
        assertThat(attestation.keySet())
                .allSatisfy(text -> assertThat(text).matches("[A-Za-z0-9._?-]{1,41}"));
    }

    private static CallRecord attested(CallRecord call, String attestation) {
        return new CallRecord(
                call.callId(),
                call.definitions(),
                call.providerCallId(),
                call.startedAt(),
                call.durationMs(),
                call.gateway(),
                call.direction(),
                call.agent(),
                call.leg(),
                call.arm(),
                new Parties("", "", attestation),
                call.outcome(),
                call.answered(),
                call.sipStatus(),
                call.failovers(),
                call.prewarmed(),
                call.usage(),
                call.quality(),
                call.turns(),
                call.bargeIns(),
                call.attempts(),
                call.latencies(),
                call.timeline(),
                call.transcript());
    }
}
