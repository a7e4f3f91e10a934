package dev.trunkline.gateway.pbx.ari;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.gateway.call.NextStep;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** The control of one call, moved step by step. */
class AsteriskCallTest {
    private static final String CALLER = PbxScene.CALLER;

    private final PbxScene scene = new PbxScene();
    private final FakeControl control = scene.control;
    private final List<AsteriskCall> over = new ArrayList<>();
    private AsteriskCall call =
            new AsteriskCall(scene.surroundings(), scene.accepted("main/1"), CALLER, over::add);

    @BeforeEach
    void start() {
        call.start();
    }

    @AfterEach
    void close() {
        scene.close();
    }

    private String media() {
        return "hang up " + call.mediaId();
    }

    private String bridge() {
        return "destroy " + call.bridgeId();
    }

    /** Has everything happen that leads to a state. */
    private void reach(CallState state) {
        if (state.compareTo(CallState.OPENING_MEDIA) > 0) {
            scene.mediaOpened();
        }
        if (state.compareTo(CallState.ANSWERING) > 0) {
            control.done("answer");
        }
        if (state.compareTo(CallState.BRIDGING) > 0) {
            control.done("create bridge");
        }
        if (state.compareTo(CallState.CREATING_MEDIA) > 0) {
            control.done("create media");
        }
        if (state.compareTo(CallState.JOINING) > 0) {
            call.mediaEntered();
            scene.mediaJoined();
        }
        if (state.compareTo(CallState.ADDING) > 0) {
            control.done("add to");
            scene.runLegLoop();
        }
        if (state.compareTo(CallState.TALKING) > 0) {
            agentHangsUp();
        }
        assertThat(call.state()).isEqualTo(state);
    }

    private void agentHangsUp() {
        scene.leg().closed();
        scene.runLegLoop();
    }

    private void assertRemovedOnce(String... expected) {
        while (!control.open().isEmpty()) {
            control.done(control.open().getFirst());
        }
        assertThat(
                        control.asked.stream()
                                .filter(each -> each.equals(media()) || each.startsWith("destroy"))
                                .toList())
                .containsExactly(expected);
        assertThat(over).containsExactly(call);
        assertThat(call.leftNothing()).isTrue();
        assertThat(scene.clock.pendingTimers()).isZero();
    }

    @Test
    void setUp_goesInOrder_andTheCallBeginsOnTheLegsLoop() {
        reach(CallState.ADDING);
        control.done("add to");
        assertThat(scene.told).doesNotContain("begin"); // the leg's loop has not run yet
        scene.runLegLoop();
        assertThat(control.asked)
                .containsExactly(
                        "answer " + CALLER,
                        "create bridge " + call.bridgeId(),
                        "create media "
                                + call.mediaId()
                                + " {external_host=127.0.0.1:40000, format=ulaw}",
                        "add to " + call.bridgeId() + " [" + CALLER + ", " + call.mediaId() + "]");
        assertThat(scene.told).containsExactly("open", "join {PORT=20000}", "begin", "start");
        assertThat(scene.clock.pendingTimers()).isZero();
    }

    @Test
    void mediaChannelThatEntersBeforeItsMakingIsAnswered_isNotMissed() {
        reach(CallState.CREATING_MEDIA);
        call.mediaEntered();
        control.done("create media");
        scene.mediaJoined();
        assertThat(control.open()).singleElement().asString().startsWith("add to");
    }

    @Test
    void mediaChannelThatEntersLast_isAwaited() {
        reach(CallState.JOINING);
        scene.mediaJoined();
        assertThat(control.open()).isEmpty(); // 422, if it were asked now
        call.mediaEntered();
        assertThat(control.open()).singleElement().asString().startsWith("add to");
    }

    @ParameterizedTest
    @EnumSource(
            value = CallState.class,
            names = {"OVER", "CLEARING"},
            mode = Mode.EXCLUDE)
    void callerWhoHangsUpAtAnyMoment_leavesNothingBehind(CallState state) {
        reach(state);
        call.callerGone();
        call.callerGone(); // it is told by up to three events
        scene.runLegLoop();
        boolean bridgeAsked = state.compareTo(CallState.BRIDGING) >= 0;
        boolean mediaAsked = state.compareTo(CallState.CREATING_MEDIA) >= 0;
        List<String> removed = new ArrayList<>();
        if (mediaAsked) {
            removed.add(media());
        }
        if (bridgeAsked) {
            removed.add(bridge());
        }
        assertRemovedOnce(removed.toArray(String[]::new));
        if (state == CallState.TALKING) {
            assertThat(scene.told)
                    .containsSubsequence("start", "hung up")
                    .doesNotContain("abandon NEVER_CAME");
        } else if (state.isSettingUp()) {
            assertThat(scene.told).contains("abandon NEVER_CAME").doesNotContain("begin");
        }
        assertThat(control.asked)
                .noneMatch(each -> each.equals("hang up " + CALLER) && state != CallState.LEAVING);
    }

    @Test
    void whatIsBeingMade_isRemovedAfterItsAnswer_notBefore() {
        reach(CallState.CREATING_MEDIA);
        call.callerGone();
        assertThat(control.open()).singleElement().asString().startsWith("create media");
        control.done("create media");
        assertThat(control.open()).containsExactly(media());
    }

    @Test
    void makingThatIsNotAnswered_isTakenForDone() {
        reach(CallState.BRIDGING);
        call.callerGone();
        control.unreachable("create bridge");
        assertThat(control.open()).containsExactly(bridge());
    }

    @Test
    void mediaThatIsReadyTooLate_isAbandoned() {
        call.callerGone();
        scene.mediaOpened();
        assertThat(scene.told).containsExactly("open", "abandon NEVER_CAME", "abandon end");
        assertRemovedOnce();
    }

    @ParameterizedTest
    @EnumSource(
            value = CallState.class,
            names = {
                "OPENING_MEDIA",
                "ANSWERING",
                "BRIDGING",
                "CREATING_MEDIA",
                "JOINING",
                "ADDING"
            })
    void stepThatTakesTooLong_givesTheCallerBackToTheDialplan(CallState state) {
        reach(state);
        scene.clock.advanceMs(state.limit().toMillis() - 1);
        assertThat(call.state()).isEqualTo(state);
        scene.clock.advanceMs(1);
        assertThat(call.state()).isEqualTo(CallState.LEAVING);
        assertThat(scene.told).contains("abandon MEDIA_FAILED").doesNotContain("begin");
        control.done("set " + CALLER + " TRUNKLINE_NEXT=apologise");
        control.done("proceed " + CALLER);
        while (!control.open().isEmpty()) {
            control.done(control.open().getFirst());
        }
        assertThat(over).containsExactly(call);
    }

    @Test
    void mediaThatCannotBeHad_givesTheCallerBackToTheDialplan() {
        scene.opening.getLast().fail("no port is free");
        control.done("set " + CALLER + " TRUNKLINE_NEXT=apologise");
        control.done("proceed " + CALLER);
        assertThat(scene.told).containsExactly("open", "abandon MEDIA_FAILED");
        assertRemovedOnce();
    }

    @Test
    void endsThatDoNotMeet_giveTheCallerBackToTheDialplan() {
        reach(CallState.JOINING);
        scene.joining.getLast().fail("nobody came");
        control.done("set " + CALLER + " TRUNKLINE_NEXT=apologise");
        control.done("proceed " + CALLER);
        assertRemovedOnce(media(), bridge());
        assertThat(scene.told).contains("abandon MEDIA_FAILED", "abandon end");
    }

    @Test
    void callerWhoIsGoneWhenAnswered_isNoFailureOfTheMedia() {
        reach(CallState.ANSWERING);
        control.refused("answer", 404);
        assertThat(scene.told).containsExactly("open", "abandon NEVER_CAME", "abandon end");
        control.refused("set", 404);
        assertRemovedOnce();
    }

    @Test
    void callerWhoIsGoneWhenAdded_isLookedForOnceMore() {
        reach(CallState.ADDING);
        control.refused("add to", 422);
        assertThat(scene.told).contains("abandon NEVER_CAME");
        control.refused("set", 409);
        assertRemovedOnce(media(), bridge());
    }

    @Test
    void mediaChannelThatDiesDuringTheSetUp_isNotWaitedFor() {
        reach(CallState.CREATING_MEDIA);
        call.mediaGone(true);
        control.done("create media");
        assertThat(call.state()).isEqualTo(CallState.LEAVING);
        control.done("set");
        control.done("proceed");
        assertRemovedOnce(bridge()); // what is destroyed needs no removing
    }

    @Test
    void keys_reachTheLegWhileItTalks() {
        reach(CallState.ADDING);
        call.pressed('1');
        control.done("add to");
        call.pressed('2');
        scene.runLegLoop();
        call.pressed('#');
        scene.runLegLoop();
        agentHangsUp();
        call.pressed('4');
        scene.runLegLoop();
        assertThat(scene.told.stream().filter(each -> each.startsWith("pressed")).toList())
                .containsExactly("pressed 2", "pressed #");
        assertThat(scene.told).containsSubsequence("start", "pressed 2");
    }

    @Test
    void callThatIsNotWaitedForAnyMore_hasItsLegClosed() {
        scene.expected = false;
        scene.next = new NextStep.Apologise();
        reach(CallState.ADDING);
        control.done("add to");
        scene.runLegLoop();
        assertThat(scene.told).containsSubsequence("begin", "close DONE", "next step");
        control.done("set " + CALLER + " TRUNKLINE_NEXT=apologise");
        control.done("proceed");
        assertRemovedOnce(media(), bridge());
    }

    @Test
    void whatFollows_isAskedBehindWhatTheCallStillDoesAtItsEnd() {
        reach(CallState.TALKING);
        scene.eventLoop().execute(() -> scene.told.add("end of the call"));
        scene.leg().closed();
        assertThat(scene.told).doesNotContain("next step");
        scene.runLegLoop();
        assertThat(scene.told).containsSubsequence("end of the call", "next step");
    }

    @Test
    void mediaChannelThatDies_isLeftToTheLegForAWhile() {
        reach(CallState.TALKING);
        scene.next = new NextStep.Apologise();
        call.mediaGone(false);
        call.mediaGone(true);
        scene.clock.advanceMs(1_999);
        assertThat(scene.told).doesNotContain("hung up");
        agentHangsUp(); // the leg noticed
        control.done("set " + CALLER + " TRUNKLINE_NEXT=apologise");
        control.done("proceed");
        assertRemovedOnce(bridge());
        assertThat(scene.told).doesNotContain("hung up");
    }

    @Test
    void legThatDoesNotNotice_isTold_andTheCallerGivenBackToTheDialplan() {
        reach(CallState.TALKING);
        call.mediaGone(true);
        scene.clock.advanceMs(2_000);
        scene.runLegLoop();
        assertThat(scene.told).contains("hung up");
        control.done("set " + CALLER + " TRUNKLINE_NEXT=apologise");
        control.done("proceed");
        assertRemovedOnce(bridge());
    }

    @Test
    void removingThatFails_isKnown() {
        reach(CallState.TALKING);
        call.callerGone();
        control.unreachable(media());
        control.done(bridge());
        assertThat(over).containsExactly(call);
        assertThat(call.leftNothing()).isFalse();
    }

    @Test
    void callerWhoCannotBeLetGo_isKnown() {
        reach(CallState.LEAVING);
        scene.clock.advanceMs(CallState.LEAVING.limit().toMillis());
        control.done(media());
        control.done(bridge());
        assertThat(over).containsExactly(call);
        assertThat(call.leftNothing()).isFalse();
    }

    @Test
    void printsNoSecretAndNoNumber() {
        assertThat(call + " " + scene.surroundings().config())
                .contains("c-17")
                .doesNotContain("hush");
    }
}
