package dev.trunkline.observability.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.trunkline.observability.compare.statistics.SimulatedArm;
import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.metrics.TrunkKind;
import dev.trunkline.observability.record.Arm;
import dev.trunkline.observability.record.AttemptOutcome;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ComparisonsTest {
    private static final InstantSource CLOCK =
            InstantSource.fixed(KeptCalls.FIRST.plusSeconds(99_999));

    private final KeptCalls kept = new KeptCalls();
    private final Random random = new Random(5);

    /** Whatever there is to compare, it can be shown. */
    @AfterEach
    void textAndJson_neverShowWhatIsNoNumber() {
        ComparisonReport report = compare(Map.of());
        assertThat(ComparisonText.render(report)).doesNotContain("NaN", "Infinity", "null");
        assertThat(ComparisonJson.write(report)).doesNotContain("NaN", "Infinity");
        assertThat(ComparisonText.render(report)).startsWith(report.verdict().sentence());
    }

    private ComparisonReport compare(Map<String, String> query) {
        return new Comparisons(kept, Rates.NONE, CLOCK).compare(query);
    }

    private List<int[]> turns(int calls) {
        return SimulatedArm.USUAL.draw(calls, 0, random);
    }

    private static LatencyComparison heard(ComparisonReport report) {
        return report.latency(ComparedLatency.TURN_HEARD);
    }

    @Test
    void noCalls_isSaid() {
        ComparisonReport report = compare(Map.of());
        assertThat(report.verdict().sentence())
                .isEqualTo("Not enough data: no call of byoc or native was found.");
        assertThat(report.verdict().latency()).isEqualTo(Finding.NOT_ENOUGH_DATA);
        assertThat(report.latencies()).hasSameSizeAs(ComparedLatency.values());
        assertThat(heard(report).median().us()).isNull();
        assertThat(compare(Map.of("by", "trunk")).a().name()).isEqualTo(ArmSummary.NONE);
    }

    @Test
    void oneCallInEachArm_hasFiguresButNoIntervals() {
        kept.heard(KeptCalls.OWN, List.of(new int[] {700_000, 900_000}));
        kept.heard(KeptCalls.TWILIO, List.of(new int[] {1_000_000}));
        ComparisonReport report = compare(Map.of());
        QuantileDifference median = heard(report).median();
        assertThat(median.us()).isEqualTo(-200_000);
        assertThat(median.interval()).isNull();
        assertThat(median.lacking())
                .isEqualTo("an interval takes 10 calls with a figure in each arm; one has 1");
        assertThat(heard(report).rankTest()).isNull();
        assertThat(report.verdict().latency()).isEqualTo(Finding.NOT_ENOUGH_DATA);
        assertThat(report.verdict().sentence())
                .contains("not enough data on how long callers wait");
    }

    @Test
    void oneArm_isComparedWithNobody() {
        kept.heard(KeptCalls.OWN, turns(30));
        ComparisonReport report = compare(Map.of("by", "trunk"));
        assertThat(report.b().name()).isEqualTo(ArmSummary.NONE);
        assertThat(heard(report).a().quantiles()).hasSize(7);
        assertThat(heard(report).median().lacking()).isEqualTo("an arm has no figure of it");
        assertThat(report.verdict().reliability()).isEqualTo(Finding.NOT_ENOUGH_DATA);
        assertThat(report.reliability().b().answered().share()).isNull();
    }

    @Test
    void allCallsFailed_isAResult_ofReliability() {
        for (int call = 0; call < 30; call++) {
            kept.call(KeptCalls.OWN, CallOutcome.START_TIMEOUT, false, List.of());
            kept.call(KeptCalls.TWILIO, CallOutcome.COMPLETED_BY_CALLER, true, List.of());
        }
        ComparisonReport report = compare(Map.of());
        assertThat(report.verdict().reliability()).isEqualTo(Finding.B_BETTER);
        assertThat(report.verdict().latency()).isEqualTo(Finding.NOT_ENOUGH_DATA);
        assertThat(report.reliability().a().failedBySipClass()).containsEntry("4xx", 30L);
        assertThat(report.reliability().answered().difference()).isEqualTo(-1.0);
        assertThat(report.verdict().sentence()).contains("native is the more reliable one");
    }

    @Test
    void callsThatTheGatewayRefused_areNoAttempts() {
        kept.call(KeptCalls.OWN, CallOutcome.REJECTED_FULL, false, List.of());
        kept.call(KeptCalls.OWN, CallOutcome.LEG_FAILED, true, List.of());
        ArmReliability own = compare(Map.of()).reliability().a();
        assertThat(own.calls()).isEqualTo(2);
        assertThat(own.refusedByGateway()).isEqualTo(1);
        assertThat(own.answered().whole()).isEqualTo(1);
        assertThat(own.dropped().share()).isEqualTo(1.0);
    }

    @Test
    void aFailedOverCall_countsForTheTrunkThatItWasAssignedTo() {
        Arm failedOver = new Arm("own", TrunkKind.BYOC, "twilio", "spring", "");
        kept.heard(failedOver, turns(12));
        kept.heard(KeptCalls.TWILIO, turns(12));
        ComparisonReport report = compare(Map.of());
        assertThat(report.a().calls()).isEqualTo(12);
        assertThat(report.reliability().a().failedOver().part()).isEqualTo(12);
    }

    @Test
    void attempts_countForTheTrunkTheyWentOver_callsForTheirOwn() {
        for (int call = 0; call < 12; call++) {
            kept.dialled(
                    new Arm("own", TrunkKind.BYOC, "twilio", "spring", ""),
                    KeptCalls.attempt(1, "own", AttemptOutcome.FAILED, 503, 0),
                    KeptCalls.attempt(2, "twilio", AttemptOutcome.ANSWERED, 0, 700_000));
            kept.dialled(
                    KeptCalls.TWILIO,
                    KeptCalls.attempt(1, "twilio", AttemptOutcome.ANSWERED, 0, 500_000));
        }
        for (int call = 0; call < 4; call++) {
            kept.dialled(
                    KeptCalls.OWN,
                    KeptCalls.attempt(1, "own", AttemptOutcome.ANSWERED, 0, 700_000));
        }
        kept.dialled(KeptCalls.OWN, KeptCalls.attempt(1, "own", AttemptOutcome.REJECTED, 0, 0));
        kept.dialled(KeptCalls.OWN, KeptCalls.attempt(1, "own", AttemptOutcome.FAILED, 302, 0));
        kept.dialled(KeptCalls.TWILIO, KeptCalls.attempt(1, "twilio", AttemptOutcome.BUSY, 486, 0));
        ComparisonReport report = compare(Map.of());
        ArmAttempts own = report.reliability().a().attempts();
        assertThat(own.tries()).isEqualTo(30);
        assertThat(own.elsewhere()).isEqualTo(12);
        assertThat(own.answered().part()).isEqualTo(4);
        assertThat(own.answered().whole()).as("without the redirection").isEqualTo(17);
        assertThat(own.failedBySipClass()).isEqualTo(Map.of("5xx", 12L, "none", 1L, "3xx", 1L));
        assertThat(own.byOutcome())
                .isEqualTo(Map.of("answered", 4L, "failed", 13L, "rejected", 1L));
        ArmAttempts twilio = report.reliability().b().attempts();
        assertThat(twilio.answered().part()).isEqualTo(12);
        assertThat(twilio.answered().whole()).isEqualTo(13);
        assertThat(report.reliability().attemptsAnswered().difference())
                .isEqualTo(4.0 / 17 - 12.0 / 13);
        // Of calls as assigned, failover or not.
        assertThat(report.reliability().a().answered().part()).isEqualTo(16);
        assertThat(report.latencies())
                .filteredOn(latency -> latency.metric() == ComparedLatency.POST_DIAL_DELAY)
                .first()
                .satisfies(latency -> {
                    assertThat(latency.a().calls()).isEqualTo(16);
                    assertThat(latency.median().us()).isEqualTo(200_000);
                });
        assertThat(ComparisonText.render(report))
                .contains("answered, of tries over the arm's trunk")
                .contains("tries not answered, SIP 5xx")
                .contains("attestation none, of calls")
                .doesNotContain("attestation passed a");
    }

    @Test
    void allFiguresEqual_areTheSame() {
        List<int[]> equal = Collections.nCopies(50, new int[] {800_000, 800_000});
        kept.heard(KeptCalls.OWN, equal).heard(KeptCalls.TWILIO, equal);
        ComparisonReport report = compare(Map.of());
        assertThat(heard(report).median().interval()).isEqualTo(new Interval(0, 0));
        RankTest ranks = Objects.requireNonNull(heard(report).rankTest());
        assertThat(ranks.pValue()).isEqualTo(1.0);
        assertThat(ranks.shiftUs()).isZero();
        assertThat(heard(report).a().ecdf()).containsExactly(new EcdfPoint(800_000, 1.0));
        assertThat(report.verdict().latency()).isEqualTo(Finding.SAME);
    }

    @Test
    void aCertainDifferenceBelowTwentyMilliseconds_isTheSameForCallers() {
        kept.heard(KeptCalls.OWN, new SimulatedArm(900, 0.005, 0.005).draw(300, 15, random));
        kept.heard(KeptCalls.TWILIO, new SimulatedArm(900, 0.005, 0.005).draw(300, 0, random));
        ComparisonReport report = compare(Map.of());
        assertThat(Objects.requireNonNull(heard(report).median().interval()).holds(0)).isFalse();
        assertThat(report.verdict().latency()).isEqualTo(Finding.SAME);
        assertThat(report.verdict().latencySentence()).contains("one that callers do not notice");
    }

    @Test
    void aCertainDifferenceThatMayBeMoreThanTwentyMilliseconds_isNotCalledTheSame() {
        kept.heard(KeptCalls.OWN, new SimulatedArm(900, 0.03, 0.03).draw(300, 12, random));
        kept.heard(KeptCalls.TWILIO, new SimulatedArm(900, 0.03, 0.03).draw(300, 0, random));
        ComparisonReport report = compare(Map.of());
        Interval interval = Objects.requireNonNull(heard(report).median().interval());
        assertThat(interval.lowUs()).isPositive();
        assertThat(heard(report).median().us()).isLessThan(VerdictWriter.RELEVANT_US);
        assertThat(interval.highUs()).isGreaterThan(VerdictWriter.RELEVANT_US);
        assertThat(report.verdict().latency()).isEqualTo(Finding.NOT_ENOUGH_DATA);
        assertThat(report.verdict().sentence()).contains("whether callers notice");
    }

    @Test
    void p99OfFewFigures_hasNoIntervalButSaysWhatItTakes() {
        kept.heard(KeptCalls.OWN, turns(60)).heard(KeptCalls.TWILIO, turns(60));
        QuantileDifference p99 = heard(compare(Map.of())).differences().getLast();
        assertThat(p99.us()).isNotNull();
        assertThat(p99.interval()).isNull();
        assertThat(p99.lacking()).contains("10 figures beyond it", "some 1000 figures");
    }

    @Test
    void tooFewCallsToTell_saysHowManyItWouldTake() {
        kept.heard(KeptCalls.OWN, turns(40)).heard(KeptCalls.TWILIO, turns(40));
        Verdict verdict = compare(Map.of()).verdict();
        assertThat(verdict.latency()).isEqualTo(Finding.NOT_ENOUGH_DATA);
        assertThat(verdict.latencySentence())
                .containsPattern("20 ms would take some [0-9,]+ calls in each arm");
    }

    @Test
    void randomisedAndOther_areToldApart() {
        Arm observed = Arm.observed("own", TrunkKind.BYOC);
        kept.heard(KeptCalls.OWN, turns(20)).heard(KeptCalls.TWILIO, turns(20));
        assertThat(compare(Map.of()).assignment().design()).isEqualTo(Design.RANDOMISED);
        assertThat(compare(Map.of()).verdict().sentence()).doesNotContain("observational");
        kept.heard(observed, turns(30));
        ComparisonReport all = compare(Map.of());
        assertThat(all.assignment().design()).isEqualTo(Design.OBSERVATIONAL);
        assertThat(all.a().calls()).isEqualTo(50);
        assertThat(all.verdict().sentence()).contains("may have other causes");
        assertThat(all.notes().getFirst())
                .startsWith("40 calls were assigned at random and 30 were not");
        ComparisonReport drawn = compare(Map.of("assignment", "randomised"));
        assertThat(drawn.assignment().design()).isEqualTo(Design.RANDOMISED);
        assertThat(drawn.a().calls()).isEqualTo(20);
        assertThat(drawn.notes().getFirst()).contains("30 others are left out");
        assertThat(drawn.assignment().experiments()).containsExactly("spring");
    }

    @Test
    void trunks_areChosenByTheirCalls_andTheOthersListed() {
        kept.heard(Arm.observed("c", TrunkKind.BYOC), turns(3));
        kept.heard(Arm.observed("b", TrunkKind.BYOC), turns(9));
        kept.heard(Arm.observed("a", TrunkKind.NATIVE), turns(5));
        ComparisonReport chosen = compare(Map.of("by", "trunk"));
        assertThat(List.of(chosen.a().name(), chosen.b().name())).containsExactly("a", "b");
        assertThat(chosen.otherArms()).containsExactly(new ArmCount("c", 3));
        ComparisonReport asked = compare(Map.of("trunks", "c,a"));
        assertThat(List.of(asked.a().calls(), asked.b().calls())).containsExactly(3L, 5L);
        ComparisonReport kinds = compare(Map.of());
        assertThat(kinds.a().trunks()).containsExactly("b", "c");
    }

    @Test
    void ledger_sumsToWhatIsHeard_overCompleteTurns() {
        for (int call = 0; call < 12; call++) {
            kept.call(
                    KeptCalls.OWN,
                    CallOutcome.COMPLETED_BY_CALLER,
                    true,
                    List.of(
                            KeptCalls.complete(1, 200_000, 400_000, 1_000, 90_000, 60_000),
                            KeptCalls.complete(2, -20_000, 600_000, 3_000, 110_000, 40_000),
                            KeptCalls.heard(3, 5_000_000)));
        }
        ComparisonReport report = compare(Map.of());
        Ledger ledger = Objects.requireNonNull(report.a().ledger());
        assertThat(ledger.turns()).isEqualTo(24);
        assertThat(ledger.endpointingMs()).isCloseTo(90, within(1e-9));
        assertThat(ledger.heardMs()).isCloseTo(742, within(1e-9));
        assertThat(
                        ledger.endpointingMs()
                                + ledger.modelMs()
                                + ledger.deliveryMs()
                                + ledger.playoutMs()
                                + ledger.leadSilenceMs())
                .isCloseTo(ledger.heardMs(), within(1e-9));
        assertThat(report.notes())
                .anySatisfy(note -> assertThat(note).contains("12 of 36 turns lack"));
    }

    @Test
    void theSameCallsAndSeed_giveTheSameReport() {
        kept.heard(KeptCalls.OWN, turns(30)).heard(KeptCalls.TWILIO, turns(30));
        assertThat(compare(Map.of("seed", "3"))).isEqualTo(compare(Map.of("seed", "3")));
        assertThat(heard(compare(Map.of("seed", "3"))).differences())
                .isNotEqualTo(heard(compare(Map.of("seed", "4"))).differences());
    }

    @Test
    void moreCallsThanThereIsRoomFor_areThinnedFairly() {
        CallCollector collector = new CallCollector(1, 20_000);
        for (int call = 0; call < 3_000; call++) {
            kept.call(
                    call % 3 == 0 ? KeptCalls.OWN : KeptCalls.TWILIO,
                    CallOutcome.COMPLETED_BY_CALLER,
                    true,
                    List.of(KeptCalls.heard(1, call)));
        }
        kept.forEach(ComparisonRequest.ALL.filter(), collector::add);
        ArmChoice arms = ArmChoice.of(ComparisonRequest.ALL, collector.all());
        assertThat(arms.a().tally().calls).isEqualTo(1_000);
        // 20 000 figures are some 328 calls of 61: after four halvings 187 are expected.
        assertThat(arms.a().sampledCalls() + arms.b().sampledCalls()).isBetween(120L, 328L);
        assertThat((double) arms.b().sampledCalls() / arms.a().sampledCalls()).isBetween(1.2, 3.4);
    }

    @Test
    void aRangeInTheFutureOrTheWrongWayRound_isRefused() {
        assertThatThrownBy(() -> compare(Map.of("from", "2031-01-01")))
                .isInstanceOf(ComparisonRequestException.class)
                .hasMessageStartingWith("from=2031-01-01T00:00:00Z: expected a time in the past");
        assertThatThrownBy(() -> compare(Map.of("from", "2026-02-02", "to", "2026-02-01")))
                .isInstanceOf(ComparisonRequestException.class)
                .hasMessageContaining("expected a time before to=2026-02-01T00:00:00Z");
    }

    @Test
    void onlyCallsOfTheRange_areCompared() {
        kept.heard(KeptCalls.OWN, turns(20)).heard(KeptCalls.TWILIO, turns(20));
        ComparisonReport report =
                compare(Map.of("from", KeptCalls.FIRST.plusSeconds(5).toString()));
        assertThat(report.a().calls()).isEqualTo(15);
    }
}
