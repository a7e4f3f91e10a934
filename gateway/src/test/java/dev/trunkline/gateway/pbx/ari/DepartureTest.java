package dev.trunkline.gateway.pbx.ari;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.gateway.call.NextStep;
import dev.trunkline.gateway.trunk.CallQueue;
import dev.trunkline.gateway.trunk.PhoneNumber;
import dev.trunkline.gateway.trunk.SipUri;
import dev.trunkline.gateway.trunk.TaskWorkflow;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However a caller leaves, nobody is left in silence. */
class DepartureTest {
    private static final String CALLER = PbxScene.CALLER;
    private static final NextStep TO_NUMBER =
            new NextStep.Transfer(new PhoneNumber("+15550100123"));
    private static final NextStep TO_SIP =
            new NextStep.Transfer(new SipUri("sip:desk@pbx.example.com"));

    private final PbxScene scene = new PbxScene();
    private final FakeControl control = scene.control;
    private final List<Boolean> gone = new ArrayList<>();

    @AfterEach
    void close() {
        scene.close();
    }

    private Departure leave(NextStep next, @Nullable String transferContext) {
        Departure departure =
                new Departure(scene.surroundings(transferContext), "c-17", CALLER, gone::add);
        departure.begin(next);
        return departure;
    }

    private void assertAsked(String... expected) {
        assertThat(control.asked).containsExactly(expected);
        assertThat(control.open()).isEmpty();
    }

    @Test
    void hangUp_hangsUp() {
        control.doEverything();
        leave(new NextStep.HangUp(), "transfers");
        assertAsked("set " + CALLER + " TRUNKLINE_NEXT=hang_up", "hang up " + CALLER);
        assertThat(gone).containsExactly(true);
    }

    @Test
    void number_isDialledByTheDialplansContext() {
        control.doEverything();
        leave(TO_NUMBER, "transfers");
        assertAsked(
                "set " + CALLER + " TRUNKLINE_NEXT=transfer",
                "set " + CALLER + " TRUNKLINE_TRANSFER_TO=+15550100123",
                "proceed " + CALLER + " at +15550100123@transfers");
        assertThat(gone).containsExactly(true);
    }

    @Test
    void number_isLeftToWhatIsBehindStasis_withoutAContext() {
        control.doEverything();
        leave(TO_NUMBER, null);
        assertAsked(
                "set " + CALLER + " TRUNKLINE_NEXT=transfer",
                "set " + CALLER + " TRUNKLINE_TRANSFER_TO=+15550100123",
                "proceed " + CALLER);
    }

    @Test
    void queue_isAnExtensionByItsName() {
        control.doEverything();
        leave(new NextStep.Transfer(new CallQueue("support")), "transfers");
        assertThat(control.asked).endsWith("proceed " + CALLER + " at support@transfers");
    }

    @Test
    void workflowOfTwilios_isNothingAPbxHas() {
        control.doEverything();
        leave(
                new NextStep.Transfer(new TaskWorkflow("WW0123456789abcdef0123456789abcdef")),
                "transfers");
        assertAsked("set " + CALLER + " TRUNKLINE_NEXT=apologise", "proceed " + CALLER);
    }

    @Test
    void brokenAndEscalatedCalls_goOnBehindStasis() {
        control.doEverything();
        leave(new NextStep.Apologise(), "transfers");
        leave(new NextStep.OnCall("c-17"), "transfers");
        assertAsked(
                "set " + CALLER + " TRUNKLINE_NEXT=apologise",
                "proceed " + CALLER,
                "set " + CALLER + " TRUNKLINE_NEXT=on_call",
                "proceed " + CALLER);
    }

    @Test
    void sipUri_isGivenToTheCallersEnd_whoThenHangsUp() {
        control.doEverything();
        Departure departure = leave(TO_SIP, "transfers");
        assertAsked(
                "set " + CALLER + " TRUNKLINE_NEXT=transfer",
                "set " + CALLER + " TRUNKLINE_TRANSFER_TO=sip:desk@pbx.example.com",
                "redirect " + CALLER + " to PJSIP/sip:desk@pbx.example.com");
        assertThat(gone).isEmpty();
        departure.over(); // its hang-up was told
        scene.clock.advanceMs(60_000);
        assertThat(control.asked).hasSize(3);
        assertThat(scene.clock.pendingTimers()).isZero();
    }

    @Test
    void redirectThatIsNotFollowed_givesPlaceToTheDialplan() {
        control.doEverything();
        leave(TO_SIP, "transfers");
        scene.clock.advanceMs(9_999);
        assertThat(control.asked).doesNotContain("proceed " + CALLER);
        scene.clock.advanceMs(1);
        assertThat(control.asked).endsWith("proceed " + CALLER);
        assertThat(gone).containsExactly(true);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 409, 412, 422, 500})
    void redirectThatIsRefused_givesPlaceToTheDialplan(int status) {
        leave(TO_SIP, "transfers");
        control.done("set");
        control.done("set");
        control.refused("redirect", status);
        assertThat(control.open()).containsExactly("proceed " + CALLER);
    }

    @Test
    void contextThatIsRefused_givesPlaceToTheDialplan_andThatToHangingUp() {
        leave(TO_NUMBER, "transfers");
        control.done("set");
        control.done("set");
        control.refused("proceed " + CALLER + " at", 400);
        control.refused("proceed " + CALLER, 412);
        control.done("hang up " + CALLER);
        assertThat(gone).containsExactly(true);
    }

    @Test
    void asteriskThatCannotBeReached_isGivenUp_andThatIsKnown() {
        leave(new NextStep.Apologise(), null);
        control.unreachable("set");
        control.unreachable("proceed");
        control.unreachable("hang up");
        assertThat(gone).containsExactly(false);
    }

    @Test
    void variableThatCannotBeSet_keepsNobody() {
        leave(new NextStep.HangUp(), null);
        control.refused("set", 500);
        assertThat(control.open()).containsExactly("hang up " + CALLER);
    }

    @Test
    void callerWhoIsGone_isAskedNothingMore() {
        leave(TO_NUMBER, "transfers");
        control.refused("set", 404);
        assertThat(control.open()).isEmpty();
        assertThat(gone).containsExactly(true);
    }

    @Test
    void answersAfterTheEnd_causeNothing() {
        Departure departure = leave(TO_NUMBER, "transfers");
        departure.over();
        control.done("set");
        assertThat(control.open()).isEmpty();
        assertThat(gone).isEmpty();
    }
}
