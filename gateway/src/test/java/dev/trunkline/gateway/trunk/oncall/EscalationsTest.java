package dev.trunkline.gateway.trunk.oncall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.gateway.agent.EscalateOn;
import dev.trunkline.gateway.call.TestAgent;
import dev.trunkline.gateway.config.EscalationConfig;
import dev.trunkline.gateway.config.EscalationConfig.Then;
import dev.trunkline.gateway.config.EscalationStep;
import dev.trunkline.gateway.config.EscalationText;
import dev.trunkline.gateway.config.Voicemail;
import dev.trunkline.gateway.trunk.PhoneNumber;
import dev.trunkline.gateway.trunk.dial.Placement;
import dev.trunkline.gateway.trunk.oncall.EscalationView.State;
import dev.trunkline.observability.record.CallDirection;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** People brought to a call: when, in which order, and who has it in the end. */
class EscalationsTest {
    private static final String ADA = "+15550100001";
    private static final String BOB = "+15550100002";
    private static final String EVE = "+15550100003";
    private static final String RECORDING = "RE0123456789abcdef0123456789abcdef";

    private static EscalationStep step(String name, String accept, String... people) {
        return new EscalationStep(
                name,
                List.of(people),
                new EscalationText(List.of(people[0]), "From {{caller}} to {{line}}", null),
                Duration.ofMinutes(2),
                accept,
                null,
                null);
    }

    private static EscalationConfig plan(Then then, EscalationStep... steps) {
        Map<String, EscalationStep> named = new HashMap<>();
        for (EscalationStep step : steps) {
            named.put(step.name(), step);
        }
        return new EscalationConfig(
                "night",
                named,
                then,
                then == Then.TRANSFER ? new PhoneNumber(EVE) : null,
                new Voicemail(
                        "Leave a message.",
                        Duration.ofMinutes(2),
                        Duration.ofSeconds(5),
                        "{{seconds}} s: {{recording}}"),
                "en-GB",
                "Press {{key}}.",
                "Taken.",
                "Gone.");
    }

    private static OnCallBench begun(Then then, EscalationStep... steps) {
        OnCallBench bench = new OnCallBench(plan(then, steps));
        begin(bench);
        return bench;
    }

    private static void begin(OnCallBench bench) {
        bench.escalations.began(
                bench.call(OnCallBench.agent(new TestAgent(), "night"), CallDirection.INBOUND));
    }

    private static void callEnds(OnCallBench bench) {
        bench.callerThere = false;
        bench.escalations.ended(
                bench.call(OnCallBench.agent(new TestAgent(), "night"), CallDirection.INBOUND));
    }

    private static Instruction answers(OnCallBench bench, int leg) {
        return OnCallBench.heard(bench.escalations.answered(OnCallBench.CALL, leg));
    }

    private static Instruction presses(OnCallBench bench, int leg, String key) {
        return OnCallBench.heard(bench.escalations.pressed(OnCallBench.CALL, leg, key));
    }

    private static State state(OnCallBench bench) {
        return bench.escalations.find(OnCallBench.CALL).orElseThrow().state();
    }

    @Test
    void callsAndTextGoOutInOneTurn_theNextStepAt120Seconds_notBefore() {
        OnCallBench bench =
                new OnCallBench(plan(Then.AGENT, step("1", "1", ADA, BOB), step("2", "1", EVE)));
        bench.slow = true;
        begin(bench);
        assertThat(bench.turn()).isZero();
        assertThat(bench.begun)
                .containsExactly(
                        "0 texts " + ADA + ": From +447700900123 to a withheld number",
                        "0 rings " + ADA,
                        "0 rings " + BOB);
        bench.clock.advanceMs(119_900);
        assertThat(bench.begun).hasSize(3);
        assertThat(bench.ended).isEmpty();
        bench.clock.advanceMs(100);
        assertThat(bench.begun.subList(3, 5))
                .containsExactly(
                        "120000 texts " + EVE + ": From +447700900123 to a withheld number",
                        "120000 rings " + EVE);
        assertThat(bench.ended).containsExactly("leg-1", "leg-2");
        assertThat(bench.requests.getLast().ringing()).isEqualTo(Duration.ofMinutes(2));
        assertThat(bench.turns).isEmpty();
    }

    @Test
    void stepsAreTakenInTheOrderOfTheirNumbers() {
        OnCallBench bench =
                begun(Then.AGENT, step("10", "1", EVE), step("9", "1", BOB), step("1", "1", ADA));
        bench.clock.advanceMs(240_000);
        assertThat(bench.requests)
                .extracting(each -> each.to().e164())
                .containsExactly(ADA, BOB, EVE);
    }

    @Test
    void whoPressesTheKey_meetsTheCaller_andTheOthersRingNoLonger() {
        OnCallBench bench = begun(Then.VOICEMAIL, step("1", "1", ADA, BOB, EVE));
        assertThat(answers(bench, 2))
                .isEqualTo(new Instruction.Ask(OnCallBench.CALL, 2, "Press 1.", "en-GB"));
        Instruction met = presses(bench, 2, "1");
        assertThat(met).isInstanceOf(Instruction.Meet.class);
        assertThat(bench.sentOn).containsExactly("transferred OnCall");
        assertThat(bench.ended).containsExactly("leg-1", "leg-3");
        callEnds(bench); // the agent's part of it
        assertThat(OnCallBench.heard(bench.escalations.callerAsks(OnCallBench.CALL)))
                .isEqualTo(met);
        bench.clock.advanceMs(600_000);
        assertThat(bench.begun).hasSize(4);
        assertThat(bench.ended).hasSize(2);
        assertThat(bench.outcomes).containsExactly(State.TAKEN);
        assertThat(bench.escalations.find(OnCallBench.CALL).orElseThrow().takenBy()).isEqualTo(2);
        assertThat(bench.clock.pendingTimers()).isZero();
    }

    @Test
    void theSecondOneToPress_hearsThatItIsTaken() {
        OnCallBench bench = begun(Then.AGENT, step("1", "1", ADA, BOB));
        answers(bench, 1);
        answers(bench, 2);
        assertThat(presses(bench, 1, "1")).isInstanceOf(Instruction.Meet.class);
        assertThat(bench.ended).isEmpty(); // whoever has picked up may hear what has become of it
        assertThat(presses(bench, 2, "1")).isEqualTo(new Instruction.Tell("Taken.", "en-GB"));
        assertThat(bench.sentOn).hasSize(1);
    }

    @Test
    void aRepeatedWebhook_isAnsweredTheSame() {
        OnCallBench bench = begun(Then.AGENT, step("1", "1", ADA));
        assertThat(answers(bench, 1)).isEqualTo(answers(bench, 1));
        Instruction met = presses(bench, 1, "1");
        assertThat(presses(bench, 1, "1")).isEqualTo(met);
        assertThat(bench.sentOn).hasSize(1);
        assertThat(bench.outcomes).hasSize(1);
    }

    @Test
    void withoutAKey_pickingUpIsEnough() {
        OnCallBench bench = begun(Then.AGENT, step("1", "none", ADA));
        Instruction met = answers(bench, 1);
        assertThat(met).isInstanceOf(Instruction.Meet.class);
        assertThat(answers(bench, 1)).isEqualTo(met);
    }

    @Test
    void anotherKey_isAskedForAgain_butNotForEver() {
        OnCallBench bench = begun(Then.AGENT, step("1", "1", ADA));
        answers(bench, 1);
        assertThat(presses(bench, 1, "5")).isInstanceOf(Instruction.Ask.class);
        assertThat(presses(bench, 1, "")).isInstanceOf(Instruction.Ask.class);
        assertThat(presses(bench, 1, "*")).isInstanceOf(Instruction.HangUp.class);
        assertThat(state(bench)).isEqualTo(State.RINGING);
    }

    @Test
    void aCallerWhoHangsUp_stopsTheRinging_andWhoHasPickedUpHearsIt() {
        OnCallBench bench = begun(Then.VOICEMAIL, step("1", "1", ADA, BOB), step("2", "1", EVE));
        answers(bench, 2);
        callEnds(bench);
        assertThat(bench.ended).containsExactly("leg-1");
        assertThat(presses(bench, 2, "1")).isEqualTo(new Instruction.Tell("Gone.", "en-GB"));
        bench.clock.advanceMs(600_000);
        assertThat(bench.requests).hasSize(2);
        assertThat(bench.outcomes).containsExactly(State.CALLER_GONE);
        assertThat(bench.clock.pendingTimers()).isZero();
    }

    @Test
    void aCallerWhoHangsUpInTheSameMoment_leavesNobodyWaiting() {
        OnCallBench bench = begun(Then.AGENT, step("1", "1", ADA));
        answers(bench, 1);
        bench.callerThere = false; // word of it is still on its way
        assertThat(presses(bench, 1, "1")).isEqualTo(new Instruction.Tell("Gone.", "en-GB"));
        callEnds(bench);
        assertThat(bench.outcomes).containsExactly(State.CALLER_GONE);
        assertThat(bench.escalations.find(OnCallBench.CALL).orElseThrow().takenBy()).isZero();
    }

    @Test
    void aCallerWhoNeverComesToTheRoom_isNotWaitedFor() {
        OnCallBench bench = begun(Then.AGENT, step("1", "1", ADA));
        answers(bench, 1);
        presses(bench, 1, "1");
        bench.clock.advanceMs(9_999);
        assertThat(bench.ended).isEmpty();
        bench.clock.advanceMs(1);
        assertThat(bench.ended).containsExactly("leg-1");
    }

    @Test
    void nobodyComes_andTheCallerLeavesAMessage_whichIsToldOnce() {
        OnCallBench bench = begun(Then.VOICEMAIL, step("1", "1", ADA), step("2", "1", BOB));
        answers(bench, 2);
        bench.clock.advanceMs(240_000);
        assertThat(bench.sentOn).containsExactly("transferred OnCall");
        callEnds(bench);
        assertThat(OnCallBench.heard(bench.escalations.callerAsks(OnCallBench.CALL)))
                .isEqualTo(
                        new Instruction.TakeMessage(
                                OnCallBench.CALL,
                                "Leave a message.",
                                "en-GB",
                                Duration.ofMinutes(2),
                                Duration.ofSeconds(5)));
        assertThat(presses(bench, 2, "1")).isEqualTo(new Instruction.Tell("Gone.", "en-GB"));
        bench.begun.clear();
        bench.escalations.messageLeft(OnCallBench.CALL, RECORDING, 7);
        bench.escalations.messageLeft(OnCallBench.CALL, RECORDING, 7);
        assertThat(bench.begun)
                .containsExactly(
                        "240000 texts " + ADA + ": 7 s: " + RECORDING,
                        "240000 texts " + BOB + ": 7 s: " + RECORDING);
        assertThat(bench.outcomes).containsExactly(State.VOICEMAIL);
        assertThat(bench.escalations.find(OnCallBench.CALL).orElseThrow().recordingSid())
                .isEqualTo(RECORDING);
    }

    @ParameterizedTest
    @CsvSource({
        "TRANSFER, transferred Transfer, TRANSFERRED",
        "HANG_UP, completed_by_agent HangUp, HUNG_UP"
    })
    void nobodyComes_andTheCallGoesElsewhere(Then then, String sentOn, State state) {
        OnCallBench bench = begun(then, step("1", "1", ADA));
        bench.clock.advanceMs(120_000);
        assertThat(bench.sentOn).containsExactly(sentOn);
        assertThat(bench.outcomes).containsExactly(state);
    }

    @Test
    void nobodyComes_andTheCallerHasJustHungUp() {
        OnCallBench bench = begun(Then.VOICEMAIL, step("1", "1", ADA));
        bench.callerThere = false;
        bench.clock.advanceMs(120_000);
        callEnds(bench);
        assertThat(bench.outcomes).containsExactly(State.CALLER_GONE);
    }

    @Test
    void nobodyComes_andTheAgentGoesOn_butWhoHasPickedUpMayStillTakeIt() {
        OnCallBench bench = begun(Then.AGENT, step("1", "1", ADA));
        answers(bench, 1);
        bench.clock.advanceMs(120_000);
        assertThat(state(bench)).isEqualTo(State.AGENT);
        assertThat(bench.sentOn).isEmpty();
        assertThat(presses(bench, 1, "1")).isInstanceOf(Instruction.Meet.class);
        assertThat(bench.outcomes).containsExactly(State.TAKEN);
    }

    @Test
    void nobodyComes_theAgentGoesOn_andTheCallEnds() {
        OnCallBench bench = begun(Then.AGENT, step("1", "1", ADA));
        bench.clock.advanceMs(120_000);
        callEnds(bench);
        assertThat(bench.outcomes).containsExactly(State.AGENT);
    }

    @Test
    void whatCannotBeTextedOrRung_keepsTheNextStepFromNothing() {
        OnCallBench bench =
                new OnCallBench(plan(Then.AGENT, step("1", "1", ADA), step("2", "1", BOB)));
        bench.textsFail = new IllegalStateException("refused");
        bench.callsFail = new Placement.Refused(Placement.Reason.QUEUE_FULL, "too many wait");
        begin(bench);
        assertThat(bench.begun).hasSize(2);
        bench.clock.advanceMs(120_000);
        assertThat(bench.begun).hasSize(4).last().isEqualTo("120000 rings " + BOB);
    }

    @Test
    void theModelDecides_ifItIsToldSo_andMayAskOnceMore() {
        OnCallBench bench = new OnCallBench(plan(Then.AGENT, step("1", "1", ADA)));
        TestAgent agent = new TestAgent();
        agent.escalateOn = EscalateOn.TOOL;
        var call = bench.call(OnCallBench.agent(agent, "night"), CallDirection.INBOUND);
        bench.escalations.began(call);
        assertThat(bench.requests).isEmpty();
        bench.escalations.asked(call, call.agent());
        bench.escalations.asked(call, call.agent());
        assertThat(bench.requests).hasSize(1);
        bench.clock.advanceMs(120_000);
        bench.escalations.asked(call, call.agent());
        assertThat(bench.requests).hasSize(2);
        answers(bench, 2);
        assertThat(presses(bench, 2, "1")).isInstanceOf(Instruction.Meet.class);
    }

    @Test
    void nobodyIsRungForACallOut_norForAnAgentWithoutAnEscalation() {
        OnCallBench bench = new OnCallBench(plan(Then.AGENT, step("1", "1", ADA)));
        bench.escalations.began(
                bench.call(OnCallBench.agent(new TestAgent(), "night"), CallDirection.OUTBOUND));
        bench.escalations.began(bench.call(new TestAgent().profile(), CallDirection.INBOUND));
        bench.escalations.began(
                bench.call(OnCallBench.agent(new TestAgent(), "unknown"), CallDirection.INBOUND));
        assertThat(bench.requests).isEmpty();
    }

    @Test
    void whatIsAskedOfACallThatIsUnknown_endsThere() {
        OnCallBench bench = begun(Then.AGENT, step("1", "1", ADA));
        assertThat(OnCallBench.heard(bench.escalations.answered("other", 1)))
                .isEqualTo(new Instruction.HangUp());
        assertThat(answers(bench, 2)).isEqualTo(new Instruction.Tell("Gone.", "en-GB"));
        bench.escalations.messageLeft("other", RECORDING, 1);
        bench.escalations.messageLeft(OnCallBench.CALL, RECORDING, 1); // it is no mailbox yet
        assertThat(bench.escalations.find(OnCallBench.CALL).orElseThrow().recordingSid()).isEmpty();
    }
}
