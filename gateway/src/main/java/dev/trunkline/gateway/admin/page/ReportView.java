package dev.trunkline.gateway.admin.page;

import dev.trunkline.observability.compare.ArmBy;
import dev.trunkline.observability.compare.ArmCount;
import dev.trunkline.observability.compare.ArmSummary;
import dev.trunkline.observability.compare.ComparisonReport;
import dev.trunkline.observability.compare.Design;
import dev.trunkline.observability.compare.Finding;
import java.util.List;

/** A report as the page tells it. */
final class ReportView {
    private final ComparisonReport report;
    private final String armA;
    private final String armB;
    private final List<LatencySection> latencies;

    /** One of the three questions and its answer. */
    record Answer(String question, String finding, String style, String sentence) {}

    ReportView(ComparisonReport report) {
        this.report = report;
        this.armA = name(report.a(), "A");
        this.armB = name(report.b(), "B");
        this.latencies =
                report.latencies().stream()
                        .map(latency -> new LatencySection(latency, armA, armB))
                        .toList();
    }

    String armA() {
        return armA;
    }

    String armB() {
        return armB;
    }

    String verdict() {
        return report.verdict().sentence();
    }

    List<Answer> answers() {
        return List.of(
                answer("Latency", report.verdict().latency(), report.verdict().latencySentence()),
                answer(
                        "Reliability",
                        report.verdict().reliability(),
                        report.verdict().reliabilitySentence()),
                answer("Cost", report.verdict().cost(), report.verdict().costSentence()));
    }

    List<ComparePage.Arm> arms() {
        return List.of(
                new ComparePage.Arm("arm-a", "A", report.a()),
                new ComparePage.Arm("arm-b", "B", report.b()));
    }

    String design() {
        if (report.assignment().usedCalls() == 0) {
            return "There is no call to compare in this selection.";
        }
        return report.assignment().design() == Design.RANDOMISED
                ? "Randomised: a trunk was drawn for each of "
                        + Figures.count(report.assignment().usedCalls(), "call", "calls")
                        + ", so that a difference is the trunks’ own, within its interval."
                : "Observational: "
                        + Figures.count(report.assignment().usedCalls(), "call", "calls")
                        + " came or went by a "
                        + (report.request().armBy() == ArmBy.LEG ? "leg" : "trunk")
                        + " for reasons of their own, so that a difference"
                        + " may have other causes.";
    }

    String otherArms() {
        return String.join(", ", report.otherArms().stream().map(ReportView::described).toList());
    }

    /** The latency that counts. */
    List<LatencySection> primary() {
        return latencies.stream().filter(LatencySection::primary).toList();
    }

    /** All others of which there are figures. */
    List<LatencySection> others() {
        return latencies.stream().filter(latency -> !latency.primary() && latency.any()).toList();
    }

    LedgerBars ledger() {
        return new LedgerBars(report.a(), report.b());
    }

    ReliabilitySection reliability() {
        return new ReliabilitySection(report.reliability());
    }

    CostSection cost() {
        return new CostSection(report.cost());
    }

    String method() {
        return report.method().description();
    }

    String relevant() {
        return "A difference of the median below "
                + Figures.ms(report.method().relevantUs())
                + ", or of a share below "
                + Figures.decimal(report.method().relevantShare() * 100, 1)
                + " points, counts as the same. Seed "
                + report.method().seed()
                + ", "
                + Figures.count(report.method().resamples(), "resample", "resamples")
                + ", definitions of version "
                + report.method().definitions()
                + ".";
    }

    List<String> notes() {
        return report.notes();
    }

    /** The same calls' rows and the report itself, for programs. */
    ReportLinks links() {
        return new ReportLinks(report.request());
    }

    /** For the script, which draws the same again to be explored. */
    String points() {
        return ComparePage.json(ComparePage.points(latencies));
    }

    private static String described(ArmCount arm) {
        return arm.name() + " (" + Figures.count(arm.calls(), "call", "calls") + ")";
    }

    private static String name(ArmSummary arm, String letter) {
        return arm.name().equals(ArmSummary.NONE) ? "arm " + letter : arm.name();
    }

    private Answer answer(String question, Finding finding, String sentence) {
        String text =
                switch (finding) {
                    case A_BETTER -> armA + " better";
                    case B_BETTER -> armB + " better";
                    case SAME -> "No difference that matters";
                    case NOT_ENOUGH_DATA -> "Not enough data";
                    case UNKNOWN -> "Not known";
                };
        return new Answer(question, text, "finding-" + finding.label().replace('_', '-'), sentence);
    }
}
