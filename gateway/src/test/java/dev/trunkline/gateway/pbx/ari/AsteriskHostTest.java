package dev.trunkline.gateway.pbx.ari;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.gateway.call.NextStep;
import dev.trunkline.gateway.pbx.PbxAdmission;
import dev.trunkline.gateway.pbx.ari.AriEvent.ChannelDestroyed;
import dev.trunkline.gateway.pbx.ari.AriEvent.HangupRequested;
import dev.trunkline.gateway.pbx.ari.AriEvent.KeyPressed;
import dev.trunkline.gateway.pbx.ari.AriEvent.StasisEnd;
import dev.trunkline.gateway.pbx.ari.AriEvent.StasisStart;
import dev.trunkline.observability.metrics.CallOutcome;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The calls of one Asterisk, its events, and what is found after a time without them. */
class AsteriskHostTest {
    private static final String CALLER = PbxScene.CALLER;

    private final PbxScene scene = new PbxScene();
    private final FakeControl control = scene.control;
    private final AsteriskHost host = new AsteriskHost(scene.surroundings());
    private int reopened;

    @AfterEach
    void close() {
        scene.close();
    }

    private static AriChannel channel(String id, @Nullable String application, String... given) {
        return new AriChannel(id, "+15550100", "4420", application, List.of(given), Map.of());
    }

    private void callerComes(String id, String... given) {
        host.event(new StasisStart(channel(id, "trunkline", given), List.of(given)));
    }

    private String asked(String start) {
        return control.asked.stream()
                .filter(each -> each.startsWith(start))
                .reduce((_, last) -> last)
                .orElseThrow(() -> new AssertionError("not asked: " + start));
    }

    /** The name that the last media channel was made under. */
    private String media() {
        return asked("create media").split(" ", -1)[2];
    }

    private String bridge() {
        return asked("create bridge").split(" ", -1)[2];
    }

    /** A caller comes and talks. */
    private void talk() {
        control.doEverything();
        callerComes(CALLER);
        scene.mediaOpened();
        host.event(new StasisStart(channel(media(), "trunkline"), List.of()));
        scene.mediaJoined();
        scene.runLegLoop();
        assertThat(scene.told).endsWith("begin", "start");
    }

    @Test
    void caller_isAdmittedWithWhatTheDialplanGaveAlong() {
        callerComes(CALLER, "agent=sales", "trunk=byoc-1", "4420", "note=a=b", "=x");
        assertThat(scene.admitted)
                .singleElement()
                .satisfies(caller -> {
                    assertThat(caller.pbx()).isEqualTo("main");
                    assertThat(caller.channelId()).isEqualTo(CALLER);
                    assertThat(caller.trunk()).isEqualTo("byoc-1");
                    assertThat(caller.callerNumber()).isEqualTo("+15550100");
                    assertThat(caller.dialledNumber()).isEqualTo("4420");
                    assertThat(caller.receivedNanos()).isEqualTo(scene.clock.nanos());
                    assertThat(caller.arguments())
                            .isEqualTo(Map.of("agent", "sales", "trunk", "byoc-1", "note", "a=b"));
                });
    }

    @Test
    void caller_comesOverTheAsterisksOwnTrunk_ifTheDialplanNamesNone() {
        callerComes(CALLER);
        assertThat(scene.admitted.getFirst().trunk()).isEqualTo("own-pbx");
    }

    @Test
    void callerWhoIsRefused_goesOnInTheDialplan_whichIsToldWhy() {
        scene.refusal = CallOutcome.REJECTED_FULL;
        control.doEverything();
        callerComes(CALLER);
        assertThat(control.asked)
                .containsExactly(
                        "set " + CALLER + " TRUNKLINE_REFUSED=rejected_full",
                        "set " + CALLER + " TRUNKLINE_NEXT=apologise",
                        "proceed " + CALLER);
        assertThat(host.calls()).isZero();
    }

    @Test
    void callerWhoHangsUpBeforeTheDecision_isNotWaitedFor() {
        Promise<PbxAdmission> decision = Promise.promise();
        scene.decision = decision;
        callerComes(CALLER);
        host.event(new HangupRequested(CALLER));
        decision.complete(scene.accepted("main/" + CALLER));
        assertThat(scene.told).containsExactly("abandon NEVER_CAME");
        assertThat(control.asked).isEmpty();
        assertThat(scene.clock.pendingTimers()).isZero();
    }

    @Test
    void decisionThatIsNotMade_isNotWaitedForForever() {
        Promise<PbxAdmission> decision = Promise.promise();
        scene.decision = decision;
        control.doEverything();
        callerComes(CALLER);
        callerComes(CALLER);
        assertThat(scene.admitted).hasSize(1);
        scene.clock.advanceMs(5_000);
        assertThat(control.asked).endsWith("proceed " + CALLER);
        decision.complete(scene.accepted("main/" + CALLER));
        assertThat(scene.told).containsExactly("abandon NEVER_CAME");
        assertThat(host.calls()).isZero();
    }

    @Test
    void keysOfTheCaller_reachTheLeg_othersDoNot() {
        talk();
        host.event(new KeyPressed(CALLER, '1'));
        host.event(new KeyPressed(media(), '2'));
        host.event(new KeyPressed("stranger", '3'));
        scene.runLegLoop();
        assertThat(scene.told).endsWith("start", "pressed 1");
    }

    @Test
    void hangUp_isToldByThreeEvents_andHappensOnce() {
        talk();
        String media = media();
        String bridge = bridge();
        host.event(new HangupRequested(CALLER));
        host.event(new StasisEnd(CALLER));
        host.event(new ChannelDestroyed(CALLER));
        host.event(new HangupRequested(media));
        host.event(new StasisEnd(media));
        host.event(new ChannelDestroyed(media));
        scene.runLegLoop();
        assertThat(scene.told).endsWith("start", "hung up");
        assertThat(control.asked).endsWith("hang up " + media, "destroy " + bridge);
        assertThat(host.calls()).isZero();
        assertThat(scene.clock.pendingTimers()).isZero();
    }

    @Test
    void mediaChannelThatNoCallHas_isHungUp() {
        String stray = scene.ids.mediaChannel();
        host.event(new StasisStart(channel(stray, "trunkline"), List.of()));
        assertThat(scene.admitted).isEmpty();
        assertThat(control.asked).containsExactly("hang up " + stray);
    }

    @Test
    void callerWhomTheDialplanSendsBack_isANewCall() {
        talk();
        host.event(new StasisEnd(CALLER));
        callerComes(CALLER);
        assertThat(scene.admitted).hasSize(2);
        assertThat(host.calls()).isEqualTo(1);
        host.event(new HangupRequested(CALLER));
        scene.opening.getLast().fail("late");
        assertThat(host.calls()).isZero();
    }

    @Test
    void sameCallerTwice_isOneCall() {
        callerComes(CALLER);
        callerComes(CALLER);
        assertThat(scene.admitted).hasSize(1);
    }

    @Test
    void callThatStillRuns_goesOnWhenEventsComeAgain() {
        talk();
        host.lost();
        assertThat(host.connected()).isFalse();
        control.has(
                List.of(channel(CALLER, "trunkline"), channel(media(), "trunkline")),
                List.of(bridge()));
        host.opened();
        scene.runLegLoop();
        assertThat(host.connected()).isTrue();
        assertThat(scene.told).endsWith("begin", "start");
        assertThat(control.asked).endsWith("channels", "bridges");
        assertThat(scene.admitted).hasSize(1);
    }

    @Test
    void callWhoseCallerHasGoneMeanwhile_ends() {
        talk();
        host.lost();
        host.opened(); // an Asterisk that was started anew has nothing
        scene.runLegLoop();
        assertThat(scene.told).endsWith("start", "hung up");
        assertThat(host.calls()).isZero();
    }

    @Test
    void callWhoseCallerIsElsewhereInTheDialplan_ends() {
        talk();
        control.has(List.of(channel(CALLER, null), channel(media(), "trunkline")), List.of());
        host.opened();
        scene.runLegLoop();
        assertThat(scene.told).endsWith("start", "hung up");
    }

    @Test
    void callWhoseMediaChannelHasGoneMeanwhile_isGivenBack() {
        talk();
        control.has(List.of(channel(CALLER, "trunkline")), List.of(bridge()));
        host.opened();
        scene.clock.advanceMs(2_000);
        scene.runLegLoop();
        assertThat(scene.told).contains("hung up", "next step");
        assertThat(control.asked).contains("proceed " + CALLER);
    }

    @Test
    void leftovers_areRemoved_othersOwnAreNot() {
        control.doEverything();
        String channel = scene.ids.mediaChannel();
        String bridge = scene.ids.bridge();
        String foreign = new OurIds("other").mediaChannel();
        control.has(
                List.of(
                        channel(channel, "trunkline"),
                        channel(foreign, "other"),
                        channel("1764.9", "other"),
                        channel("1764.10", null)),
                List.of(bridge, "somebody's", new OurIds("other").bridge()));
        host.opened();
        assertThat(control.asked)
                .containsExactly("channels", "bridges", "hang up " + channel, "destroy " + bridge);
        assertThat(scene.admitted).isEmpty();
    }

    @Test
    void callerWhomNobodyHas_isTakenAsANewCall() {
        control.doEverything();
        control.has(List.of(channel("1764.9", "trunkline", "agent=sales")), List.of());
        host.opened();
        assertThat(scene.admitted)
                .singleElement()
                .satisfies(caller -> {
                    assertThat(caller.channelId()).isEqualTo("1764.9");
                    assertThat(caller.arguments()).isEqualTo(Map.of("agent", "sales"));
                });
    }

    @Test
    void callerWhoseCallIsOver_isGivenBackToTheDialplan_notTakenAgain() {
        talk();
        host.event(new HangupRequested(CALLER));
        control.has(List.of(channel(CALLER, "trunkline")), List.of());
        host.opened();
        assertThat(scene.admitted).hasSize(1);
        assertThat(control.asked)
                .endsWith("set " + CALLER + " TRUNKLINE_NEXT=apologise", "proceed " + CALLER);
    }

    @Test
    void callThatComesWhileAsteriskAnswers_isNeitherGoneNorNew() {
        control.has(List.of(), List.of());
        host.opened();
        callerComes(CALLER); // behind the list that is on its way
        control.done("channels");
        control.done("bridges");
        assertThat(host.calls()).isEqualTo(1);
        control.has(List.of(channel("1764.9", "trunkline")), List.of());
        host.opened();
        callerComes("1764.9"); // in the list that is on its way, too
        control.done("channels");
        control.done("bridges");
        assertThat(scene.admitted).hasSize(2);
    }

    @Test
    void lookThatFails_isRepeated() {
        host.opened();
        control.unreachable("channels");
        assertThat(control.open()).isEmpty();
        scene.clock.advanceMs(10_000);
        assertThat(control.open()).containsExactly("channels");
    }

    @Test
    void whatACallCouldNotRemove_isRemovedLater() {
        talk();
        String bridge = bridge();
        control.has(
                List.of(channel(CALLER, "trunkline"), channel(media(), "trunkline")),
                List.of(bridge));
        host.opened();
        control.has(List.of(), List.of(bridge));
        control.answerByHand();
        host.event(new StasisEnd(CALLER));
        control.done("hang up");
        control.unreachable("destroy");
        control.doEverything();
        scene.clock.advanceMs(10_000);
        assertThat(control.asked).endsWith("channels", "bridges", "destroy " + bridge);
    }

    @Test
    void replacedGateway_watchesItsCallsAndTouchesNothingElse() {
        talk();
        host.onReopen(() -> reopened++);
        host.replaced();
        assertThat(host.connected()).isFalse();
        control.has(
                List.of(
                        channel(CALLER, "trunkline"),
                        channel(media(), "trunkline"),
                        channel("1764.9", "trunkline"),
                        channel(scene.ids.mediaChannel(), "trunkline")),
                List.of(scene.ids.bridge()));
        scene.clock.advanceMs(5_000);
        assertThat(control.asked).endsWith("channels", "bridges", "application");
        assertThat(scene.admitted).hasSize(1);
        assertThat(host.calls()).isEqualTo(1);
        control.has(List.of(), List.of());
        scene.clock.advanceMs(5_000);
        scene.runLegLoop();
        assertThat(scene.told).endsWith("start", "hung up");
        assertThat(reopened).isZero();
    }

    @Test
    void callThatAnotherGatewayHasTaken_endsHereWithoutTouchingTheCaller() {
        talk();
        host.replaced();
        control.has(List.of(channel(CALLER, "trunkline")), List.of());
        scene.clock.advanceMs(5_000);
        scene.runLegLoop();
        assertThat(scene.told).endsWith("start", "hung up");
        assertThat(control.asked)
                .noneMatch(each -> each.contains(CALLER) && each.startsWith("proceed"));
        assertThat(host.calls()).isZero();
    }

    @Test
    void legThatBreaksWhileAnotherGatewayHasTheApplication_doesNotTouchTheCaller() {
        talk();
        host.replaced();
        scene.next = new NextStep.Apologise();
        scene.leg().closed();
        scene.runLegLoop();
        assertThat(control.asked).noneMatch(each -> each.startsWith("set " + CALLER));
        assertThat(host.calls()).isZero();
    }

    @Test
    void replacedGateway_comesBackOnceNobodyHasTheApplication() {
        control.doEverything();
        host.onReopen(() -> reopened++);
        host.replaced();
        scene.clock.advanceMs(5_000);
        assertThat(reopened).isZero();
        control.applicationExists(false);
        scene.clock.advanceMs(5_000);
        assertThat(reopened).isEqualTo(1);
        host.opened();
        scene.clock.advanceMs(60_000);
        assertThat(reopened).isEqualTo(1);
    }

    @Test
    void close_waitsForWhatTheCallsLeave() {
        talk();
        control.answerByHand();
        Future<Void> closed = host.close();
        host.event(new StasisEnd(CALLER));
        control.done("hang up");
        assertThat(closed.isComplete()).isFalse();
        control.done("destroy");
        assertThat(closed.succeeded()).isTrue();
    }

    @Test
    void callerWhoComesAtTheEnd_isGivenBackToTheDialplan() {
        control.doEverything();
        assertThat(host.close().succeeded()).isTrue();
        callerComes(CALLER);
        assertThat(scene.admitted).isEmpty();
        assertThat(control.asked).endsWith("proceed " + CALLER);
    }

    @Test
    void close_doesNotWaitForever() {
        talk();
        Future<Void> closed = host.close();
        scene.clock.advanceMs(4_999);
        assertThat(closed.isComplete()).isFalse();
        scene.clock.advanceMs(1);
        assertThat(closed.succeeded()).isTrue();
    }
}
