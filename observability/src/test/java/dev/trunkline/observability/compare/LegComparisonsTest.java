package dev.trunkline.observability.compare;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trunkline.observability.latency.TurnTimes;
import dev.trunkline.observability.metrics.LegKind;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Arms by leg, one of which carries words and lets the gateway measure less. */
class LegComparisonsTest {
    private static final int CALLS = 60;
    private static final long RELAY_SLOWER_US = 200_000;

    private final KeptCalls kept = new KeptCalls();
    private final Random random = new Random(11);

    private ComparisonReport compare(Map<String, String> query) {
        InstantSource clock = InstantSource.fixed(KeptCalls.FIRST.plusSeconds(99_999));
        return new Comparisons(kept, Rates.NONE, clock).compare(query);
    }

    private void streamCalls(int calls) {
        kept.over(
                LegKind.STREAM, KeptCalls.OWN, calls, () -> List.of(whole(1), whole(2), whole(3)));
    }

    private void relayCalls(int calls) {
        kept.over(LegKind.RELAY, KeptCalls.OWN, calls, () -> List.of(words(1), words(2), words(3)));
    }

    private TurnTimes whole(int number) {
        return KeptCalls.complete(number, 300_000, modelUs(), 2_000, 90_000, 60_000);
    }

    private TurnTimes words(int number) {
        return KeptCalls.spoken(number, modelUs() + RELAY_SLOWER_US, 1_000);
    }

    private long modelUs() {
        return random.nextLong(500_000, 560_000);
    }

    @Test
    void theTwoLegsWithMostCalls_areChosen_andTheOthersListed() {
        kept.over(LegKind.WS, KeptCalls.TWILIO, 2, List::of);
        streamCalls(9);
        relayCalls(7);
        ComparisonReport report = compare(Map.of("by", "leg"));
        assertThat(List.of(report.a().name(), report.b().name()))
                .containsExactly("relay", "stream");
        assertThat(report.otherArms()).containsExactly(new ArmCount("ws", 2));
        assertThat(report.a().legs()).containsExactly("relay");
        ComparisonReport asked = compare(Map.of("legs", "ws,stream"));
        assertThat(List.of(asked.a().calls(), asked.b().calls())).containsExactly(2L, 9L);
    }

    @Test
    void whatALegCannotMeasure_isNotMeasured_andNeverZero() throws JsonProcessingException {
        streamCalls(CALLS);
        relayCalls(CALLS);
        ComparisonReport report = compare(Map.of("legs", "stream,relay"));
        List<ComparedLatency> lacking =
                report.latencies().stream()
                        .filter(latency -> !latency.b().measured())
                        .map(LatencyComparison::metric)
                        .toList();
        assertThat(lacking)
                .containsExactly(
                        ComparedLatency.TURN_HEARD,
                        ComparedLatency.TURN_ENDPOINTING,
                        ComparedLatency.TURN_LEAD_SILENCE,
                        ComparedLatency.TURN_RESPONSE,
                        ComparedLatency.BARGE_IN_REACTION,
                        ComparedLatency.BARGE_IN_SILENCE,
                        ComparedLatency.BARGE_IN_LEAKED);
        for (ComparedLatency latency : lacking) {
            LatencyComparison unmeasured = report.latency(latency);
            assertThat(unmeasured.a().measured()).isTrue();
            assertThat(unmeasured.b().quantiles()).isEmpty();
            assertThat(unmeasured.rankTest()).isNull();
            assertThat(unmeasured.lacking()).isEqualTo("not measured on leg relay");
            assertThat(unmeasured.differences())
                    .allSatisfy(difference -> {
                        assertThat(difference.us()).isNull();
                        assertThat(difference.lacking()).isEqualTo("not measured on leg relay");
                    });
        }
        JsonNode heard = new JsonMapper().readTree(ComparisonJson.write(report)).at("/latencies/0");
        assertThat(heard.at("/metric").asText()).isEqualTo("turn_heard");
        assertThat(heard.at("/primary").asBoolean()).isFalse();
        assertThat(heard.at("/b/measured").asBoolean()).isFalse();
        assertThat(heard.at("/differences/0/us").isNull()).isTrue();
        assertThat(ComparisonText.render(report))
                .containsPattern("(?m)^  turn_heard +not measured +- ")
                .containsPattern("(?m)^  relay +not measured on this leg +- +- ")
                .doesNotContain("NaN", "null");
        assertThat(report.notes())
                .anySatisfy(note ->
                        assertThat(note)
                                .startsWith("relay: not measured on leg relay")
                                .contains("turn_heard", "turn_lead_silence"));
    }

    @Test
    void theVerdict_saysThatWhatCallersHearCannotBeCompared_andTakesWhatWasDeclaredNext() {
        streamCalls(CALLS);
        relayCalls(CALLS);
        ComparisonReport report = compare(Map.of("legs", "stream,relay"));
        LatencyComparison counts = report.primary().orElseThrow();
        assertThat(counts.metric()).isEqualTo(ComparedLatency.TURN_MODEL_AND_DELIVERY);
        assertThat(Objects.requireNonNull(counts.median().us()))
                .isBetween(-RELAY_SLOWER_US - 15_000, -RELAY_SLOWER_US + 15_000);
        assertThat(report.verdict().latency()).isEqualTo(Finding.A_BETTER);
        assertThat(report.verdict().sentence())
                .startsWith(
                        "stream against relay: how long callers wait cannot be compared (turn_heard is"
                                + " not measured on leg relay); model and gateway answer")
                .contains("sooner over stream")
                .doesNotContain("callers hear");
        assertThat(report.verdict().latencySentence())
                .contains("In its place counts turn_model_and_delivery, as was declared beforehand")
                .contains("it leaves out how long it takes to decide")
                .contains("median of turn_model_and_delivery stream");
    }

    @Test
    void whatCounts_isChosenByTheLegs_notByTheDataThatHappenToBeThere() {
        streamCalls(CALLS);
        kept.over(LegKind.STREAM, KeptCalls.TWILIO, CALLS, () -> List.of(words(1)));
        ComparisonReport report = compare(Map.of());
        assertThat(report.primary().orElseThrow().metric()).isEqualTo(ComparedLatency.TURN_HEARD);
        assertThat(report.latency(ComparedLatency.TURN_HEARD).b().measured()).isTrue();
        assertThat(report.verdict().latency()).isEqualTo(Finding.NOT_ENOUGH_DATA);
        assertThat(report.verdict().latencySentence())
                .isEqualTo("Not enough data on turn_heard: an arm has no figure of it.");
    }

    @Test
    void legsThatShowTheirFarEdgeDifferently_areComparedUpToWhereTheAnswerLeaves() {
        streamCalls(CALLS);
        kept.over(
                LegKind.RTP,
                KeptCalls.OWN,
                CALLS,
                () -> List.of(KeptCalls.complete(1, 300_000, modelUs(), 2_000, 100, 60_000)));
        ComparisonReport report = compare(Map.of("legs", "stream,rtp"));
        assertThat(report.primary().orElseThrow().metric())
                .isEqualTo(ComparedLatency.TURN_RESPONSE);
        for (ComparedLatency latency :
                List.of(ComparedLatency.TURN_HEARD, ComparedLatency.TURN_PLAYOUT)) {
            LatencyComparison apart = report.latency(latency);
            String why = "seen in different places: on leg stream and on leg rtp";
            assertThat(apart.a().quantiles()).isNotEmpty();
            assertThat(apart.b().quantiles()).isNotEmpty();
            assertThat(apart.rankTest()).isNull();
            assertThat(apart.lacking()).isEqualTo(why);
            assertThat(apart.median())
                    .isEqualTo(new QuantileDifference(0.5, null, null, null, why));
        }
        assertThat(report.latency(ComparedLatency.TURN_LEAD_SILENCE).median().interval())
                .isNotNull();
        assertThat(report.verdict().latency()).isEqualTo(Finding.SAME);
        assertThat(report.verdict().sentence())
                .startsWith(
                        "stream against rtp: how long callers wait cannot be compared (turn_heard is"
                                + " seen in different places: on leg stream and on leg rtp); answers"
                                + " leave the gateway alike: they differ by less than 20 ms;");
        assertThat(report.verdict().latencySentence())
                .contains("In its place counts turn_response, as was declared beforehand")
                .contains("it leaves out the way to the caller");
        assertThat(report.notes())
                .anySatisfy(note -> assertThat(note).startsWith("Where a leg ends is seen"));
    }

    @Test
    void twoLegsThatMeasureNothingDeclared_areNotJudged() {
        Verdict verdict = judged(unmeasured(ComparedLatency.values()));
        assertThat(verdict.latency()).isEqualTo(Finding.UNKNOWN);
        assertThat(verdict.latencySentence())
                .startsWith("How long callers wait cannot be compared: turn_heard is not measured")
                .contains("neither is anything that was declared to count in its place");
    }

    @Test
    void legs_areNeverCalledRandomised_whateverTheTrunksWere() {
        streamCalls(20);
        relayCalls(20);
        ComparisonReport report = compare(Map.of("by", "leg"));
        assertThat(report.assignment().randomisedCalls()).isEqualTo(40);
        assertThat(report.assignment().design()).isEqualTo(Design.OBSERVATIONAL);
        assertThat(report.verdict().sentence()).contains("observational");
        assertThat(report.notes().getFirst()).contains("no call is assigned to its leg at random");
    }

    @Test
    void cost_isNotComparedByLeg() {
        streamCalls(20);
        relayCalls(20);
        ComparisonReport report = compare(Map.of("by", "leg"));
        assertThat(report.cost().a()).isNull();
        assertThat(report.cost().missingKeys()).isEmpty();
        assertThat(report.verdict().cost()).isEqualTo(Finding.UNKNOWN);
        assertThat(report.verdict().costSentence())
                .isEqualTo("Cost is not compared by leg: prices are configured by trunk.");
        assertThat(ComparisonText.render(report)).contains("Cost is not compared by leg");
    }

    @Test
    void aTrunkOfBothLegs_isToldApart_andComparedOnWhatIsMeasured() {
        streamCalls(CALLS);
        relayCalls(12);
        kept.over(LegKind.STREAM, KeptCalls.TWILIO, CALLS, () -> List.of(whole(1), whole(2)));
        ComparisonReport report = compare(Map.of());
        assertThat(report.primary().orElseThrow().metric()).isEqualTo(ComparedLatency.TURN_HEARD);
        assertThat(report.latency(ComparedLatency.TURN_HEARD).a().calls()).isEqualTo(CALLS);
        assertThat(report.a().legs()).containsExactly("relay", "stream");
        assertThat(report.notes())
                .anySatisfy(note ->
                        assertThat(note)
                                .startsWith(
                                        "byoc: 12 of 72 calls came over leg relay, which does not"
                                                + " measure turn_heard"));
    }

    @Test
    void aTrunkWhollyOfWords_isNotMeasuredEither() {
        relayCalls(CALLS);
        kept.over(LegKind.STREAM, KeptCalls.TWILIO, CALLS, () -> List.of(whole(1), whole(2)));
        ComparisonReport report = compare(Map.of());
        assertThat(report.latency(ComparedLatency.TURN_HEARD).lacking())
                .isEqualTo("not measured on leg relay");
        assertThat(report.verdict().sentence())
                .startsWith("byoc against native: how long callers wait cannot be compared");
    }

    @Test
    void aSum_isKnownOnlyWhereItsPartsAre() {
        kept.over(
                LegKind.STREAM,
                KeptCalls.OWN,
                10,
                () -> List.of(whole(1), KeptCalls.heard(2, 900_000)));
        assertThat(
                        compare(Map.of("legs", "stream,relay"))
                                .latency(ComparedLatency.TURN_MODEL_AND_DELIVERY)
                                .a()
                                .values())
                .isEqualTo(10);
    }

    private static List<LatencyComparison> unmeasured(ComparedLatency... latencies) {
        ArmLatency nothing = new ArmLatency(false, 0, 0, List.of(), List.of());
        String lacking = "not measured on leg relay";
        return Arrays.stream(latencies)
                .map(latency ->
                        new LatencyComparison(
                                latency,
                                false,
                                nothing,
                                nothing,
                                List.of(new QuantileDifference(0.5, null, null, null, lacking)),
                                null,
                                lacking))
                .toList();
    }

    private Verdict judged(List<LatencyComparison> latencies) {
        streamCalls(12);
        relayCalls(12);
        ComparisonReport report = compare(Map.of("by", "leg"));
        return VerdictWriter.of(
                report.assignment(),
                report.a(),
                report.b(),
                latencies,
                report.reliability(),
                report.cost());
    }
}
