package dev.trunkline.gateway.admin.page;

import dev.trunkline.observability.compare.ArmCost;
import dev.trunkline.observability.compare.Cost;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What both arms cost at the configured rates, and from which traffic on one is the cheaper. */
final class CostSection {
    private static final int PRICE_DIGITS = 4;
    private static final int SUM_DIGITS = 2;

    private final Cost cost;

    record Row(String what, String a, String b) {}

    CostSection(Cost cost) {
        this.cost = cost;
    }

    boolean any() {
        return cost.a() != null || cost.b() != null;
    }

    String currency() {
        return cost.currency();
    }

    String breakEven() {
        return cost.breakEven().sentence();
    }

    String ruleOfThumb() {
        return cost.ruleOfThumb();
    }

    List<String> missingKeys() {
        return cost.missingKeys();
    }

    boolean missing() {
        return !cost.missingKeys().isEmpty();
    }

    List<Row> rows() {
        Long minutes = cost.minutesPerMonth();
        return List.of(
                row("Answered calls", arm -> Figures.grouped(arm.answeredCalls())),
                row("Answered minutes", arm -> Figures.decimal(arm.minutes(), 1)),
                row("Carrier", arm -> sum(arm.carrier())),
                row("Twilio", arm -> sum(arm.twilio())),
                row("Model", arm -> sum(arm.model())),
                row("All of these per minute", arm -> price(arm.perMinute())),
                row("All of these per call", arm -> price(arm.perCall())),
                row(
                        "Carrier and Twilio per minute, same calls in both arms",
                        arm -> price(arm.telephonyPerMinute())),
                row("Fixed cost a month", arm -> sum(arm.fixedPerMonth())),
                row(
                        minutes == null
                                ? "A month without the model, at the configured traffic"
                                : "A month without the model, at "
                                        + Figures.grouped(minutes)
                                        + " minutes",
                        arm -> sum(arm.perMonth())));
    }

    private Row row(String what, Function<ArmCost, String> figure) {
        return new Row(what, of(cost.a(), figure), of(cost.b(), figure));
    }

    private static String of(@Nullable ArmCost arm, Function<ArmCost, String> figure) {
        return arm == null ? Figures.UNKNOWN : figure.apply(arm);
    }

    private static String sum(@Nullable Double amount) {
        return amount == null ? Figures.UNKNOWN : Figures.decimal(amount, SUM_DIGITS);
    }

    private static String price(double amount) {
        return Figures.decimal(amount, PRICE_DIGITS);
    }
}
