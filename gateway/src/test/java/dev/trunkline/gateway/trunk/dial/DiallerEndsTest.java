package dev.trunkline.gateway.trunk.dial;

import static dev.trunkline.gateway.trunk.dial.DialScene.REQUEST;
import static dev.trunkline.gateway.trunk.dial.DialScene.TO;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.gateway.agent.Outbound;
import dev.trunkline.observability.metrics.CallOutcome;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** Calls that are given up in every state, a gateway that stops, and requests that come twice. */
class DiallerEndsTest {
    private static final Duration STEP = Duration.ofMillis(250);

    private static boolean end(DialScene scene, String id) {
        boolean ended = DialScene.got(scene.dialler().end(id));
        scene.run(() -> {});
        return ended;
    }

    @Test
    void whileItWaits_itIsOverAtOnce() {
        try (DialScene scene = new DialScene()) {
            scene.agent("sales", 1);
            scene.start();
            scene.place();
            String id = scene.place();
            assertThat(end(scene, id)).isTrue();
            assertThat(end(scene, id)).as("again").isFalse();
            assertThat(scene.records(id)).containsExactly(CallOutcome.CANCELED);
            scene.tell(0, CarrierEvent.Kind.BUSY, 486);
            scene.advance(Duration.ofSeconds(1), STEP);
            assertThat(scene.dialled()).hasSize(1);
        }
    }

    @Test
    void whileTheCarrierIsAsked_itIsHungUpAsSoonAsItHasAName() {
        try (DialScene scene = new DialScene()) {
            String id = scene.place();
            assertThat(end(scene, id)).isTrue();
            assertThat(scene.hungUp()).isEmpty();
            scene.names(0, "CA0");
            assertThat(scene.hungUp()).containsExactly("CA0");
            scene.tell(0, CarrierEvent.Kind.CANCELED, 487);
            assertThat(scene.records(id)).containsExactly(CallOutcome.CANCELED);
        }
    }

    @Test
    void whileItRings_itIsHungUp_againIfTheCarrierIsAway() {
        try (DialScene scene = new DialScene()) {
            String id = scene.place();
            scene.names(0, "CA0");
            scene.tell(0, CarrierEvent.Kind.RINGING, 180);
            scene.run(() -> scene.carrier.hangsUp = _ -> Future.failedFuture("away"));
            assertThat(end(scene, id)).isTrue();
            scene.advance(Duration.ofSeconds(5), STEP);
            assertThat(scene.hungUp()).hasSize(3);
            scene.run(() -> scene.carrier.hangsUp = _ -> Future.succeededFuture());
            scene.advance(Duration.ofSeconds(10), STEP);
            assertThat(scene.hungUp()).hasSize(4);
            scene.tell(0, CarrierEvent.Kind.FAILED, 503);
            scene.advance(Duration.ofSeconds(1), STEP);
            assertThat(scene.dialled()).as("nobody wants it").hasSize(1);
            assertThat(scene.records(id)).containsExactly(CallOutcome.CANCELED);
        }
    }

    @Test
    void answeredThough_itIsNotHandedOver() {
        try (DialScene scene = new DialScene()) {
            String id = scene.place();
            scene.names(0, "CA0");
            end(scene, id);
            assertThat(scene.answer(0)).isInstanceOf(HandOver.Gone.class);
            scene.tell(0, CarrierEvent.Kind.COMPLETED, 0);
            assertThat(scene.records(id)).containsExactly(CallOutcome.CANCELED);
        }
    }

    @Test
    void betweenTwoTries_noOtherFollows() {
        try (DialScene scene = new DialScene()) {
            scene.trunks.put("b", DialScene.trunk("b", null, 0.1));
            scene.start();
            scene.place(REQUEST.over("b"));
            String id = scene.place();
            scene.advance(Duration.ofMillis(5));
            scene.tell(1, CarrierEvent.Kind.FAILED, 503); // and waits for b's pace
            assertThat(scene.view(id).state()).isEqualTo(DialState.DIALLING);
            assertThat(end(scene, id)).isTrue();
            assertThat(scene.records(id)).containsExactly(CallOutcome.CANCELED);
            scene.advance(Duration.ofSeconds(20), STEP);
            assertThat(scene.dialled()).hasSize(2);
            scene.tell(0, CarrierEvent.Kind.BUSY, 486);
        }
    }

    @Test
    void inConversation_itIsHungUp_andItsMediaSaysHowItEnded() {
        try (DialScene scene = new DialScene()) {
            String id = scene.place();
            scene.names(0, "CA0");
            scene.answer(0);
            assertThat(end(scene, id)).isTrue();
            assertThat(scene.hungUp()).containsExactly("CA0");
            scene.tell(0, CarrierEvent.Kind.COMPLETED, 0);
            assertThat(end(scene, id)).as("its media is ending").isTrue();
            assertThat(scene.view(id).outcome()).isNull();
            scene.dialler().mediaOver(id, CallOutcome.COMPLETED_BY_CALLER);
            assertThat(scene.view(id).outcome()).isEqualTo(CallOutcome.COMPLETED_BY_CALLER);
            assertThat(scene.records(id)).isEmpty();
            assertThat(end(scene, id)).isFalse();
            assertThat(end(scene, "nobody")).isFalse();
        }
    }

    @Test
    void aStoppingGateway_givesUpWhatNobodyAnswered_andTakesNothing() {
        try (DialScene scene = new DialScene()) {
            scene.agent("sales", 2);
            scene.start();
            String ringing = scene.place();
            String talking = scene.place();
            String waiting = scene.place();
            scene.advance(Duration.ofMillis(5));
            scene.names(0, "CA0");
            scene.names(1, "CA1");
            scene.answer(1);
            Future<Void> drained = scene.dialler().drain();
            scene.run(() -> {});
            assertThat(scene.records(waiting)).containsExactly(CallOutcome.REJECTED_DRAINING);
            assertThat(scene.hungUp()).containsExactly("CA0");
            assertThat(drained.isComplete()).isFalse();
            assertThat(scene.placed(REQUEST, "key"))
                    .isInstanceOfSatisfying(
                            Placement.Refused.class,
                            refused ->
                                    assertThat(refused.reason())
                                            .isEqualTo(Placement.Reason.DRAINING));
            scene.tell(0, CarrierEvent.Kind.CANCELED, 487);
            DialScene.got(drained);
            assertThat(scene.records(ringing)).containsExactly(CallOutcome.CANCELED);
            assertThat(scene.view(talking).state()).isEqualTo(DialState.ANSWERED);
            scene.tell(1, CarrierEvent.Kind.COMPLETED, 0);
            scene.dialler().mediaOver(talking, CallOutcome.DRAINED);
        }
    }

    @Test
    void aStoppingGateway_waitsNoLongerThanItMay() {
        try (DialScene scene = new DialScene()) {
            String named = scene.place();
            scene.advance(Duration.ofMillis(5));
            String unnamed = scene.place();
            scene.names(0, "CA0");
            Future<Void> drained = scene.dialler().drain();
            scene.run(() -> {});
            assertThat(drained.isComplete()).isFalse();
            scene.dialler().endAll();
            DialScene.got(drained);
            assertThat(scene.records(named)).containsExactly(CallOutcome.CANCELED);
            assertThat(scene.records(unnamed)).containsExactly(CallOutcome.CANCELED);
            scene.names(1, "CA1");
            assertThat(scene.hungUp()).contains("CA0", "CA1");
        }
    }

    @Test
    void anIdleGateway_isDrainedAtOnce() {
        try (DialScene scene = new DialScene()) {
            DialScene.got(scene.dialler().drain());
        }
    }

    @Test
    void aMachine_isHungUpWhereThatIsWanted_andOnlyThere() {
        for (Outbound.OnMachine wanted : Outbound.OnMachine.values()) {
            for (String answerer :
                    List.of("human", "unknown", "machine_start", "machine_end_beep", "fax")) {
                try (DialScene scene = new DialScene()) {
                    scene.agent(
                            "sales",
                            new Outbound(
                                    null,
                                    null,
                                    null,
                                    null,
                                    Outbound.MachineDetection.ENABLE,
                                    wanted,
                                    false));
                    String id = scene.place();
                    scene.names(0, "CA0");
                    scene.answer(0);
                    scene.dialler().onAnswerer(new CarrierEvent.Answerer(id, 1, answerer));
                    boolean machine = !answerer.equals("human") && !answerer.equals("unknown");
                    assertThat(scene.hungUp())
                            .as("%s %s", wanted, answerer)
                            .hasSize(machine && wanted == Outbound.OnMachine.HANG_UP ? 1 : 0);
                    assertThat(scene.view(id).attempts().getFirst().answeredBy())
                            .isEqualTo(answerer);
                    scene.tell(0, CarrierEvent.Kind.COMPLETED, 0);
                    scene.dialler().mediaOver(id, CallOutcome.COMPLETED_BY_CALLER);
                }
            }
        }
    }

    @Test
    void theSameKeyFromManyThreads_isOneCall() throws Exception {
        try (DialScene scene = new DialScene()) {
            scene.start();
            List<Callable<Future<Placement>>> requests = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                requests.add(() -> scene.dialler().place(REQUEST, "k"));
            }
            Set<String> ids = new TreeSet<>();
            int taken = 0;
            try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
                for (var each : threads.invokeAll(requests)) {
                    switch (DialScene.got(each.get())) {
                        case Placement.Taken(DialView call) -> {
                            taken++;
                            ids.add(call.id());
                        }
                        case Placement.Repeated(String id) -> ids.add(id);
                        case Placement.Refused refused -> throw new AssertionError(refused);
                    }
                }
            }
            assertThat(taken).isEqualTo(1);
            assertThat(ids).hasSize(1);
            assertThat(scene.placed(REQUEST.knowing(Map.of("name", "Ada")), "k"))
                    .isInstanceOfSatisfying(
                            Placement.Refused.class,
                            refused ->
                                    assertThat(refused.reason())
                                            .isEqualTo(Placement.Reason.KEY_REUSED));
            assertThat(scene.dialled()).hasSize(1);
            scene.tell(0, CarrierEvent.Kind.BUSY, 486);
        }
    }

    @Test
    void parametersThatReadAlike_areDifferentRequests() {
        CallRequest one = REQUEST.knowing(Map.of("a", "1, b=2"));
        CallRequest two = REQUEST.knowing(Map.of("a", "1", "b", "2"));
        assertThat(RequestCheck.fingerprint(one)).isNotEqualTo(RequestCheck.fingerprint(two));
        assertThat(RequestCheck.fingerprint(two))
                .isEqualTo(RequestCheck.fingerprint(REQUEST.knowing(Map.of("b", "2", "a", "1"))));
    }

    @Test
    void theKeyOfARefusedRequest_canBeUsedAgain() {
        try (DialScene scene = new DialScene()) {
            scene.agent("sales", 1);
            scene.maxQueued = 1;
            scene.start();
            String first = scene.place();
            String waiting = scene.place();
            assertThat(scene.placed(REQUEST, "k")).isInstanceOf(Placement.Refused.class);
            end(scene, waiting);
            assertThat(scene.placed(REQUEST, "k")).isInstanceOf(Placement.Taken.class);
            assertThat(scene.placed(CallRequest.of(TO, "nobody"), "j"))
                    .isInstanceOf(Placement.Refused.class);
            assertThat(scene.view(first).state()).isEqualTo(DialState.DIALLING);
            Future<Void> drained = scene.dialler().drain();
            scene.tell(0, CarrierEvent.Kind.CANCELED, 487);
            DialScene.got(drained);
        }
    }
}
