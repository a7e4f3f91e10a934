package dev.trunkline.gateway.trunk.dial;

import static dev.trunkline.gateway.trunk.dial.DialScene.REQUEST;
import static dev.trunkline.gateway.trunk.dial.DialScene.TO;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.gateway.agent.Outbound;
import dev.trunkline.gateway.config.TenantConfig;
import dev.trunkline.gateway.trunk.PhoneNumber;
import dev.trunkline.observability.metrics.CallOutcome;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that wait for their turn, and what they wait for. */
class DiallerQueueTest {
    private static final Duration STEP = Duration.ofMillis(50);

    private static void limit(DialScene scene, String what) {
        switch (what) {
            case "agent" -> scene.agent("sales", 5);
            case "tenant" -> {
                scene.tenants.put("acme", new TenantConfig("acme", 5));
                scene.agent(
                        "sales",
                        new Outbound(
                                null,
                                null,
                                "acme",
                                null,
                                Outbound.MachineDetection.OFF,
                                Outbound.OnMachine.GO_ON,
                                false));
            }
            case "trunk" -> scene.trunks.put("a", DialScene.trunk("a", 5, 1_000));
            default -> scene.maxCalls = 5;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"agent", "tenant", "trunk", "account"})
    void twoHundredAtOnceFromManyThreads_keepTheLimit_andAllGetTheirTurn(String what)
            throws Exception {
        try (DialScene scene = new DialScene()) {
            limit(scene, what);
            scene.queueDeadline = Duration.ofHours(1);
            scene.start();
            List<Callable<Future<Placement>>> requests = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                requests.add(() -> scene.dialler().place(REQUEST, null));
            }
            try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
                for (var each : threads.invokeAll(requests)) {
                    assertThat(DialScene.got(each.get())).isInstanceOf(Placement.Taken.class);
                }
            }
            scene.advance(Duration.ofSeconds(1), STEP);
            assertThat(scene.dialled()).hasSize(5);
            for (int place = 0; place < 200; place++) {
                scene.tell(place, CarrierEvent.Kind.BUSY, 486);
                scene.advance(STEP);
                int over = place + 1;
                assertThat(scene.dialled().size() - over).isEqualTo(Math.min(5, 200 - over));
            }
        }
    }

    @Test
    void aSecond_bringsNoMoreCallsThanConfigured_inTheOrderOfAsking() {
        try (DialScene scene = new DialScene()) {
            scene.callsPerSecond = 2;
            scene.start();
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                ids.add(scene.place());
            }
            assertThat(scene.dialled()).hasSize(1);
            scene.advance(Duration.ofMillis(499));
            assertThat(scene.dialled()).hasSize(1);
            scene.advance(Duration.ofMillis(2));
            assertThat(scene.dialled()).hasSize(2);
            scene.advance(Duration.ofMillis(2_010), Duration.ofMillis(10));
            List<String> order =
                    scene.on(() ->
                            scene.carrier.asked.stream()
                                    .map(asked -> asked.wanted().callId())
                                    .toList());
            assertThat(order).isEqualTo(ids);
            endAll(scene);
        }
    }

    @Test
    void aTrunksOwnPace_holdsUpNoOtherTrunk() {
        try (DialScene scene = new DialScene()) {
            scene.trunks.put("a", DialScene.trunk("a", null, 0.5));
            scene.start();
            for (int i = 0; i < 3; i++) {
                scene.place(REQUEST.over("a"));
            }
            scene.advance(Duration.ofMillis(10));
            scene.place(REQUEST.over("b"));
            assertThat(scene.dialled()).containsExactly("a", "b");
            scene.advance(Duration.ofSeconds(2), STEP);
            assertThat(scene.dialled()).containsExactly("a", "b", "a");
            scene.advance(Duration.ofSeconds(2), STEP);
            endAll(scene);
        }
    }

    @Test
    void aLongLine_doesNotKeepAShortOneWaiting() {
        try (DialScene scene = new DialScene()) {
            scene.callsPerSecond = 1;
            scene.agent("support", Outbound.STANDARD);
            scene.start();
            for (int i = 0; i < 40; i++) {
                scene.place();
            }
            scene.place(CallRequest.of(TO, "support"));
            scene.place(CallRequest.of(TO, "support"));
            scene.advance(Duration.ofSeconds(5), STEP);
            List<String> agents =
                    scene.on(() ->
                            scene.carrier.asked.stream()
                                    .map(asked -> asked.wanted().agent())
                                    .toList());
            assertThat(agents).startsWith("sales", "sales", "support", "sales", "support", "sales");
            DialScene.got(drained(scene));
        }
    }

    @Test
    void oneFreePlace_goesRoundTheLines() {
        try (DialScene scene = new DialScene()) {
            scene.maxCalls = 1;
            scene.agent("support", Outbound.STANDARD);
            scene.start();
            for (int i = 0; i < 3; i++) {
                scene.place();
            }
            for (int i = 0; i < 3; i++) {
                scene.place(CallRequest.of(TO, "support"));
            }
            for (int place = 0; place < 6; place++) {
                scene.tell(place, CarrierEvent.Kind.NO_ANSWER, 0);
                scene.advance(Duration.ofMillis(2));
            }
            List<String> agents =
                    scene.on(() ->
                            scene.carrier.asked.stream()
                                    .map(asked -> asked.wanted().agent())
                                    .toList());
            assertThat(agents)
                    .containsExactly("sales", "sales", "support", "sales", "support", "support");
        }
    }

    @Test
    void whoWaitsTooLong_isGivenUp_undialled() {
        try (DialScene scene = new DialScene()) {
            scene.agent("sales", 1);
            scene.queueDeadline = Duration.ofSeconds(10);
            scene.start();
            String first = scene.place();
            String second = scene.place();
            scene.advance(Duration.ofMillis(9_900), STEP);
            assertThat(scene.view(second).state()).isEqualTo(DialState.WAITING);
            scene.advance(Duration.ofMillis(400), STEP);
            assertThat(scene.view(second).outcome()).isEqualTo(CallOutcome.NOT_BEGUN);
            assertThat(scene.records(second)).containsExactly(CallOutcome.NOT_BEGUN);
            assertThat(scene.view(first).state()).isEqualTo(DialState.DIALLING);
            assertThat(scene.dialled()).hasSize(1);
            scene.tell(0, CarrierEvent.Kind.BUSY, 486);
        }
    }

    @Test
    void aStoreThatIsAway_keepsCallsWaiting_andIsAskedAgain() {
        try (DialScene scene = new DialScene()) {
            scene.start();
            scene.run(() -> scene.slots.away = true);
            String id = scene.place();
            scene.advance(Duration.ofSeconds(30), STEP);
            assertThat(scene.view(id).state()).isEqualTo(DialState.WAITING);
            assertThat(scene.on(scene.slots::asked)).isBetween(20, 40);
            scene.run(() -> scene.slots.away = false);
            scene.advance(Duration.ofSeconds(2), STEP);
            assertThat(scene.view(id).state()).isEqualTo(DialState.DIALLING);
            scene.tell(0, CarrierEvent.Kind.BUSY, 486);
            scene.run(() -> scene.slots.away = true);
            String late = scene.place();
            scene.advance(Duration.ofSeconds(61), STEP);
            assertThat(scene.view(late).outcome()).isEqualTo(CallOutcome.NOT_BEGUN);
        }
    }

    @Test
    void aHundredThousandThatWait_costNothingButTheirPlace_andNoMoreAreTaken() {
        try (DialScene scene = new DialScene()) {
            scene.agent("sales", 1);
            scene.maxQueued = 100_000;
            scene.queueDeadline = Duration.ofHours(1);
            scene.start();
            String first = scene.place();
            List<Future<Placement>> placed = new ArrayList<>();
            for (int i = 0; i < 100_000; i++) {
                placed.add(scene.dialler().place(REQUEST, null));
            }
            assertThat(placed.stream().map(DialScene::got))
                    .allMatch(Placement.Taken.class::isInstance);
            assertThat(scene.dialler().waitingCalls()).isEqualTo(100_000);
            assertThat(scene.placed(REQUEST, null))
                    .isInstanceOfSatisfying(
                            Placement.Refused.class,
                            refused ->
                                    assertThat(refused.reason())
                                            .isEqualTo(Placement.Reason.QUEUE_FULL));
            int before = scene.on(scene.slots::asked);
            scene.advance(Duration.ofSeconds(60), Duration.ofMillis(250));
            assertThat(scene.on(scene.slots::asked) - before).isLessThan(300);
            Future<Void> drained = drained(scene);
            scene.tell(0, CarrierEvent.Kind.CANCELED, 487);
            DialScene.got(drained);
            assertThat(scene.records(first)).containsExactly(CallOutcome.CANCELED);
            assertThat(scene.on(() -> scene.heard.records.size())).isEqualTo(100_001);
            assertThat(scene.dialled()).hasSize(1);
        }
    }

    @Test
    void aCallThatIsCanceledInTheMiddle_makesRoomAtOnce() {
        try (DialScene scene = new DialScene()) {
            scene.agent("sales", 1);
            scene.maxQueued = 2;
            scene.start();
            scene.place();
            scene.place();
            String last = scene.place();
            assertThat(scene.placed(REQUEST, null)).isInstanceOf(Placement.Refused.class);
            assertThat(DialScene.got(scene.dialler().end(last))).isTrue();
            assertThat(scene.dialler().waitingCalls()).isEqualTo(1);
            scene.place();
            DialScene.got(drained(scene));
        }
    }

    @Test
    void aNumberThatMayNotBeCalled_isRefused_withoutSayingIt() {
        try (DialScene scene = new DialScene()) {
            Placement.Refused refused =
                    (Placement.Refused)
                            scene.placed(
                                    CallRequest.of(new PhoneNumber("+442079460000"), "sales"),
                                    null);
            assertThat(refused.reason()).isEqualTo(Placement.Reason.NOT_ALLOWED);
            assertThat(refused.sentence()).doesNotContain("2079460");
        }
    }

    /** All that are dialled get a busy tone, all others are given up. */
    private static Future<Void> drained(DialScene scene) {
        Future<Void> drained = scene.dialler().drain();
        endAll(scene);
        return drained;
    }

    private static void endAll(DialScene scene) {
        int dialled = scene.dialled().size();
        for (int place = 0; place < dialled; place++) {
            scene.tell(place, CarrierEvent.Kind.BUSY, 486);
        }
    }
}
