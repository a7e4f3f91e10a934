package dev.trunkline.observability.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.record.Arm;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CostAnalysisTest {
    private static final InstantSource CLOCK =
            InstantSource.fixed(KeptCalls.FIRST.plusSeconds(99_999));
    private static final TrunkRates NATIVE = new TrunkRates(0, 0, 0, 1, 0.02, 60);

    private final KeptCalls kept = new KeptCalls();

    private void answered(Arm arm, int calls, long durationMs) {
        for (int call = 0; call < calls; call++) {
            kept.add(kept.record(arm, CallOutcome.COMPLETED_BY_AGENT, true, durationMs, List.of()));
        }
    }

    private Cost cost(Rates rates) {
        return new Comparisons(kept, rates, CLOCK).compare(ComparisonRequest.ALL).cost();
    }

    private Cost cost(TrunkRates own, TrunkRates twilio) {
        return cost(new Rates("EUR", 50_000L, Map.of("own", own, "twilio", twilio), null));
    }

    @Test
    void eachPartIsPriced_withItsOwnRounding() {
        answered(KeptCalls.OWN, 10, 61_200); // 62 seconds; 66 in steps of 6; 2 minutes
        kept.call(
                KeptCalls.OWN, CallOutcome.START_TIMEOUT, false, List.of()); // but tokens, nothing
        answered(KeptCalls.TWILIO, 10, 61_200);
        TrunkRates own = new TrunkRates(0.01, 0.5, 100, 6, 0.004, 60);
        Rates rates =
                new Rates(
                        "EUR",
                        1_000L,
                        Map.of("own", own, "twilio", NATIVE),
                        new ModelRates(4, 32, 0.4, 0.4, 16, 64, 0.1));
        ArmCost cost = Objects.requireNonNull(cost(rates).a());
        assertThat(cost.minutes()).isCloseTo(620 / 60.0, within(1e-9));
        assertThat(cost.carrier()).isCloseTo(10 * (1.1 * 0.01 + 0.5), within(1e-9));
        assertThat(cost.twilio()).isCloseTo(10 * 2 * 0.004, within(1e-9));
        // A call: a million fresh and a million cached text tokens in, three of audio out.
        assertThat(Objects.requireNonNull(cost.model()))
                .isCloseTo(11 * (4 + 0.4 + 3 * 64) + 62.0 / 6 * 0.1, within(1e-9));
        double telephony = (10 * (1.1 * 0.01 + 0.5) + 10 * 2 * 0.004) / (620 / 60.0);
        assertThat(cost.telephonyPerMinute()).isCloseTo(telephony, within(1e-9));
        assertThat(Objects.requireNonNull(cost.perMonth()))
                .isCloseTo(100 + 1_000 * telephony, within(1e-9));
        assertThat(cost.perCall() * 10).isCloseTo(cost.perMinute() * cost.minutes(), within(1e-9));
    }

    @Test
    void fixedCostsAgainstALowerMinute_breakEvenAtAVolume() {
        answered(KeptCalls.OWN, 5, 60_000);
        answered(KeptCalls.TWILIO, 5, 120_000); // longer calls make no arm dearer a minute
        Cost cost = cost(new TrunkRates(0.01, 0, 2_000, 1, 0, 60), NATIVE);
        assertThat(cost.breakEven().kind()).isEqualTo(BreakEven.Kind.AT_VOLUME);
        assertThat(cost.breakEven().minutesPerMonth()).isEqualTo(200_000);
        assertThat(cost.breakEven().sentence())
                .isEqualTo("byoc is the cheaper one above 200,000 minutes a month, native below.");
        assertThat(cost.ruleOfThumb())
                .contains(
                        "does not hold", "from 200,000 minutes a month", "saves 8,000 EUR a month");
        Cost later = cost(new TrunkRates(0.019, 0, 2_000, 1, 0, 60), NATIVE);
        assertThat(later.ruleOfThumb())
                .contains("holds at these rates", "2,000,000 minutes", "costs 1,000 EUR more");
    }

    @Test
    void whereOneIsAlwaysCheaper_thatIsSaid() {
        answered(KeptCalls.OWN, 5, 60_000);
        answered(KeptCalls.TWILIO, 5, 60_000);
        Cost never = cost(new TrunkRates(0.02, 0, 10, 1, 0.001, 60), NATIVE);
        assertThat(never.breakEven().kind()).isEqualTo(BreakEven.Kind.ALWAYS);
        assertThat(never.breakEven().arm()).isEqualTo("native");
        assertThat(never.ruleOfThumb()).contains("BYOC pays at no traffic");
        Cost always = cost(new TrunkRates(0.01, 0, 0, 1, 0, 60), NATIVE);
        assertThat(always.breakEven().arm()).isEqualTo("byoc");
        assertThat(always.ruleOfThumb()).contains("cheaper one at any traffic");
        Cost same = cost(NATIVE, NATIVE);
        assertThat(same.breakEven().kind()).isEqualTo(BreakEven.Kind.SAME);
        TrunkRates dearMinute = new TrunkRates(0.03, 0, 0, 1, 0, 60);
        TrunkRates fixedNative = new TrunkRates(0, 0, 100, 1, 0.02, 60);
        Cost turned = cost(dearMinute, fixedNative);
        assertThat(turned.breakEven().arm()).isEqualTo("native");
        assertThat(turned.ruleOfThumb()).contains("turned round", "below 10,000 minutes a month");
    }

    @Test
    void withoutRates_noPriceIsInvented() {
        answered(KeptCalls.OWN, 1, 60_000);
        answered(KeptCalls.TWILIO, 1, 60_000);
        Cost cost = cost(Rates.NONE);
        assertThat(cost.a()).isNull();
        assertThat(cost.breakEven().kind()).isEqualTo(BreakEven.Kind.UNKNOWN);
        assertThat(cost.missingKeys())
                .containsExactly(
                        "trunks.own.rates",
                        "trunks.twilio.rates",
                        "costs.minutesPerMonth",
                        "costs.model");
        Verdict verdict =
                new Comparisons(kept, Rates.NONE, CLOCK).compare(ComparisonRequest.ALL).verdict();
        assertThat(verdict.cost()).isEqualTo(Finding.UNKNOWN);
        assertThat(verdict.costSentence()).contains("trunks.own.rates", "costs.minutesPerMonth");
    }

    @Test
    void verdict_namesTheCheaperArmAtTheConfiguredTraffic() {
        answered(KeptCalls.OWN, 1, 60_000);
        answered(KeptCalls.TWILIO, 1, 60_000);
        Rates rates =
                new Rates(
                        "EUR",
                        50_000L,
                        Map.of("own", new TrunkRates(0.01, 0, 2_000, 1, 0, 60), "twilio", NATIVE),
                        null);
        Verdict verdict =
                new Comparisons(kept, rates, CLOCK).compare(ComparisonRequest.ALL).verdict();
        assertThat(verdict.cost()).isEqualTo(Finding.B_BETTER);
        assertThat(verdict.sentence()).contains("native saves 1,500 EUR a month at 50,000 minutes");
    }
}
