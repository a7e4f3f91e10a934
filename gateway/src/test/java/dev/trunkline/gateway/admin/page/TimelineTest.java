package dev.trunkline.gateway.admin.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.observability.latency.BargeInTimes;
import dev.trunkline.observability.latency.Moment;
import dev.trunkline.observability.latency.TimelineEvent;
import dev.trunkline.observability.latency.TurnTimes;
import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.metrics.LegKind;
import dev.trunkline.observability.metrics.TrunkKind;
import dev.trunkline.observability.record.Arm;
import dev.trunkline.observability.record.CallDirection;
import dev.trunkline.observability.record.CallRecord;
import dev.trunkline.observability.record.MediaQuality;
import dev.trunkline.observability.record.Parties;
import dev.trunkline.observability.record.Usage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TimelineTest {
    private static final double PX_PER_S = 90; // 10 s at the least width

    @Test
    void ledger_segmentsFollowEachOtherInProportion() {
        List<Timeline.Span> ledger =
                new Timeline(call(List.of(turn(500_000L, 400_000L)), List.of()))
                        .spans().stream().filter(span -> span.style().startsWith("part-")).toList();
        assertThat(ledger).hasSize(5);
        assertThat(ledger.get(0).width()).isCloseTo(0.5 * PX_PER_S, within());
        assertThat(ledger.get(1).x())
                .isCloseTo(ledger.get(0).x() + ledger.get(0).width(), within());
        assertThat(ledger.get(1).says()).isEqualTo("Turn 1, model: 400 ms");
    }

    @Test
    void ledger_aNegativePartStepsBack_andAnUnknownOneEndsIt() {
        List<Timeline.Span> negative =
                new Timeline(call(List.of(turn(-100_000L, 400_000L)), List.of())).spans();
        double atTwoSeconds = negative.getFirst().x();
        assertThat(negative).hasSize(4);
        List<Timeline.Span> unknown =
                new Timeline(call(List.of(turn(500_000L, null)), List.of())).spans();
        assertThat(unknown).hasSize(1);
        assertThat(unknown.getFirst().x() - atTwoSeconds).isCloseTo(0.1 * PX_PER_S, within());
    }

    @Test
    void voice_isDrawnFromItsBeginToItsEnd_andMarksStandInTheirLane() {
        Timeline timeline =
                new Timeline(
                        call(
                                List.of(),
                                List.of(
                                        new TimelineEvent(Moment.VOICE_BEGAN, 1_000_000),
                                        new TimelineEvent(Moment.VOICE_ENDED, 3_000_000),
                                        new TimelineEvent(Moment.SPEECH_STOPPED, 3_500_000))));
        assertThat(timeline.spans())
                .singleElement()
                .satisfies(voice -> assertThat(voice.width()).isCloseTo(2 * PX_PER_S, within()));
        assertThat(timeline.marks())
                .extracting(Timeline.Mark::style)
                .containsExactly("lane-caller", "lane-caller", "lane-model");
    }

    @Test
    void everyMoment_hasALaneAndEveryPictureAnAxis() {
        for (Moment moment : Moment.values()) {
            assertThat(Lane.of(moment)).isNotNull();
        }
        assertThat(new Timeline(call(List.of(), List.of())).ticks()).hasSizeBetween(5, 12);
    }

    private static org.assertj.core.data.Offset<Double> within() {
        return org.assertj.core.data.Offset.offset(0.5);
    }

    private static TurnTimes turn(@Nullable Long endpointingUs, @Nullable Long modelUs) {
        return new TurnTimes(
                1,
                2_000_000,
                TurnTimes.Outcome.HEARD,
                endpointingUs,
                modelUs,
                20_000L,
                60_000L,
                200_000L,
                null,
                null,
                0,
                0);
    }

    @Test
    void thePage_saysFirstHowTheCallWent() {
        TurnTimes heard =
                new TurnTimes(
                        1,
                        0,
                        TurnTimes.Outcome.HEARD,
                        500_000L,
                        300_000L,
                        1_000L,
                        50_000L,
                        0L,
                        851_000L,
                        801_000L,
                        0,
                        0);
        assertThat(new CallPage(call(List.of(heard), List.of()), false).summary())
                .isEqualTo("1 turn, answers heard after 851 ms (median), 0 barge-ins");
        assertThat(new CallPage(call(List.of(), List.of()), false).summary())
                .isEqualTo("0 turns, 0 barge-ins");
    }

    private static CallRecord call(List<TurnTimes> turns, List<TimelineEvent> events) {
        return new CallRecord(
                "c-1",
                CallRecord.DEFINITIONS,
                "",
                Instant.EPOCH,
                10_000,
                "g",
                CallDirection.INBOUND,
                "desk",
                LegKind.STREAM,
                Arm.observed("own", TrunkKind.BYOC),
                Parties.UNKNOWN,
                CallOutcome.COMPLETED_BY_CALLER,
                true,
                0,
                0,
                true,
                Usage.NONE,
                MediaQuality.NONE,
                turns,
                List.<BargeInTimes>of(),
                List.of(),
                Map.of(),
                events,
                "");
    }
}
