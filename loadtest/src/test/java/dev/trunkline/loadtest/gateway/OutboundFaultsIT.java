package dev.trunkline.loadtest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import dev.trunkline.loadtest.model.DelayDistribution;
import dev.trunkline.loadtest.phone.CallScript;
import dev.trunkline.loadtest.phone.When;
import dev.trunkline.loadtest.rest.ApiFault;
import dev.trunkline.loadtest.rest.CallbackDelivery;
import dev.trunkline.loadtest.rest.PlacedCall;
import dev.trunkline.loadtest.rest.TrunkBehavior;
import dev.trunkline.loadtest.rest.TrunkBehavior.Chances;
import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.record.AttemptOutcome;
import dev.trunkline.observability.record.CallRecord;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;

/** Calls out while Twilio, its callbacks or the gateway's own end come in the way. */
@ExtendWith(Leaks.class)
class OutboundFaultsIT {
    private static final String OUTBOUND =
            """
            {policy: standard, allowedPrefixes: ['+1555'], callsPerSecond: 1000,
             failover: {maxAttempts: 2}, breaker: {failures: 1},
             policies: {standard: {choose: fixed, trunks: [carrier, twilio]}}}
            """;
    private static final String AGENTS =
            "{default: {instructions: 'Ask for {{name}}.', outbound: {maxCalls: 1}}}";
    private static final TrunkBehavior RINGS =
            TrunkBehavior.PROMPT.withChances(new Chances(0, 1, 0, 503));

    private static OutboundBench bench() {
        OutboundBench bench = new OutboundBench(OUTBOUND, AGENTS);
        bench.api.callees(_ -> CallScript.called().hangUp(When.agentEnded(200)));
        return bench;
    }

    private static CallRecord kept(OutboundBench bench, String id) {
        bench.awaitOver(id);
        return bench.records.only(id);
    }

    private static List<AttemptOutcome> outcomes(CallRecord record) {
        return record.attempts().stream().map(attempt -> attempt.outcome()).toList();
    }

    @Test
    void anApiThatIsDown_isTriedTwice_andThenGivenUp() {
        try (OutboundBench bench =
                new OutboundBench(
                        OUTBOUND, AGENTS, Map.of("TWILIO_API_URL", "http://127.0.0.1:1"))) {
            CallRecord record = kept(bench, bench.place(""));
            assertThat(record.outcome()).isEqualTo(CallOutcome.DIAL_FAILED);
            assertThat(outcomes(record))
                    .containsExactly(AttemptOutcome.UNREACHABLE, AttemptOutcome.UNREACHABLE);
        }
    }

    @Test
    void anApiThatHasTooMuchToDo_isTriedAgain() {
        try (OutboundBench bench = bench()) {
            ApiFault tooMany = ApiFault.rateLimited(null);
            bench.api.failNext(tooMany, tooMany, tooMany);
            CallRecord record = kept(bench, bench.place(""));
            assertThat(record.answered()).isTrue();
            assertThat(outcomes(record))
                    .containsExactly(AttemptOutcome.UNREACHABLE, AttemptOutcome.ANSWERED);
            assertThat(bench.api.calls()).hasSize(1);
        }
    }

    @Test
    void anApiThatKnowsNobody_isNotTriedAgain() {
        try (OutboundBench bench = bench()) {
            bench.api.failNext(ApiFault.unauthorised());
            CallRecord record = kept(bench, bench.place(""));
            assertThat(record.outcome()).isEqualTo(CallOutcome.DIAL_FAILED);
            assertThat(outcomes(record)).containsExactly(AttemptOutcome.REJECTED);
            assertThat(bench.api.calls()).isEmpty();
        }
    }

    @Test
    void aProxysPage_isNoAnswer_andIsNotTriedAgain() {
        try (OutboundBench bench = bench()) {
            bench.api.failNext(new ApiFault.HtmlPage(403));
            CallRecord record = kept(bench, bench.place(""));
            assertThat(record.outcome()).isEqualTo(CallOutcome.DIAL_FAILED);
            assertThat(outcomes(record)).containsExactly(AttemptOutcome.UNREACHABLE);
        }
    }

    @Test
    void aNumberThatIsNotOurs_isATrunksMatter() {
        try (OutboundBench bench = bench()) {
            bench.api.ownNumbers(Set.of(OutboundBench.NATIVE_NUMBER));
            CallRecord record = kept(bench, bench.place(""));
            assertThat(record.answered()).isTrue();
            assertThat(record.arm().trunk()).isEqualTo("carrier");
            assertThat(record.arm().carriedBy()).isEqualTo("twilio");
            assertThat(outcomes(record))
                    .containsExactly(AttemptOutcome.REJECTED, AttemptOutcome.ANSWERED);
            assertThat(record.attempts().getFirst().errorCode()).isPositive();
        }
    }

    @Test
    void aSlowAnswer_andOneThatIsCutOff_placeOneCall() {
        try (OutboundBench bench = bench()) {
            bench.api.failNext(
                    new ApiFault.Late(Duration.ofMillis(300)), new ApiFault.BrokenJson());
            CallRecord slow = kept(bench, bench.place(""));
            CallRecord cutOff = kept(bench, bench.place(""));
            assertThat(slow.answered()).isTrue();
            assertThat(cutOff.answered()).isTrue();
            assertThat(outcomes(cutOff)).containsExactly(AttemptOutcome.ANSWERED);
            assertThat(bench.api.calls())
                    .extracting(PlacedCall::sid)
                    .containsExactly(slow.providerCallId(), cutOff.providerCallId());
        }
    }

    @Test
    void callbacksTwiceLateAndOutOfOrder_changeNothing() {
        try (OutboundBench bench = bench()) {
            bench.api.callbacks(
                    CallbackDelivery.disorderly(0, 1, new DelayDistribution.Uniform(1, 120), 42));
            bench.api.trunk(OutboundBench.BYOC_SID, TrunkBehavior.failing(503));
            for (int call = 0; call < 2; call++) {
                CallRecord record = kept(bench, bench.place(""));
                assertThat(record.answered()).isTrue();
                assertThat(record.failovers()).isEqualTo(1);
            }
            assertThat(bench.records.all()).hasSize(2);
        }
    }

    @Test
    void aTrunkThatIsLeftAlone_isSeenInTheMetrics() {
        try (OutboundBench bench = bench()) {
            assertThat(isIn(bench, "closed")).isTrue();
            bench.api.trunk(OutboundBench.BYOC_SID, TrunkBehavior.failing(503));
            kept(bench, bench.place(""));
            CallRecord second = kept(bench, bench.place(""));
            assertThat(second.failovers()).isEqualTo(1);
            assertThat(second.attempts()).hasSize(1);
            assertThat(isIn(bench, "closed")).isFalse();
            assertThat(isIn(bench, "open")).isTrue();
            assertThat(bench.bench.counter("trunkline_dial_attempts_total", "failed")).isEqualTo(1);
            assertThat(bench.bench.counter("trunkline_dial_attempts_total", "5xx")).isEqualTo(1);
            assertThat(bench.bench.counter("trunkline_dial_attempts_total", "answered"))
                    .isEqualTo(2);
            assertThat(bench.bench.counter("trunkline_failovers_total")).isEqualTo(1);
            assertThat(bench.bench.metrics()).contains("trunkline_calls_waiting 0.0");
        }
    }

    private static boolean isIn(OutboundBench bench, String state) {
        return bench.bench
                .metrics()
                .lines()
                .filter(line ->
                        line.startsWith("trunkline_trunk_state{")
                                && line.contains("trunk=\"carrier\"")
                                && line.contains("state=\"" + state + "\""))
                .anyMatch(line -> line.endsWith(" 1.0"));
    }

    @Test
    void aGatewayThatStops_hangsUpWhatRings_andKeepsARecordOfEachCall() {
        List<String> ids = new ArrayList<>();
        OutboundBench bench = bench();
        try (bench) {
            bench.api.otherTrunks(RINGS);
            ids.add(bench.place(""));
            ids.add(bench.place(""));
            ids.add(bench.place(""));
            Bench.await("one rings", () -> bench.ringing() == 1);
        }
        assertThat(ids.stream().map(bench.records::only))
                .extracting(CallRecord::outcome)
                .containsExactly(
                        CallOutcome.CANCELED,
                        CallOutcome.REJECTED_DRAINING,
                        CallOutcome.REJECTED_DRAINING);
        assertThat(bench.api.calls()).hasSize(1);
        assertThat(bench.ringing()).isZero();
    }

    @Test
    void neitherNumbersNorSecrets_areLoggedMeasuredOrTold() throws Exception {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Logger own = (Logger) LoggerFactory.getLogger("dev.trunkline.gateway");
        ListAppender<ILoggingEvent> appender = new ListAppender<>();
        appender.start();
        own.setLevel(Level.DEBUG);
        root.addAppender(appender);
        List<String> marked =
                List.of(
                        OutboundBench.CALLEE.substring(3),
                        OutboundBench.OWN_NUMBER.substring(3),
                        OutboundBench.NATIVE_NUMBER.substring(3),
                        OutboundBench.SIP_PASSWORD,
                        Bench.ACCOUNT.authToken(),
                        "callback-token",
                        "Ada Lovelace");
        String further =
                ",\"callback\":\"https://127.0.0.1/told?t=callback-token\""
                        + ",\"parameters\":{\"name\":\"Ada Lovelace\"}";
        try (OutboundBench bench = bench()) {
            List<String> said = new ArrayList<>();
            kept(bench, bench.place(further));
            bench.api.trunk(OutboundBench.BYOC_SID, TrunkBehavior.failing(503));
            said.add(bench.call(bench.place(further)).encode());
            kept(bench, bench.place(further + ",\"trunk\":\"sbc\""));
            bench.api.failNext(ApiFault.unauthorised());
            String refused = bench.place(further + ",\"trunk\":\"twilio\"");
            kept(bench, refused);
            said.add(bench.call(refused).encode());
            said.add(bench.post("{\"to\":\"+442079460765\",\"agent\":\"default\"}").body());
            // Its answer has an example of a number.
            assertThat(bench.post("{\"to\":\"079460765\",\"agent\":\"default\"}").body())
                    .doesNotContain("79460765");
            Bench.await(
                    "a callback is refused",
                    () -> bench.bench.counter("trunkline_dial_callbacks_total", "refused") > 0);
            String metrics = bench.bench.metrics();
            String answers = said.toString();
            assertThat(marked).noneMatch(metrics::contains).noneMatch(answers::contains);
            assertThat(answers).doesNotContain("79460765");
        } finally {
            root.detachAppender(appender);
            own.setLevel(null);
        }
        StringBuilder text = new StringBuilder();
        for (ILoggingEvent event : List.copyOf(appender.list)) {
            text.append(event.getFormattedMessage()).append(event.getKeyValuePairs());
            if (event.getThrowableProxy() != null) {
                text.append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
            }
            text.append('\n');
        }
        String logged = text.toString();
        // That it rings may be told after the answer, and is then nothing new.
        assertThat(logged)
                .contains("dial.dialling", "dial.attempt_over", "dial.over", "dial.callback_lost");
        assertThat(marked).noneMatch(logged::contains);
        assertThat(logged).doesNotContain("79460765");
    }

    @Test
    void theKeyInAHeader_isTheKey() {
        try (OutboundBench bench = bench()) {
            String body = "{\"to\":\"%s\",\"agent\":\"default\"}".formatted(OutboundBench.CALLEE);
            String id =
                    new JsonObject(bench.post(body, "Idempotency-Key", "h-1").body())
                            .getString("id");
            JsonObject again = new JsonObject(bench.post(body, "Idempotency-Key", "h-1").body());
            assertThat(again.getString("id")).isEqualTo(id);
            assertThat(again.getBoolean("repeated")).isTrue();
            assertThat(bench.post(body, "Idempotency-Key", "a b").statusCode()).isEqualTo(400);
            kept(bench, id);
            assertThat(bench.api.calls()).hasSize(1);
        }
    }
}
