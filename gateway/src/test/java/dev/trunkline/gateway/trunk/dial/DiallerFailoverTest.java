package dev.trunkline.gateway.trunk.dial;

import static dev.trunkline.gateway.trunk.dial.DialScene.REQUEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.gateway.call.CarrierApiException;
import dev.trunkline.gateway.call.CarrierApiFailure;
import dev.trunkline.gateway.call.CarrierApiFailure.Remedy;
import dev.trunkline.gateway.config.FailoverConfig;
import dev.trunkline.gateway.trunk.choose.TrunkPolicy.Choosing;
import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.metrics.TrunkState;
import dev.trunkline.observability.record.AttemptOutcome;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** When another trunk is tried, and when not. */
class DiallerFailoverTest {
    private static final Duration STEP = Duration.ofMillis(50);

    @ParameterizedTest
    @CsvSource({
        "FAILED, 503, true, DIAL_FAILED",
        "FAILED, 500, true, DIAL_FAILED",
        "FAILED, 408, true, DIAL_FAILED",
        "FAILED, 403, true, DIAL_FAILED",
        "FAILED, 0, true, DIAL_FAILED",
        "NO_ANSWER, 408, true, NO_ANSWER",
        "NO_ANSWER, 487, false, NO_ANSWER",
        "NO_ANSWER, 0, false, NO_ANSWER",
        "BUSY, 486, false, BUSY",
        "BUSY, 600, false, BUSY",
        "FAILED, 404, false, DIAL_FAILED",
        "FAILED, 603, false, DIAL_FAILED",
        "CANCELED, 0, false, CANCELED",
    })
    void whatAnotherTrunkCanCure_isTriedThere_andNothingElse(
            CarrierEvent.Kind kind, int sipStatus, boolean next, CallOutcome outcome) {
        try (DialScene scene = new DialScene()) {
            String id = scene.place();
            scene.names(0, "CA0");
            scene.tell(0, kind, sipStatus);
            scene.advance(Duration.ofMillis(5));
            assertThat(scene.dialled()).isEqualTo(next ? List.of("a", "b") : List.of("a"));
            assertThat(scene.on(() -> scene.heard.attempts.getFirst().failedOver()))
                    .isEqualTo(next);
            if (next) {
                scene.tell(1, CarrierEvent.Kind.BUSY, 486);
                assertThat(scene.view(id).failovers()).isEqualTo(1);
                assertThat(scene.view(id).assigned().name()).isEqualTo("a");
                assertThat(scene.view(id).carriedBy().name()).isEqualTo("b");
            } else {
                assertThat(scene.view(id).outcome()).isEqualTo(outcome);
                assertThat(scene.records(id)).containsExactly(outcome);
            }
        }
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of(
                        new CarrierApiFailure.Refused(400, 21219, Remedy.ANOTHER_TRUNK),
                        "a b c",
                        AttemptOutcome.REJECTED),
                Arguments.of(
                        new CarrierApiFailure.Refused(400, 21211, Remedy.NONE),
                        "a",
                        AttemptOutcome.REJECTED),
                Arguments.of(
                        new CarrierApiFailure.Unauthorised(401, 20003),
                        "a",
                        AttemptOutcome.REJECTED),
                Arguments.of(
                        new CarrierApiFailure.Unsendable("no such form"),
                        "a",
                        AttemptOutcome.REJECTED),
                Arguments.of(
                        new CarrierApiFailure.RateLimited(null),
                        "a b c",
                        AttemptOutcome.UNREACHABLE),
                Arguments.of(
                        new CarrierApiFailure.Unreachable(false, "refused"),
                        "a b c",
                        AttemptOutcome.UNREACHABLE),
                Arguments.of(
                        new CarrierApiFailure.Unintelligible(403, "HTML"),
                        "a",
                        AttemptOutcome.UNREACHABLE));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void whatTheApiRefuses_isTriedAsItsRemedySays(
            CarrierApiFailure failure, String tried, AttemptOutcome outcome) {
        try (DialScene scene = new DialScene()) {
            scene.carrier.answers = _ -> FakeCarrier.refuses(failure);
            String id = scene.place();
            scene.advance(Duration.ofSeconds(1), STEP);
            assertThat(String.join(" ", scene.dialled())).isEqualTo(tried);
            assertThat(scene.view(id).outcome()).isEqualTo(CallOutcome.DIAL_FAILED);
            assertThat(scene.view(id).attempts()).allMatch(attempt -> attempt.outcome() == outcome);
            assertThat(scene.records(id)).hasSize(1);
            assertThat(scene.on(() -> scene.heard.attempts.getLast().failedOver()))
                    .as("after the last one")
                    .isFalse();
            assertThat(scene.on(scene.clock::pendingTimers)).as("timers left").isZero();
        }
    }

    @Test
    void whereNoOtherTrunkIsLeft_nothingIsSaidToFollow() {
        try (DialScene scene = new DialScene()) {
            String id = scene.place(REQUEST.over("a"));
            scene.tell(0, CarrierEvent.Kind.FAILED, 503);
            assertThat(scene.on(() -> scene.heard.attempts.getFirst().failedOver())).isFalse();
            assertThat(scene.view(id).outcome()).isEqualTo(CallOutcome.DIAL_FAILED);
        }
    }

    @Test
    void anApiThatIsAway_isTriedAgainOverTheOnlyTrunkThereIs() {
        try (DialScene scene = new DialScene()) {
            scene.carrier.answers =
                    _ -> FakeCarrier.refuses(new CarrierApiFailure.Unreachable(false, "refused"));
            String id = scene.place(REQUEST.over("a"));
            scene.advance(Duration.ofSeconds(1), STEP);
            assertThat(scene.dialled()).containsExactly("a", "a", "a");
            assertThat(scene.view(id).failovers()).isZero();
            assertThat(scene.on(() -> scene.heard.attempts))
                    .noneMatch(HeardOfCalls.Over::failedOver);
            assertThat(scene.breakers().state("a")).isEqualTo(TrunkState.CLOSED);
        }
    }

    @Test
    void whatTheCarrierRefusesAtOnce_leavesTheNextTryWatched() {
        try (DialScene scene = new DialScene()) {
            scene.carrier.answers =
                    wanted ->
                            wanted.trunk().name().equals("a")
                                    ? FakeCarrier.refuses(
                                            new CarrierApiFailure.Refused(
                                                    400, 21219, Remedy.ANOTHER_TRUNK))
                                    : null;
            scene.carrier.looks = _ -> Future.succeededFuture(CarrierEvent.Kind.BUSY);
            String id = scene.place();
            scene.advance(Duration.ofMillis(5));
            scene.names(1, "CA1");
            scene.advance(Duration.ofSeconds(61), STEP);
            assertThat(scene.on(() -> scene.carrier.lookedAt)).containsExactly("CA1");
            assertThat(scene.view(id).outcome()).isEqualTo(CallOutcome.BUSY);
        }
    }

    @Test
    void theBudget_endsByTries() {
        try (DialScene scene = new DialScene()) {
            scene.failover = new FailoverConfig(2, Duration.ofSeconds(20));
            String id = scene.place();
            scene.tell(0, CarrierEvent.Kind.FAILED, 503);
            scene.advance(Duration.ofMillis(5));
            scene.tell(1, CarrierEvent.Kind.FAILED, 503);
            scene.advance(Duration.ofSeconds(30), STEP);
            assertThat(scene.dialled()).containsExactly("a", "b");
            assertThat(scene.view(id).outcome()).isEqualTo(CallOutcome.DIAL_FAILED);
        }
    }

    @Test
    void theBudget_endsByTime() {
        try (DialScene scene = new DialScene()) {
            String id = scene.place();
            scene.advance(Duration.ofSeconds(20));
            scene.tell(0, CarrierEvent.Kind.FAILED, 503);
            scene.advance(Duration.ofMillis(5));
            assertThat(scene.dialled()).hasSize(1);
            assertThat(scene.view(id).outcome()).isEqualTo(CallOutcome.DIAL_FAILED);
            String other = scene.place();
            scene.advance(Duration.ofSeconds(10));
            scene.tell(1, CarrierEvent.Kind.FAILED, 503);
            scene.advance(Duration.ofMillis(5));
            assertThat(scene.dialled()).hasSize(3);
            scene.tell(2, CarrierEvent.Kind.BUSY, 486);
            assertThat(scene.view(other).outcome()).isEqualTo(CallOutcome.BUSY);
        }
    }

    @Test
    void afterAnAnswer_nothingIsTriedAgain() {
        try (DialScene scene = new DialScene()) {
            String id = scene.place();
            scene.names(0, "CA0");
            assertThat(scene.answer(0)).isInstanceOf(HandOver.Taken.class);
            scene.tell(0, CarrierEvent.Kind.FAILED, 503);
            scene.advance(Duration.ofSeconds(1), STEP);
            assertThat(scene.dialled()).hasSize(1);
            assertThat(scene.view(id).state()).isEqualTo(DialState.ANSWERED);
            scene.dialler().mediaOver(id, CallOutcome.COMPLETED_BY_AGENT);
            assertThat(scene.view(id).outcome()).isEqualTo(CallOutcome.COMPLETED_BY_AGENT);
            assertThat(scene.records(id)).as("the media's record is the only one").isEmpty();
        }
    }

    @Test
    void aTrunkThatKeepsFailing_isPassedOver_probedOnce_andUsedAgain() {
        try (DialScene scene = new DialScene()) {
            for (int call = 0; call < 3; call++) {
                scene.place(REQUEST.over("a"));
                scene.advance(Duration.ofMillis(5));
                scene.tell(call, CarrierEvent.Kind.FAILED, 503);
            }
            assertThat(scene.breakers().state("a")).isEqualTo(TrunkState.OPEN);
            String id = scene.place();
            scene.advance(Duration.ofMillis(5));
            assertThat(scene.asked(3).wanted().trunk().name()).isEqualTo("b");
            DialView passedOver = scene.view(id);
            assertThat(passedOver.assigned().name()).isEqualTo("a");
            assertThat(passedOver.failovers()).isEqualTo(1);
            assertThat(passedOver.attempts()).hasSize(1);
            scene.tell(3, CarrierEvent.Kind.BUSY, 486);

            scene.advance(Duration.ofSeconds(31), STEP);
            scene.place();
            scene.advance(Duration.ofMillis(5));
            scene.place();
            scene.advance(Duration.ofMillis(5));
            assertThat(scene.dialled().subList(4, 6)).containsExactly("a", "b"); // one probe
            scene.tell(5, CarrierEvent.Kind.BUSY, 486);
            scene.tell(4, CarrierEvent.Kind.RINGING, 180);
            scene.tell(4, CarrierEvent.Kind.BUSY, 486); // theirs, not the trunk's
            assertThat(scene.breakers().state("a")).isEqualTo(TrunkState.CLOSED);
        }
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void aProbeThatComesToNothing_leavesTheTrunkToTheNextProbe(boolean canceled) {
        try (DialScene scene = new DialScene()) {
            for (int call = 0; call < 3; call++) {
                scene.place(REQUEST.over("a"));
                scene.advance(Duration.ofMillis(5));
                scene.tell(call, CarrierEvent.Kind.FAILED, 503);
            }
            scene.advance(Duration.ofSeconds(31), STEP);
            String probe = scene.place(REQUEST.over("a"));
            if (canceled) {
                scene.names(3, "CA3");
                DialScene.got(scene.dialler().end(probe));
                scene.tell(3, CarrierEvent.Kind.CANCELED, 487);
            } else {
                scene.run(() ->
                        scene.carrier
                                .asked
                                .get(3)
                                .answer()
                                .fail(
                                        new CarrierApiException(
                                                new CarrierApiFailure.Unauthorised(401, 20003))));
            }
            assertThat(scene.breakers().state("a")).isEqualTo(TrunkState.HALF_OPEN);
            scene.place(REQUEST.over("a"));
            scene.advance(Duration.ofSeconds(1), STEP);
            assertThat(scene.dialled()).hasSize(5);
            scene.tell(4, CarrierEvent.Kind.BUSY, 486);
            assertThat(scene.breakers().state("a")).isEqualTo(TrunkState.CLOSED);
        }
    }

    @Test
    void whenAllTrunksAreLeftAlone_callsWait() {
        try (DialScene scene = new DialScene()) {
            for (int call = 0; call < 3; call++) {
                scene.place(REQUEST.over("a"));
                scene.advance(Duration.ofMillis(5));
                scene.tell(call, CarrierEvent.Kind.FAILED, 503);
            }
            String id = scene.place(REQUEST.over("a"));
            scene.advance(Duration.ofSeconds(20), STEP);
            assertThat(scene.view(id).state()).isEqualTo(DialState.WAITING);
            assertThat(scene.on(scene.slots::out)).as("nothing is held meanwhile").isZero();
            scene.advance(Duration.ofSeconds(12), STEP);
            assertThat(scene.view(id).state()).isEqualTo(DialState.DIALLING);
            scene.tell(3, CarrierEvent.Kind.BUSY, 486);
        }
    }

    @Test
    void theArmOfAnExperiment_isKept_whetherTheCallSucceedsOrNot() {
        try (DialScene scene = new DialScene()) {
            scene.policy = DialScene.policy(Choosing.EXPERIMENT, "a", "b");
            scene.start();
            for (int call = 0; call < 20; call++) {
                String id = scene.place();
                scene.advance(Duration.ofMillis(5));
                int tries = scene.dialled().size();
                DialView before = scene.view(id);
                assertThat(before.experiment()).isEqualTo("standard");
                assertThat(before.block()).isEqualTo("2026-11-28T09+155");
                if (call % 3 == 0) {
                    scene.tell(tries - 1, CarrierEvent.Kind.FAILED, 503);
                    scene.advance(Duration.ofMillis(5));
                    tries = scene.dialled().size();
                }
                scene.tell(tries - 1, CarrierEvent.Kind.BUSY, 486);
                DialView after = scene.view(id);
                assertThat(after.outcome()).isEqualTo(CallOutcome.BUSY);
                assertThat(after.assigned()).isEqualTo(before.assigned());
                assertThat(after.block()).isEqualTo(before.block());
            }
        }
    }
}
