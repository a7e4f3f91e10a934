package dev.trunkline.observability.latency;

import static dev.trunkline.observability.latency.LatencySink.UNKNOWN_NANOS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.observability.latency.TurnTimes.Outcome;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CallTimelineTest {
    private static final long BEGAN_MS = 1_000;

    private final Map<LatencyMetric, List<Long>> seenMs = new EnumMap<>(LatencyMetric.class);
    private final CallTimeline timeline =
            new CallTimeline(
                    ms(BEGAN_MS),
                    (metric, nanos) -> {
                        if (nanos != UNKNOWN_NANOS) {
                            seenMs.computeIfAbsent(metric, _ -> new ArrayList<>())
                                    .add(nanos / 1_000_000);
                        }
                    });

    @Test
    void aTurn_isTheSumOfItsParts() {
        answer("r1", 5_000);
        timeline.answerHeard(ms(8_000));

        TurnTimes turn = timeline.turns().getFirst();
        assertThat(turn)
                .isEqualTo(
                        new TurnTimes(
                                1,
                                4_000_000,
                                Outcome.HEARD,
                                500_000L,
                                300_000L,
                                2_000L,
                                60_000L,
                                140_000L,
                                1_002_000L,
                                802_000L,
                                0,
                                0));
        assertThat(seenMs)
                .containsEntry(LatencyMetric.TURN_ENDPOINTING, List.of(500L))
                .containsEntry(LatencyMetric.TURN_MODEL, List.of(300L))
                .containsEntry(LatencyMetric.TURN_DELIVERY, List.of(2L))
                .containsEntry(LatencyMetric.TURN_PLAYOUT, List.of(60L))
                .containsEntry(LatencyMetric.TURN_LEAD_SILENCE, List.of(140L))
                .containsEntry(LatencyMetric.TURN_HEARD, List.of(1_002L))
                .containsEntry(LatencyMetric.TURN_RESPONSE, List.of(802L));
    }

    @Test
    void figures_areHandedOnOnce_asSoonAsTheAnswerIsHeard() {
        answer("r1", 5_000);
        timeline.played(ms(6_001));
        assertThat(seenMs).doesNotContainKey(LatencyMetric.TURN_HEARD);
        timeline.played(ms(6_002));
        timeline.played(ms(6_500));
        timeline.answerHeard(ms(8_000));
        timeline.ended(ms(9_000));
        assertThat(seenMs.get(LatencyMetric.TURN_HEARD)).containsExactly(1_002L);
    }

    @Test
    void aCallerWhoGoesOn_isStillInTheSameTurn() {
        timeline.speechStopped(ms(2_000), ms(2_500));
        answer("r1", 5_000);
        assertThat(timeline.turns()).hasSize(1);
        assertThat(timeline.turns().getFirst().atUs()).isEqualTo(4_000_000);
    }

    @Test
    void aToolCalledFirst_isPartOfTheModelsTime() {
        timeline.speechStopped(ms(5_000), ms(5_500));
        timeline.toolCalled(ms(5_700));
        timeline.reconnected(ms(5_900));
        timeline.answerDelta("r2", ms(6_500));
        TurnTimes turn = timeline.turns().getFirst();
        assertThat(turn.modelUs()).isEqualTo(1_000_000);
        assertThat(turn.toolCalls()).isEqualTo(1);
        assertThat(turn.reconnects()).isEqualTo(1);
    }

    @Test
    void aGreeting_andMoreAfterATool_openNoTurn() {
        timeline.answerDelta("greeting", ms(1_500));
        timeline.firstFrame("greeting", ms(1_501));
        timeline.playBegan("greeting", ms(1_560));
        timeline.answerHeard(ms(3_000));
        assertThat(timeline.turns()).isEmpty();

        answer("r1", 5_000);
        timeline.answerDelta("r2", ms(7_000));
        timeline.firstFrame("r2", ms(7_001));
        timeline.answerHeard(ms(9_000));
        assertThat(timeline.turns()).hasSize(1);
        assertThat(timeline.turns().getFirst().modelUs()).isEqualTo(300_000);
    }

    @Test
    void whatItHadBegunToSayBeforeTheCallerSpoke_isNoAnswer() {
        timeline.answerDelta("old", ms(4_000));
        timeline.speechStopped(ms(5_000), ms(5_500));
        timeline.answerDelta("old", ms(5_510));
        timeline.answerDelta("new", ms(5_800));
        assertThat(timeline.turns().getFirst().modelUs()).isEqualTo(300_000);
    }

    @Test
    void anInterruptedAnswer_keepsWhatIsKnown_andDoesNotClaimToHaveBeenHeard() {
        answer("r1", 5_000); // audible at 6002
        timeline.interrupted(ms(5_900), ms(5_950), ms(5_950), ms(5_862), ms(9_000));
        TurnTimes turn = timeline.turns().getFirst();
        assertThat(turn.outcome()).isEqualTo(Outcome.INTERRUPTED);
        assertThat(turn.playoutUs()).isEqualTo(60_000);
        assertThat(turn.leadSilenceUs()).isNull();
        assertThat(turn.heardUs()).isNull();
    }

    @Test
    void anAnswerInterruptedAfterItWasHeard_isWhole() {
        answer("r1", 5_000);
        timeline.interrupted(ms(6_900), ms(6_950), ms(6_950), ms(5_862), ms(9_000));
        TurnTimes turn = timeline.turns().getFirst();
        assertThat(turn.outcome()).isEqualTo(Outcome.INTERRUPTED);
        assertThat(turn.heardUs()).isEqualTo(1_002_000);
    }

    @Test
    void aBargeIn_isTimedFromTheVoiceToTheSilence() {
        timeline.interrupted(ms(6_000), ms(6_210), ms(6_209), ms(5_000), ms(9_000));
        timeline.farEdgeSilent(ms(6_280));
        timeline.farEdgeSilent(ms(6_400)); // an echo that nobody waits for
        assertThat(timeline.bargeIns())
                .containsExactly(new BargeInTimes(1, 5_000_000, 210_000L, 280_000L, 280_000L));
        assertThat(seenMs)
                .containsEntry(LatencyMetric.BARGE_IN_REACTION, List.of(210L))
                .containsEntry(LatencyMetric.BARGE_IN_SILENCE, List.of(280L))
                .containsEntry(LatencyMetric.BARGE_IN_LEAKED, List.of(280L));
    }

    @Test
    void leaked_isOnlyWhatWasPlayed() {
        // the agent had finished 40 ms after the caller began
        timeline.interrupted(ms(6_000), ms(6_210), ms(6_209), ms(5_000), ms(6_040));
        timeline.farEdgeSilent(ms(6_280));
        // the agent began 100 ms after the caller did
        timeline.interrupted(ms(7_000), ms(7_210), ms(7_209), ms(7_100), ms(9_000));
        timeline.farEdgeSilent(ms(7_280));
        assertThat(timeline.bargeIns())
                .extracting(BargeInTimes::leakedUs)
                .containsExactly(40_000L, 180_000L);
    }

    @Test
    void whatDidNotPlayYet_didNotLeak() {
        // handed over at 5900 and reckoned to play since; by its mark it began at 6190
        timeline.interrupted(ms(6_000), ms(6_060), ms(6_060), ms(5_900), ms(7_900));
        timeline.interruptedPlayBegan(ms(6_190));
        timeline.farEdgeSilent(ms(6_200));
        assertThat(timeline.bargeIns()).extracting(BargeInTimes::leakedUs).containsExactly(10_000L);
    }

    @Test
    void aBargeInWithoutMarksOrVoice_leavesOutWhatIsNotKnown() {
        timeline.interrupted(UNKNOWN_NANOS, ms(6_210), ms(6_209), ms(5_000), ms(9_000));
        timeline.interrupted(ms(7_000), UNKNOWN_NANOS, ms(7_209), ms(5_000), ms(7_000));
        timeline.farEdgeSilent(ms(7_280));
        timeline.ended(ms(8_000));
        assertThat(timeline.bargeIns())
                .containsExactly(
                        new BargeInTimes(1, 5_209_000, null, null, null),
                        new BargeInTimes(2, 6_000_000, null, null, null));
        assertThat(seenMs).isEmpty();
    }

    @Test
    void anAnswerThatPlaysSilenceAsTheNextTurnBegins_wasNotHeard() {
        answer("r1", 5_000); // plays from 5862 on, audible at 6002
        timeline.speechStopped(ms(5_700), ms(5_950));
        TurnTimes turn = timeline.turns().getFirst();
        assertThat(turn.outcome()).isEqualTo(Outcome.CUT_OFF);
        assertThat(turn.heardUs()).isNull();
        assertThat(seenMs).doesNotContainKey(LatencyMetric.TURN_HEARD);
    }

    @Test
    void anAnswerInWords_isHeardOnceTheLegSaysThatItIsSpoken_andWhatNobodyKnowsIsLeftOut() {
        timeline.speechStopped(UNKNOWN_NANOS, ms(5_000));
        timeline.answerDelta("r1", ms(5_300));
        timeline.firstFrame("r1", ms(5_302));
        timeline.answerSpoken("r1", ms(5_600));
        timeline.answerSpoken("r1", ms(5_900)); // more of it
        timeline.speechStopped(UNKNOWN_NANOS, ms(9_000));

        TurnTimes turn = timeline.turns().getFirst();
        assertThat(turn)
                .isEqualTo(
                        new TurnTimes(
                                1,
                                4_000_000,
                                Outcome.HEARD,
                                null,
                                300_000L,
                                2_000L,
                                298_000L,
                                null,
                                null,
                                null,
                                0,
                                0));
        assertThat(seenMs)
                .containsEntry(LatencyMetric.TURN_MODEL, List.of(300L))
                .containsEntry(LatencyMetric.TURN_PLAYOUT, List.of(298L))
                .doesNotContainKey(LatencyMetric.TURN_HEARD);
    }

    @Test
    void anAnswerInWords_ofWhichNothingWasSpoken_wasNotHeard() {
        timeline.speechStopped(UNKNOWN_NANOS, ms(5_000));
        timeline.answerDelta("r1", ms(5_300));
        timeline.firstFrame("r1", ms(5_302));
        timeline.answerSpoken("r0", UNKNOWN_NANOS); // another's words
        timeline.ended(ms(6_000));
        assertThat(timeline.turns().getFirst().outcome()).isEqualTo(Outcome.CUT_OFF);
        assertThat(timeline.turns().getFirst().playoutUs()).isNull();
    }

    @Test
    void anAnswerInWords_isHeardEvenIfNobodyKnowsWhenItBegan() {
        timeline.speechStopped(UNKNOWN_NANOS, ms(5_000));
        timeline.answerDelta("r1", ms(5_300));
        timeline.firstFrame("r1", ms(5_302));
        timeline.answerSpoken("r1", UNKNOWN_NANOS);
        assertThat(timeline.turns().getFirst().outcome()).isEqualTo(Outcome.HEARD);
        timeline.ended(ms(6_000));
        assertThat(timeline.turns().getFirst().outcome()).isEqualTo(Outcome.HEARD);
    }

    @Test
    void aGreetingOfTheLegs_leavesOpenWhenTheFirstWordCame() {
        timeline.reached(Moment.STREAM_STARTED, ms(2_000));
        timeline.greetedByLeg();
        timeline.speechStopped(UNKNOWN_NANOS, ms(5_000));
        timeline.answerDelta("r1", ms(5_300));
        timeline.firstFrame("r1", ms(5_302));
        timeline.ended(ms(6_000));
        assertThat(seenMs)
                .doesNotContainKey(LatencyMetric.FIRST_AUDIO)
                .containsEntry(LatencyMetric.TURN_DELIVERY, List.of(2L));
    }

    @Test
    void aBackchannel_isNoTurn() {
        answer("r1", 5_000);
        timeline.speechStopped(ms(7_000), ms(7_500));
        timeline.utterancePassedOver();
        timeline.speechStopped(ms(10_000), ms(10_500));
        assertThat(timeline.turns()).extracting(TurnTimes::number).containsExactly(1, 2);
    }

    @Test
    void anUnansweredUtterance_isSaid() {
        timeline.speechStopped(UNKNOWN_NANOS, ms(2_500));
        timeline.ended(ms(4_000));
        TurnTimes turn = timeline.turns().getFirst();
        assertThat(turn.outcome()).isEqualTo(Outcome.UNANSWERED);
        assertThat(turn.atUs()).isEqualTo(1_500_000);
        assertThat(turn.endpointingUs()).isNull();
    }

    @Test
    void momentsOfTheCall_giveItsLatencies_inAnyOrder() {
        timeline.reached(Moment.WEBHOOK_RECEIVED, ms(1_000));
        timeline.reached(Moment.STREAM_STARTED, ms(1_350));
        timeline.reached(Moment.STREAM_STARTED, ms(9_000)); // the first counts
        timeline.reached(Moment.SESSION_UPDATED, ms(1_300));
        timeline.reached(Moment.MODEL_CONNECTING, ms(1_010));
        timeline.firstFrame("greeting", ms(1_360));
        timeline.firstFrame("other", ms(1_960));
        assertThat(seenMs)
                .containsEntry(LatencyMetric.CALL_SETUP, List.of(350L))
                .containsEntry(LatencyMetric.SESSION_READY, List.of(290L))
                .containsEntry(LatencyMetric.FIRST_AUDIO, List.of(10L))
                .hasSize(3);
    }

    @Test
    void events_areInOrderOfTime_andBounded() {
        answer("r1", 5_000);
        assertThat(timeline.events())
                .extracting(TimelineEvent::moment)
                .containsExactly(
                        Moment.VOICE_ENDED,
                        Moment.SPEECH_STOPPED,
                        Moment.FIRST_DELTA,
                        Moment.FIRST_FRAME,
                        Moment.PLAY_BEGAN,
                        Moment.AUDIBLE);
        assertThat(timeline.events()).extracting(TimelineEvent::atUs).isSorted();
        for (int i = 0; i < 5_000; i++) {
            timeline.toolCalled(ms(7_000));
        }
        assertThat(timeline.events()).hasSize(4_096);
    }

    /** A turn whose caller ended at {@code endedMs} and whose answer is heard 1002 ms later. */
    private void answer(String id, long endedMs) {
        timeline.speechStopped(ms(endedMs), ms(endedMs + 500));
        timeline.answerDelta(id, ms(endedMs + 800));
        timeline.answerDelta(id, ms(endedMs + 850));
        timeline.leadSilence(id, ms(140));
        timeline.firstFrame(id, ms(endedMs + 802));
        timeline.playBegan(id, ms(endedMs + 862));
    }

    private static long ms(long ms) {
        return ms * 1_000_000;
    }
}
