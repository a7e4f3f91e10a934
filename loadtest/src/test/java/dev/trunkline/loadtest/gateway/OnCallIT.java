package dev.trunkline.loadtest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.loadtest.phone.CallScript;
import dev.trunkline.loadtest.phone.Handset;
import dev.trunkline.loadtest.phone.PhoneCall;
import dev.trunkline.loadtest.phone.PhoneCallReport;
import dev.trunkline.loadtest.phone.PhoneCallReport.Outcome;
import dev.trunkline.loadtest.rest.ApiFault;
import dev.trunkline.loadtest.rest.CallStatus;
import dev.trunkline.loadtest.rest.PlacedCall;
import dev.trunkline.loadtest.rest.SentText;
import dev.trunkline.loadtest.rest.TrunkBehavior;
import dev.trunkline.loadtest.rest.TrunkBehavior.Chances;
import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.record.AttemptOutcome;
import dev.trunkline.observability.record.CallDirection;
import dev.trunkline.observability.record.CallRecord;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** After hours: a caller talks with the agent while people are rung and texted. */
@ExtendWith(Leaks.class)
class OnCallIT {
    private static final String OUTBOUND =
            """
            {policy: standard, allowedPrefixes: ['+1555'], callsPerSecond: 1000,
             policies: {standard: {choose: fixed, trunks: [carrier, twilio]}}}
            """;
    private static final Pattern REFERENCE = Pattern.compile("href=\"/calls/([^\"/]+)\"");
    private static final String FIRST = "+15550100151";
    private static final String SECOND = "+15550100152";

    /** Nobody picks up over the trunk {@code twilio} in these tests. */
    private static final String TWO_STEPS =
            """
            {night: {then: %s, steps: {
              1: {call: ['+15550100151'], trunk: twilio, within: 1s,
                  text: {to: ['+15550100151'], from: '+14155550200', body: 'From {{caller}}.'}},
              2: {call: ['+15550100152'], within: 1s}}}}
            """;

    private static final String ONE_STEP =
            """
            {night: {steps: {1: {call: [%s], within: 1m,
              text: {to: ['+15550100151'], from: '+14155550200'}}}}}
            """;

    private static OutboundBench bench(String escalations, String agent) {
        return new OutboundBench(
                OUTBOUND,
                "{default: {instructions: Be brief., escalation: night%s}}".formatted(agent),
                Map.of("TRUNKLINE_ESCALATIONS", escalations));
    }

    private static PhoneCall calls(OutboundBench bench) {
        return bench.phones.place(
                CallScript.inbound("/twilio/voice").handset(Handset.CALLER).build());
    }

    private static PhoneCallReport over(PhoneCall call) {
        return Bench.got(call.report());
    }

    private static PlacedCall placed(OutboundBench bench, String to) {
        Bench.await(
                to + " is rung",
                () -> bench.api.calls().stream().anyMatch(each -> each.to().equals(to)));
        return bench.api.calls().stream()
                .filter(each -> each.to().equals(to))
                .findFirst()
                .orElseThrow();
    }

    private static PhoneCallReport person(OutboundBench bench, String to) {
        Bench.await(to + " picks up", () -> placed(bench, to).phone() != null);
        return over(Objects.requireNonNull(placed(bench, to).phone()));
    }

    private static void awaitStatus(OutboundBench bench, String to, CallStatus status) {
        Bench.await(to + " is " + status, () -> placed(bench, to).status() == status);
    }

    private static JsonObject live(OutboundBench bench) {
        Matcher reference = REFERENCE.matcher(bench.text("/calls/live"));
        assertThat(reference.find()).isTrue();
        return bench.call(reference.group(1)).getJsonObject("escalation");
    }

    @ParameterizedTest
    @ValueSource(strings = {"stream", "relay"})
    void aPersonWhoPressesTheKey_meetsTheCaller(String leg) {
        try (OutboundBench bench = bench(ONE_STEP.formatted("'" + FIRST + "'"), ", leg: " + leg)) {
            bench.api.callees(_ ->
                    CallScript.called()
                            .handset(Handset.CALLED.pressing("1").pressingAfter(300).talking(100)));
            PhoneCall caller = calls(bench);
            PhoneCallReport person = person(bench, FIRST);
            PhoneCallReport called = over(caller);
            assertThat(called.violations()).isEmpty();
            assertThat(person.violations()).isEmpty();
            assertThat(called.stream().isPresent() || !called.relays().isEmpty()).isTrue();
            assertThat(called.outcome()).isEqualTo(Outcome.GATEWAY_HUNG_UP);
            assertThat(called.joined()).hasSize(1);
            assertThat(person.joined()).hasSize(1);
            assertThat(person.said().getFirst())
                    .isEqualTo("Say There is a call for you. Press 1 to take it.");

            PlacedCall call = placed(bench, FIRST);
            SentText text = bench.api.messages().getFirst();
            assertThat(text.to()).isEqualTo(FIRST);
            assertThat(Math.abs(text.atNanos() - call.times().createdNanos()))
                    .isLessThan(TimeUnit.SECONDS.toNanos(1));

            assertThat(bench.records.of(caller.callSid()).outcome())
                    .isEqualTo(CallOutcome.TRANSFERRED);
            CallRecord record = bench.records.of(call.sid());
            assertThat(record.direction()).isEqualTo(CallDirection.OUTBOUND);
            assertThat(record.outcome()).isEqualTo(CallOutcome.COMPLETED_BY_CALLER);
            assertThat(record.attempts())
                    .extracting(each -> each.trunk() + " " + each.outcome())
                    .containsExactly("carrier " + AttemptOutcome.ANSWERED);
            assertThat(bench.bench.counter("trunkline_escalations_total", "taken")).isEqualTo(1);
            assertThat(bench.api.violations()).isEmpty();
        }
    }

    @Test
    void nobodyAnswers_theNextOneIsRungWhenItIsTime_andTheCallerLeavesAMessage() {
        try (OutboundBench bench = bench(TWO_STEPS.formatted("voicemail"), "")) {
            bench.api.trunk(
                    OutboundBench.NATIVE_NUMBER,
                    TrunkBehavior.PROMPT.withChances(new Chances(0, 1, 0, 503)));
            bench.api.callees(_ -> CallScript.called().handset(Handset.CALLED));
            PhoneCall caller = calls(bench);
            PhoneCallReport called = over(caller);
            assertThat(called.said())
                    .containsExactly(
                            "Say Nobody can come to the phone. Please leave a message after the"
                                    + " tone.",
                            "Record");
            assertThat(called.violations()).isEmpty();
            awaitStatus(bench, FIRST, CallStatus.CANCELED);
            long first = placed(bench, FIRST).times().createdNanos();
            long second = placed(bench, SECOND).times().createdNanos();
            assertThat(second - first).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(900));
            Bench.await("word of the message", () -> bench.api.messages().size() == 2);
            assertThat(bench.api.messages().getLast().body()).contains(" s: RE");
            assertThat(bench.api.messages()).extracting(SentText::to).containsOnly(FIRST);
            assertThat(bench.bench.counter("trunkline_escalations_total", "voicemail"))
                    .isEqualTo(1);
            assertThat(person(bench, SECOND).violations()).isEmpty();
            assertThat(bench.api.violations()).isEmpty();
        }
    }

    @Test
    void theAgentGoesOn_ifItIsToldSo_whileTheStateCanBeSeen() {
        try (OutboundBench bench = bench(TWO_STEPS.formatted("agent"), "")) {
            bench.api.otherTrunks(TrunkBehavior.PROMPT.withChances(new Chances(0, 1, 0, 503)));
            bench.api.trunk(
                    OutboundBench.BYOC_SID,
                    TrunkBehavior.PROMPT.withChances(new Chances(1, 0, 0, 503)));
            PhoneCall caller = calls(bench);
            placed(bench, SECOND);
            Bench.await("nobody came", () -> "agent".equals(live(bench).getString("state")));
            assertThat(live(bench).getInteger("step")).isEqualTo(2);
            assertThat(live(bench).toString()).doesNotContain("+1555");
            caller.hangUp();
            assertThat(over(caller).said()).isEmpty();
            assertThat(bench.records.of(caller.callSid()).outcome())
                    .isEqualTo(CallOutcome.COMPLETED_BY_CALLER);
        }
    }

    @Test
    void aCallerWhoHangsUp_stopsTheRinging() {
        try (OutboundBench bench = bench(ONE_STEP.formatted("'" + FIRST + "'"), "")) {
            bench.api.otherTrunks(TrunkBehavior.PROMPT.withChances(new Chances(0, 1, 0, 503)));
            PhoneCall caller = calls(bench);
            awaitStatus(bench, FIRST, CallStatus.RINGING);
            caller.hangUp();
            over(caller);
            awaitStatus(bench, FIRST, CallStatus.CANCELED);
        }
    }

    @Test
    void theFirstOfTwoHasTheCall_theOtherHearsSo() {
        try (OutboundBench bench =
                bench(ONE_STEP.formatted("'" + FIRST + "', '" + SECOND + "'"), "")) {
            bench.api.callees(dialled ->
                    CallScript.called()
                            .handset(
                                    Handset.CALLED
                                            .pressing("1")
                                            .pressingAfter(dialled.to().equals(FIRST) ? 500 : 1_500)
                                            .talking(2_000)));
            PhoneCall caller = calls(bench);
            PhoneCallReport first = person(bench, FIRST);
            PhoneCallReport second = person(bench, SECOND);
            assertThat(first.joined()).hasSize(1);
            assertThat(second.joined()).isEmpty();
            assertThat(second.said().getLast()).isEqualTo("Say Somebody else has taken the call.");
            assertThat(over(caller).joined()).hasSize(1);
        }
    }

    @Test
    void withTheApiDown_thePolicyGoesOnNonetheless() {
        try (OutboundBench bench = bench(TWO_STEPS.formatted("hang_up"), "")) {
            bench.api.failAlways(ApiFault.serverError());
            PhoneCall caller = calls(bench);
            assertThat(over(caller).outcome()).isEqualTo(Outcome.GATEWAY_HUNG_UP);
            assertThat(bench.records.of(caller.callSid()).outcome())
                    .isEqualTo(CallOutcome.COMPLETED_BY_AGENT);
            assertThat(bench.api.messages()).isEmpty();
            assertThat(bench.bench.counter("trunkline_escalations_total", "hung_up")).isEqualTo(1);
        }
    }
}
