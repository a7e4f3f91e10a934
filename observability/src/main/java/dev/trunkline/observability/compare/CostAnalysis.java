package dev.trunkline.observability.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Prices the calls of two arms at the configured rates. */
final class CostAnalysis {
    private static final double MILLION = 1_000_000;

    private final Rates rates;
    private final Tally both = new Tally();

    private CostAnalysis(ArmCalls a, ArmCalls b, Rates rates) {
        this.rates = rates;
        both.add(a.tally());
        both.add(b.tally());
    }

    static Cost compare(ArmCalls a, ArmCalls b, Rates rates) {
        CostAnalysis analysis = new CostAnalysis(a, b, rates);
        @Nullable ArmCost costA = analysis.arm(a);
        @Nullable ArmCost costB = analysis.arm(b);
        BreakEven breakEven;
        String ruleOfThumb = "";
        if (costA == null || costB == null) {
            breakEven = BreakEvens.unknown();
        } else {
            BreakEvens.Line lineA = line(a, costA);
            BreakEvens.Line lineB = line(b, costB);
            breakEven = BreakEvens.of(lineA, lineB);
            ruleOfThumb = BreakEvens.ruleOfThumb(lineA, lineB, rates.currency());
        }
        return new Cost(
                rates.currency(),
                rates.minutesPerMonth(),
                costA,
                costB,
                breakEven,
                ruleOfThumb,
                analysis.missing(a, b));
    }

    /** Prices are the trunks', and what one leg costs more than another is not among them. */
    static Cost notByLeg(Rates rates) {
        return new Cost(
                rates.currency(), null, null, null, BreakEvens.notCompared(), "", List.of());
    }

    private static BreakEvens.Line line(ArmCalls arm, ArmCost cost) {
        return new BreakEvens.Line(
                arm.name(), arm.summary().kind(), cost.fixedPerMonth(), cost.telephonyPerMinute());
    }

    private @Nullable ArmCost arm(ArmCalls arm) {
        Tally tally = arm.tally();
        if (tally.minutes() <= 0 || !rates.trunks().keySet().containsAll(arm.byTrunk().keySet())) {
            return null;
        }
        double carrier = 0;
        double twilio = 0;
        double fixed = 0;
        double asIfAll = 0;
        for (Map.Entry<String, Tally> trunk : arm.byTrunk().entrySet()) {
            TrunkRates trunkRates = rates.trunks().get(trunk.getKey());
            if (trunkRates == null) {
                return null;
            }
            Tally calls = trunk.getValue();
            carrier += carrier(calls, trunkRates);
            twilio += twilio(calls, trunkRates);
            fixed += trunkRates.carrierPerMonth();
            double part = (double) calls.answered / tally.answered;
            asIfAll += part * (carrier(both, trunkRates) + twilio(both, trunkRates));
        }
        @Nullable Double model = rates.model() == null ? null : model(tally, rates.model());
        double all = carrier + twilio + (model == null ? 0 : model);
        double perMinute = asIfAll / both.minutes();
        Long monthly = rates.minutesPerMonth();
        return new ArmCost(
                tally.minutes(),
                tally.answered,
                carrier,
                twilio,
                model,
                all / tally.minutes(),
                all / tally.answered,
                perMinute,
                fixed,
                monthly == null ? null : fixed + perMinute * monthly);
    }

    private static double carrier(Tally calls, TrunkRates rates) {
        return calls.billedMinutes(rates.carrierBilledSeconds()) * rates.carrierPerMinute()
                + calls.answered * rates.carrierPerCall();
    }

    private static double twilio(Tally calls, TrunkRates rates) {
        return calls.billedMinutes(rates.twilioBilledSeconds()) * rates.twilioPerMinute();
    }

    /** Cached tokens are part of the input ones, at a price of their own. */
    private static double model(Tally calls, ModelRates rates) {
        var used = calls.usage;
        long freshText = Math.max(0, used.inputTextTokens() - used.cachedTextTokens());
        long freshAudio = Math.max(0, used.inputAudioTokens() - used.cachedAudioTokens());
        double perMillion =
                freshText * rates.inputTextPerMillion()
                        + freshAudio * rates.inputAudioPerMillion()
                        + used.cachedTextTokens() * rates.cachedTextPerMillion()
                        + used.cachedAudioTokens() * rates.cachedAudioPerMillion()
                        + used.outputTextTokens() * rates.outputTextPerMillion()
                        + used.outputAudioTokens() * rates.outputAudioPerMillion();
        return perMillion / MILLION + calls.minutes() * rates.perMinute();
    }

    private List<String> missing(ArmCalls a, ArmCalls b) {
        List<String> missing = new ArrayList<>();
        for (ArmCalls arm : List.of(a, b)) {
            for (String trunk : arm.byTrunk().keySet()) {
                if (!rates.trunks().containsKey(trunk)) {
                    missing.add("trunks." + trunk + ".rates");
                }
            }
        }
        if (rates.minutesPerMonth() == null) {
            missing.add("costs.minutesPerMonth");
        }
        if (rates.model() == null) {
            missing.add("costs.model");
        }
        return missing.stream().distinct().toList();
    }
}
