package dev.trunkline.loadtest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.twilio.rest.api.v2010.account.Call;
import com.twilio.type.PhoneNumber;
import dev.trunkline.loadtest.model.DelayDistribution;
import dev.trunkline.loadtest.phone.CallScript;
import dev.trunkline.loadtest.phone.When;
import dev.trunkline.loadtest.rest.PlacedCall;
import dev.trunkline.loadtest.rest.TrunkBehavior;
import dev.trunkline.loadtest.rest.TrunkBehavior.Chances;
import dev.trunkline.loadtest.rest.VendorClient;
import dev.trunkline.observability.latency.LatencyMetric;
import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.record.AttemptOutcome;
import dev.trunkline.observability.record.CallDirection;
import dev.trunkline.observability.record.CallRecord;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls out, from the request to the record, over a carrier that can fail. */
@ExtendWith(Leaks.class)
class OutboundIT {
    private static final String OUTBOUND =
            """
            {policy: standard, allowedPrefixes: ['+1555'], callsPerSecond: 1000,
             policies: {standard: {choose: fixed, trunks: [carrier, twilio]}}}
            """;
    private static final String PRIVATE = "{allowPrivateCallbacks: true, ";
    private static final String AGENTS = "{default: {instructions: 'Ask for {{name}}.'}}";

    private static CallScript.Builder talks() {
        return CallScript.called().hangUp(When.agentEnded(200));
    }

    private static TrunkBehavior failing(int sipCode) {
        return TrunkBehavior.PROMPT.withChances(new Chances(0, 0, 1, sipCode));
    }

    @Test
    void aCall_isPlacedAnsweredAndKept() {
        try (OutboundBench bench = new OutboundBench(OUTBOUND, AGENTS)) {
            bench.api.callees(_ -> talks());
            bench.api.otherTrunks(
                    TrunkBehavior.PROMPT.withRinging(new DelayDistribution.Constant(200)));
            String id = bench.place(",\"parameters\":{\"name\":\"Ada\"}");
            JsonObject call = bench.awaitOver(id);
            assertThat(call.getString("outcome")).isEqualTo("completed_by_caller");
            CallRecord record = bench.records.only(id);
            assertThat(record.direction()).isEqualTo(CallDirection.OUTBOUND);
            assertThat(record.answered()).isTrue();
            assertThat(record.arm().trunk()).isEqualTo("carrier");
            assertThat(record.arm().carriedBy()).isEqualTo("carrier");
            assertThat(record.failovers()).isZero();
            assertThat(record.latencies())
                    .containsKeys(LatencyMetric.ANSWER_DELAY, LatencyMetric.POST_DIAL_DELAY);
            assertThat(record.attempts()).hasSize(1);
            assertThat(record.attempts().getFirst().outcome()).isEqualTo(AttemptOutcome.ANSWERED);
            assertThat(bench.bench.model.connections().getFirst().session().toString())
                    .contains("Ask for Ada.");
            assertThat(bench.api.violations()).isEmpty();
            PlacedCall placed = bench.api.calls().getFirst();
            assertThat(placed.sid()).isEqualTo(record.providerCallId());
        }
    }

    @ParameterizedTest
    @CsvSource({"503", "500", "408", "403"})
    void aCarrierThatFails_isReplacedByTheNextTrunk(int sipCode) {
        try (OutboundBench bench = new OutboundBench(OUTBOUND, AGENTS)) {
            bench.api.callees(_ -> talks());
            bench.api.trunk(OutboundBench.BYOC_SID, failing(sipCode));
            String id = bench.place("");
            bench.awaitOver(id);
            CallRecord record = bench.records.only(id);
            assertThat(record.answered()).isTrue();
            assertThat(record.arm().trunk()).isEqualTo("carrier");
            assertThat(record.arm().carriedBy()).isEqualTo("twilio");
            assertThat(record.failovers()).isEqualTo(1);
            assertThat(record.attempts())
                    .extracting(attempt -> attempt.trunk() + " " + attempt.outcome())
                    .containsExactly("carrier FAILED", "twilio ANSWERED");
            assertThat(record.attempts().getFirst().sipStatus()).isEqualTo(sipCode);
            assertThat(bench.bench.counter("trunkline_failovers_total", "carrier")).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"486, BUSY", "404, DIAL_FAILED", "603, DIAL_FAILED"})
    void whoeverIsBusyOrWrong_isNotTriedAgain(int sipCode, CallOutcome outcome) {
        try (OutboundBench bench = new OutboundBench(OUTBOUND, AGENTS)) {
            bench.api.trunk(
                    OutboundBench.BYOC_SID,
                    outcome == CallOutcome.BUSY
                            ? TrunkBehavior.PROMPT.withChances(new Chances(1, 0, 0, 503))
                            : failing(sipCode));
            String id = bench.place("");
            bench.awaitOver(id);
            CallRecord record = bench.records.only(id);
            assertThat(record.outcome()).isEqualTo(outcome);
            assertThat(record.answered()).isFalse();
            assertThat(record.failovers()).isZero();
            assertThat(record.sipStatus()).isEqualTo(sipCode);
            assertThat(bench.api.calls()).hasSize(1);
        }
    }

    @Test
    void theSameKey_standsForTheSameCall_andForNoOther() {
        try (OutboundBench bench = new OutboundBench(OUTBOUND, AGENTS)) {
            bench.api.callees(_ -> talks());
            String id = bench.place(",\"idempotencyKey\":\"k-1\"");
            assertThat(bench.place(",\"idempotencyKey\":\"k-1\"")).isEqualTo(id);
            HttpResponse<String> other =
                    bench.post(
                            "{\"to\":\"+15550100124\",\"agent\":\"default\",\"idempotencyKey\":\"k-1\"}");
            assertThat(other.statusCode()).isEqualTo(409);
            bench.awaitOver(id);
            assertThat(bench.api.calls()).hasSize(1);
        }
    }

    @Test
    void aCallThatRings_canBeGivenUp() {
        try (OutboundBench bench = new OutboundBench(OUTBOUND, AGENTS)) {
            bench.api.otherTrunks(TrunkBehavior.PROMPT.withChances(new Chances(0, 1, 0, 503)));
            String id = bench.place("");
            bench.awaitDial(id, call -> "ringing".equals(call.getString("state")));
            assertThat(bench.delete(id).statusCode()).isEqualTo(202);
            assertThat(bench.awaitOver(id).getString("outcome")).isEqualTo("canceled");
            assertThat(bench.delete(id).statusCode()).isEqualTo(404);
            assertThat(bench.records.only(id).outcome()).isEqualTo(CallOutcome.CANCELED);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | {'to':'12','agent':'default'} | to: expected plus",
                "400 | {'to':'+15550100123','agent':'nobody'} | agent: expected the name",
                "400 | {'to':'+15550100123','agent':'default','trunk':'none'} | trunk: expected one",
                "400 | {'to':'+15550100123','agent':'default','trnk':'carrier'} | trnk: expected one",
                "403 | {'to':'+442079460000','agent':'default'} | may not be called",
                "400 | {'to':'+15550100123','agent':'default','callback':'ftp://x'} | callback: expected",
                "400 | {'to':'+15550100123','agent':'default','callback':'http://x.example'} | callback: expected https",
                "400 | {'to':'+15550100123','agent':'default','callback':'https://u:p@x.example'} | callback: expected",
                "400 | [1] | body: expected a JSON object",
                "400 | | body: expected a JSON object"
            })
    void whatIsWrong_isSaid_andNothingIsDialled(int status, String body, String says) {
        try (OutboundBench bench = new OutboundBench(OUTBOUND, AGENTS)) {
            HttpResponse<String> answer = bench.post(body == null ? "" : body.replace('\'', '"'));
            assertThat(answer.statusCode()).isEqualTo(status);
            assertThat(answer.body()).contains(says).doesNotContain("442079460000");
            assertThat(bench.api.calls()).isEmpty();
        }
    }

    @Test
    void aMachineThatAnswers_isHungUp() {
        String hangsUp =
                "{default: {instructions: Be brief., outbound: {machineDetection: enable, onMachine: hang_up}}}";
        try (OutboundBench bench = new OutboundBench(OUTBOUND, hangsUp)) {
            bench.api.otherTrunks(
                    TrunkBehavior.PROMPT.withMachines(
                            new TrunkBehavior.Machines(1, new DelayDistribution.Constant(100))));
            String id = bench.place("");
            JsonObject call = bench.awaitOver(id);
            assertThat(call.getJsonArray("attempts").getJsonObject(0).getString("answeredBy"))
                    .startsWith("machine");
            assertThat(bench.records.only(id).answered()).isTrue();
            assertThat(bench.api.violations()).isEmpty();
        }
    }

    @Test
    void fiveAtOnce_areFive_andTheOthersWait() {
        String sales = "{default: {instructions: Be brief., outbound: {maxCalls: 5}}}";
        try (OutboundBench bench = new OutboundBench(OUTBOUND, sales)) {
            bench.api.otherTrunks(TrunkBehavior.PROMPT.withChances(new Chances(0, 1, 0, 503)));
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                ids.add(bench.place(""));
            }
            Bench.await("five ring", () -> bench.ringing() == 5);
            assertThat(bench.bench.metrics()).contains("trunkline_calls_waiting 7.0");
            bench.delete(ids.getFirst());
            bench.awaitOver(ids.getFirst());
            Bench.await("the next one rings", () -> bench.ringing() == 5);
            Bench.await("six wait", () -> bench.bench.counter("trunkline_calls_waiting") == 6);
            assertThat(bench.api.calls()).hasSize(6);
            ids.forEach(bench::delete);
            ids.forEach(bench::awaitOver);
            assertThat(ids.stream().map(bench.records::only))
                    .extracting(CallRecord::outcome)
                    .containsOnly(CallOutcome.CANCELED);
        }
    }

    @Test
    void aCallback_isToldEveryState_withoutNumbers() throws Exception {
        try (OutboundBench bench =
                        new OutboundBench(OUTBOUND.replace("{policy", PRIVATE + "policy"), AGENTS);
                ToldService told = new ToldService()) {
            bench.api.callees(_ -> talks());
            String id = bench.place(",\"callback\":\"" + told.url("/told?token=t") + "\"");
            bench.awaitOver(id);
            Bench.await("the end is told", () -> told.states().contains("over"));
            assertThat(told.states())
                    .startsWith("dialling")
                    .endsWith("over")
                    .doesNotHaveDuplicates();
            assertThat(told.states()).contains("answered");
            JsonObject last = new JsonObject(told.bodies().getLast());
            assertThat(last.getString("id")).isEqualTo(id);
            assertThat(last.getString("outcome")).isEqualTo("completed_by_caller");
            assertThat(told.bodies().toString())
                    .doesNotContain("0100123", OutboundBench.OWN_NUMBER.substring(3));
        }
    }

    @Test
    void aCallThatAnotherGatewayPlaced_isStillAnAgentsCall() {
        try (OutboundBench bench = new OutboundBench(OUTBOUND, AGENTS)) {
            bench.api.callees(_ -> talks());
            Call placed =
                    Call.creator(
                                    new PhoneNumber(OutboundBench.CALLEE),
                                    new PhoneNumber(OutboundBench.OWN_NUMBER),
                                    URI.create(
                                            "https://voice.gateway.example/twilio/voice"
                                                    + "?call=elsewhere&attempt=1&agent=default&trunk=carrier"))
                            .setStatusCallback(
                                    URI.create(
                                            "https://voice.gateway.example/twilio/status"
                                                    + "?call=elsewhere&attempt=1"))
                            .create(
                                    VendorClient.to(
                                            bench.api.url(),
                                            Bench.ACCOUNT.accountSid(),
                                            Bench.ACCOUNT.authToken(),
                                            Bench.ACCOUNT.accountSid()));
            CallRecord record = bench.records.of(placed.getSid());
            assertThat(record.direction()).isEqualTo(CallDirection.OUTBOUND);
            assertThat(record.answered()).isTrue();
            assertThat(record.arm().trunk()).isEqualTo("carrier");
            assertThat(record.outcome()).isEqualTo(CallOutcome.COMPLETED_BY_CALLER);
        }
    }
}
