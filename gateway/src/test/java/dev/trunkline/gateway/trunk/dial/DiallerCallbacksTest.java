package dev.trunkline.gateway.trunk.dial;

import static dev.trunkline.gateway.trunk.dial.DialScene.REQUEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.gateway.call.CarrierApiException;
import dev.trunkline.gateway.call.CarrierApiFailure;
import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.record.AttemptOutcome;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the carrier tells, when it tells it badly, and what is done if it tells nothing. */
class DiallerCallbacksTest {
    private static final Duration STEP = Duration.ofMillis(250);

    private static CarrierEvent event(
            DialScene scene, int place, CarrierEvent.Kind kind, int sequence) {
        TrunkCarrier.Try of = scene.asked(place).wanted();
        return new CarrierEvent(of.callId(), of.attempt(), "CA" + place, kind, sequence, 0, 0);
    }

    private static void answerIsLost(DialScene scene, int place) {
        scene.run(() ->
                scene.carrier
                        .asked
                        .get(place)
                        .answer()
                        .fail(
                                new CarrierApiException(
                                        new CarrierApiFailure.Slow(true, Duration.ofSeconds(10)))));
    }

    @Test
    void delays_areMeasuredFromWhatWasSeenInItsPlace() {
        try (DialScene scene = new DialScene()) {
            String id = scene.place();
            scene.names(0, "CA0");
            scene.advance(Duration.ofMillis(1_200));
            scene.tell(event(scene, 0, CarrierEvent.Kind.RINGING, 1));
            scene.advance(Duration.ofSeconds(3));
            HandOver.Taken taken = (HandOver.Taken) scene.answer(0);
            assertThat(taken.postDialNanos()).isEqualTo(1_200_000_000L);
            assertThat(taken.answerNanos()).isEqualTo(4_200_000_000L);
            scene.tell(event(scene, 0, CarrierEvent.Kind.COMPLETED, 3));
            scene.dialler().mediaOver(id, CallOutcome.COMPLETED_BY_CALLER);
            assertThat(scene.states(id))
                    .containsExactly(
                            DialState.DIALLING,
                            DialState.RINGING,
                            DialState.ANSWERED,
                            DialState.OVER);
        }
    }

    @Test
    void eventsOutOfOrderAndTwice_leaveTheCallWhereItIs() {
        try (DialScene scene = new DialScene()) {
            String id = scene.place();
            scene.tell(event(scene, 0, CarrierEvent.Kind.ANSWERED, 2)); // ahead of the answer
            scene.names(0, "CA0");
            scene.tell(event(scene, 0, CarrierEvent.Kind.RINGING, 1));
            scene.tell(event(scene, 0, CarrierEvent.Kind.UNDER_WAY, 0));
            scene.tell(event(scene, 0, CarrierEvent.Kind.ANSWERED, 2));
            DialView view = scene.view(id);
            assertThat(view.state()).isEqualTo(DialState.ANSWERED);
            assertThat(view.attempts().getFirst().postDialUs()).isNull();
            assertThat(view.attempts().getFirst().providerCallId()).isEqualTo("CA0");
            scene.tell(event(scene, 0, CarrierEvent.Kind.COMPLETED, 3));
            scene.tell(event(scene, 0, CarrierEvent.Kind.COMPLETED, 3));
            scene.tell(event(scene, 0, CarrierEvent.Kind.RINGING, 1));
            assertThat(scene.view(id).outcome()).isEqualTo(CallOutcome.NEVER_CAME);
            assertThat(scene.records(id)).containsExactly(CallOutcome.NEVER_CAME);
            assertThat(scene.on(() -> scene.heard.attempts)).hasSize(1);
            assertThat(scene.hungUp()).isEmpty();
        }
    }

    @Test
    void eventsOfUnknownCallsAndTries_areNothing() {
        try (DialScene scene = new DialScene()) {
            String id = scene.place();
            for (int attempt : new int[] {-1, 0, 2, 99}) {
                scene.tell(new CarrierEvent(id, attempt, "CA9", CarrierEvent.Kind.BUSY, 1, 486, 0));
            }
            scene.tell(new CarrierEvent("nobody", 1, "CA9", CarrierEvent.Kind.BUSY, 1, 486, 0));
            scene.dialler().onAnswerer(new CarrierEvent.Answerer("nobody", 1, "human"));
            scene.dialler().onAnswerer(new CarrierEvent.Answerer(id, 7, "human"));
            assertThat(scene.view(id).state()).isEqualTo(DialState.DIALLING);
            assertThat(DialScene.got(scene.dialler().answered("nobody", 1, "CA9")))
                    .isInstanceOf(HandOver.Unknown.class);
            scene.tell(0, CarrierEvent.Kind.BUSY, 486);
        }
    }

    @Test
    void aLostAnswer_isMadeGoodByACallback() {
        try (DialScene scene = new DialScene()) {
            String id = scene.place();
            answerIsLost(scene, 0);
            scene.advance(Duration.ofSeconds(9), STEP);
            scene.tell(event(scene, 0, CarrierEvent.Kind.RINGING, 1));
            scene.advance(Duration.ofSeconds(10), STEP);
            assertThat(scene.view(id).state()).isEqualTo(DialState.RINGING);
            assertThat(scene.on(() -> scene.carrier.searched)).isEmpty();
            assertThat(scene.dialled()).hasSize(1);
            scene.tell(event(scene, 0, CarrierEvent.Kind.NO_ANSWER, 2));
        }
    }

    @Test
    void aLostAnswer_isMadeGoodBySearching() {
        try (DialScene scene = new DialScene()) {
            scene.carrier.finds = _ -> Future.succeededFuture(Optional.of("CA0"));
            scene.carrier.looks = _ -> Future.succeededFuture(CarrierEvent.Kind.BUSY);
            String id = scene.place();
            answerIsLost(scene, 0);
            scene.advance(Duration.ofSeconds(11), STEP);
            assertThat(scene.view(id).attempts().getFirst().providerCallId()).isEqualTo("CA0");
            assertThat(scene.dialled()).hasSize(1);
            scene.advance(Duration.ofSeconds(50), STEP);
            assertThat(scene.view(id).outcome()).isEqualTo(CallOutcome.BUSY);
        }
    }

    @Test
    void aTryThatIsNotFound_isGivenUpForAnother_andHungUpShouldItRingAfterAll() {
        try (DialScene scene = new DialScene()) {
            scene.carrier.finds = _ -> Future.succeededFuture(Optional.empty());
            String id = scene.place();
            answerIsLost(scene, 0);
            scene.advance(Duration.ofSeconds(11), STEP);
            assertThat(scene.dialled()).containsExactly("a", "b");
            assertThat(scene.view(id).attempts().getFirst().outcome())
                    .isEqualTo(AttemptOutcome.UNREACHABLE);
            scene.tell(event(scene, 0, CarrierEvent.Kind.RINGING, 1));
            assertThat(scene.hungUp()).containsExactly("CA0");
            assertThat(scene.answer(0)).isInstanceOf(HandOver.Gone.class);
            assertThat(scene.answer(1)).isInstanceOf(HandOver.Taken.class);
            scene.tell(1, CarrierEvent.Kind.COMPLETED, 0);
            scene.dialler().mediaOver(id, CallOutcome.COMPLETED_BY_AGENT);
        }
    }

    @Test
    void aTryThatCannotBeSearchedFor_isNotDialledTwice() {
        try (DialScene scene = new DialScene()) {
            scene.carrier.finds = _ -> Future.failedFuture("away");
            String id = scene.place();
            answerIsLost(scene, 0);
            scene.advance(Duration.ofSeconds(30), STEP);
            assertThat(scene.dialled()).hasSize(1);
            assertThat(scene.view(id).outcome()).isEqualTo(CallOutcome.DIAL_FAILED);
            scene.tell(event(scene, 0, CarrierEvent.Kind.RINGING, 1));
            assertThat(scene.hungUp()).containsExactly("CA0");
        }
    }

    @Test
    void aTryThatIsFoundAfterItsCallWasCanceled_isHungUp() {
        try (DialScene scene = new DialScene()) {
            scene.carrier.finds = _ -> Future.succeededFuture(Optional.of("CA0"));
            String id = scene.place();
            answerIsLost(scene, 0);
            assertThat(DialScene.got(scene.dialler().end(id))).isTrue();
            scene.advance(Duration.ofSeconds(11), STEP);
            assertThat(scene.hungUp()).containsExactly("CA0");
            scene.tell(event(scene, 0, CarrierEvent.Kind.CANCELED, 1));
            assertThat(scene.records(id)).containsExactly(CallOutcome.CANCELED);
        }
    }

    @Test
    void withoutCallbacks_theCarrierIsAsked_andDelaysStayUnknown() {
        try (DialScene scene = new DialScene()) {
            scene.carrier.looks = _ -> Future.succeededFuture(CarrierEvent.Kind.ANSWERED);
            String id = scene.place();
            scene.names(0, "CA0");
            scene.advance(Duration.ofSeconds(59), STEP);
            assertThat(scene.on(() -> scene.carrier.lookedAt)).isEmpty();
            scene.advance(Duration.ofSeconds(2), STEP);
            assertThat(scene.view(id).state()).isEqualTo(DialState.ANSWERED);
            assertThat(scene.view(id).attempts().getFirst().answerUs()).isNull();
            scene.run(() ->
                    scene.carrier.looks = _ -> Future.succeededFuture(CarrierEvent.Kind.COMPLETED));
            scene.advance(Duration.ofMinutes(31), Duration.ofSeconds(10));
            assertThat(scene.view(id).outcome()).isEqualTo(CallOutcome.NEVER_CAME);
        }
    }

    @Test
    void aCarrierThatCannotBeAskedEither_letsGoOfTheCallInTheEnd() {
        try (DialScene scene = new DialScene()) {
            scene.carrier.looks = _ -> Future.failedFuture("away");
            String id = scene.place();
            scene.names(0, "CA0");
            scene.advance(Duration.ofMinutes(10), Duration.ofSeconds(5));
            assertThat(scene.view(id).outcome()).isEqualTo(CallOutcome.DIAL_FAILED);
            assertThat(scene.view(id).attempts().getFirst().outcome())
                    .isEqualTo(AttemptOutcome.UNKNOWN);
            assertThat(scene.on(() -> scene.carrier.lookedAt)).hasSize(10);
        }
    }

    @Test
    void mediaThatIsOverWithoutACallback_isLookedAfter() {
        try (DialScene scene = new DialScene()) {
            scene.carrier.looks = _ -> Future.succeededFuture(CarrierEvent.Kind.COMPLETED);
            String id = scene.place();
            scene.names(0, "CA0");
            scene.answer(0);
            scene.dialler().mediaOver(id, CallOutcome.COMPLETED_BY_CALLER);
            assertThat(scene.view(id).state()).isEqualTo(DialState.ANSWERED);
            assertThat(scene.on(scene.slots::out)).as("the phone may be on the line").isPositive();
            scene.advance(Duration.ofSeconds(16), STEP);
            assertThat(scene.view(id).outcome()).isEqualTo(CallOutcome.COMPLETED_BY_CALLER);
            assertThat(scene.records(id)).isEmpty();
        }
    }

    @Test
    void aRecording_isKnownAfterTheCall_andChangesNoState() {
        try (DialScene scene = new DialScene()) {
            String id = scene.place(REQUEST);
            scene.tell(0, CarrierEvent.Kind.BUSY, 486);
            var recording = new DialView.Recording("RE1", "completed", 12);
            scene.dialler().onRecording(new CarrierEvent.RecordingEvent(id, 1, recording));
            assertThat(scene.view(id).recording()).isEqualTo(recording);
            assertThat(scene.states(id)).containsExactly(DialState.DIALLING, DialState.OVER);
        }
    }
}
