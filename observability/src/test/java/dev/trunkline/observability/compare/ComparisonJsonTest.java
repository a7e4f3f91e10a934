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

    private CallRecord attested(CallRecord call, String attestation) {
        return KeptCalls.with(call, new Parties("", "", attestation), List.of());
    }

    @Test
    void attestation_isAlsoSharesByClass_whateverTheSuffix() throws JsonProcessingException {
        for (String said :
                List.of(
                        "TN-Validation-Passed-A",
                        "TN-Validation-Passed-A-Diverted",
                        "A",
                        "TN-Validation-Passed-B-Passthrough",
                        "TN-Validation-Passed-C",
                        "TN-Validation-Failed",
                        "TN-Validation-Failed-A",
                        "No-TN-Validation",
                        "NULL",
                        "TN-Validation-Passed-D",
                        "",
                        "something new")) {
            CallRecord plain =
                    kept.record(KeptCalls.OWN, CallOutcome.COMPLETED_BY_CALLER, true, 1, List.of());
            kept.add(attested(plain, said));
        }
        JsonNode json = new JsonMapper().readTree(ComparisonJson.write(report()));
        JsonNode classes = json.at("/reliability/a/attestationClasses");
        assertThat(classes.fieldNames())
                .toIterable()
                .containsExactly("passed_a", "passed_b", "passed_c", "failed", "none");
        assertThat(classes.at("/passed_a/part").asLong()).isEqualTo(3);
        assertThat(classes.at("/passed_b/part").asLong()).isEqualTo(1);
        assertThat(classes.at("/passed_c/part").asLong()).isEqualTo(1);
        assertThat(classes.at("/failed/part").asLong()).isEqualTo(2);
        assertThat(classes.at("/none/part").asLong()).isEqualTo(5 + 40);
        assertThat(classes.at("/none/whole").asLong()).isEqualTo(52);
        assertThat(json.at("/reliability/a/attempts/tries").asLong()).isZero();
        assertThat(json.at("/reliability/a/attempts/answered/share").isNull()).isTrue();
    }
}
