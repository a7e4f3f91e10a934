package dev.trunkline.gateway.admin.page;

import dev.trunkline.observability.compare.ArmSummary;
import dev.trunkline.observability.compare.Ledger;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** What an average answer consists of, one stacked bar for each arm on one scale. */
final class LedgerBars {
    private static final double WIDTH_PX = 920;
    private static final double BAR_PX = 34;

    private final List<ArmSummary> arms;

    /** One part of a bar. */
    record Segment(double x, double width, String style, String says) {}

    /** One arm's bar and its line of the table. */
    record Bar(
            String arm,
            String style,
            String turns,
            String total,
            List<Segment> segments,
            List<String> figures) {}

    /** One line of the table: a part in each arm that has a bar. */
    record Row(LedgerPart part, List<String> figures) {
        String name() {
            return part.name();
        }

        String style() {
            return part.style();
        }

        String meaning() {
            return part.meaning();
        }
    }

    LedgerBars(ArmSummary a, ArmSummary b) {
        this.arms = List.of(a, b);
    }

    boolean any() {
        return ledgers().findAny().isPresent();
    }

    List<LedgerPart> parts() {
        return LedgerPart.ALL;
    }

    double barHeight() {
        return BAR_PX;
    }

    List<Bar> bars() {
        double longestMs = ledgers().mapToDouble(LedgerBars::positive).max().orElse(1);
        List<Bar> bars = new ArrayList<>();
        for (int arm = 0; arm < arms.size(); arm++) {
            Ledger ledger = arms.get(arm).ledger();
            if (ledger != null) {
                bars.add(
                        bar(arms.get(arm).name(), arm == 0 ? "arm-a" : "arm-b", ledger, longestMs));
            }
        }
        return bars;
    }

    List<Row> table() {
        List<Bar> bars = bars();
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < LedgerPart.ALL.size(); i++) {
            int part = i;
            rows.add(
                    new Row(
                            LedgerPart.ALL.get(part),
                            bars.stream().map(bar -> bar.figures().get(part)).toList()));
        }
        return rows;
    }

    /** The arms of which no turn is complete. */
    List<String> without() {
        return arms.stream()
                .filter(arm -> arm.ledger() == null && !arm.name().equals(ArmSummary.NONE))
                .map(ArmSummary::name)
                .toList();
    }

    private Stream<Ledger> ledgers() {
        return arms.stream().map(ArmSummary::ledger).filter(Objects::nonNull);
    }

    private static Bar bar(String arm, String style, Ledger ledger, double longestMs) {
        List<Segment> segments = new ArrayList<>();
        List<String> figures = new ArrayList<>();
        double x = 0;
        List<Double> parts = parts(ledger);
        for (int i = 0; i < parts.size(); i++) {
            double ms = parts.get(i);
            LedgerPart part = LedgerPart.ALL.get(i);
            String text = ms(ms);
            figures.add(text);
            if (ms > 0) { // an average below zero has no length; the table has it
                double width = ms / Math.max(longestMs, 1e-9) * WIDTH_PX;
                segments.add(
                        new Segment(x, width, part.style(), part.name() + ": " + text + " ms"));
                x += width;
            }
        }
        return new Bar(
                arm,
                style,
                Figures.count(ledger.turns(), "complete turn", "complete turns"),
                ms(ledger.heardMs()),
                segments,
                figures);
    }

    private static List<Double> parts(Ledger ledger) {
        return List.of(
                ledger.endpointingMs(),
                ledger.modelMs(),
                ledger.deliveryMs(),
                ledger.playoutMs(),
                ledger.leadSilenceMs());
    }

    private static double positive(Ledger ledger) {
        return parts(ledger).stream().mapToDouble(ms -> Math.max(0, ms)).sum();
    }

    private static String ms(double ms) {
        return Figures.bareMs(Math.round(ms * 1_000));
    }
}
