package dev.trunkline.gateway.admin.page;

import dev.trunkline.observability.compare.ArmReliability;
import dev.trunkline.observability.compare.Reliability;
import dev.trunkline.observability.compare.Share;
import dev.trunkline.observability.compare.ShareDifference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How often the calls of both arms came about and held. */
final class ReliabilitySection {
    private final Reliability reliability;

    /** One share in both arms, with its interval, and the difference. */
    record Row(
            String what,
            String meaning,
            String a,
            String aOf,
            String aInterval,
            String b,
            String bOf,
            String bInterval,
            String difference,
            String interval) {}

    /** Counts of one kind of thing in both arms. */
    record Counts(String caption, String head, List<Count> rows) {}

    record Count(String what, String a, String b) {}

    ReliabilitySection(Reliability reliability) {
        this.reliability = reliability;
    }

    String callsA() {
        return Figures.grouped(reliability.a().calls());
    }

    String callsB() {
        return Figures.grouped(reliability.b().calls());
    }

    String refusedA() {
        return Figures.grouped(reliability.a().refusedByGateway());
    }

    String refusedB() {
        return Figures.grouped(reliability.b().refusedByGateway());
    }

    List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        rows.add(
                row(
                        "Answered",
                        "attempts on which media flowed, near RFC 6076’s session establishment"
                                + " ratio",
                        ArmReliability::answered,
                        reliability.answered()));
        rows.add(
                row(
                        "Failed over",
                        "attempts for which another trunk was tried",
                        ArmReliability::failedOver,
                        null));
        rows.add(
                row(
                        "Dropped",
                        "answered calls that broke: the phone’s connection or the model failed",
                        ArmReliability::dropped,
                        reliability.dropped()));
        if (anyTries()) {
            rows.add(
                    row(
                            "Tries answered",
                            "of the tries of calls out over the trunk they were assigned to: RFC"
                                    + " 6076’s session establishment ratio",
                            arm -> arm.attempts().answered(),
                            reliability.attemptsAnswered()));
        }
        reliability.a().attestationClasses().keySet().stream()
                .filter(this::said)
                .forEach(label ->
                        rows.add(
                                row(
                                        "Attestation " + Words.attestationClass(label),
                                        "calls of whose caller’s number the network says so"
                                                + " (STIR/SHAKEN)",
                                        arm -> attestation(arm, label),
                                        null)));
        return rows;
    }

    private boolean said(String label) {
        return attestation(reliability.a(), label).part()
                        + attestation(reliability.b(), label).part()
                > 0;
    }

    private static Share attestation(ArmReliability arm, String label) {
        return Objects.requireNonNull(arm.attestationClasses().get(label));
    }

    private boolean anyTries() {
        return reliability.a().attempts().tries() + reliability.b().attempts().tries() > 0;
    }

    List<Counts> counts() {
        List<Counts> counts = new ArrayList<>();
        add(
                counts,
                "How calls ended",
                "Outcome",
                ArmReliability::byOutcome,
                Words::outcomeLabelled);
        add(
                counts,
                "Attempts without an answer, by class of the SIP response",
                "Response",
                ArmReliability::failedBySipClass,
                label -> label.equals("none") ? "no response known" : label);
        add(
                counts,
                "How tries of calls out ended, over the trunk they were assigned to",
                "Outcome",
                arm -> arm.attempts().byOutcome(),
                Words::attemptOutcomeLabelled);
        add(
                counts,
                "Tries of calls out over another trunk, after a failover",
                "Tries",
                ReliabilitySection::elsewhere,
                label -> label);
        add(
                counts,
                "Tries of calls out without an answer, by class of the SIP response",
                "Response",
                arm -> arm.attempts().failedBySipClass(),
                label -> label.equals("none") ? "no response known" : label);
        add(
                counts,
                "What the network says of the caller’s number (STIR/SHAKEN)",
                "Attestation",
                ArmReliability::attestation,
                label -> label.equals("none") ? "nothing" : label);
        return counts;
    }

    private static Map<String, Long> elsewhere(ArmReliability arm) {
        return arm.attempts().tries() == 0
                ? Map.of()
                : Map.of("over another trunk", arm.attempts().elsewhere());
    }

    private Row row(
            String what,
            String meaning,
            Function<ArmReliability, Share> share,
            @Nullable ShareDifference difference) {
        Share a = share.apply(reliability.a());
        Share b = share.apply(reliability.b());
        return new Row(
                what,
                meaning,
                Figures.percent(a.share(), 1),
                of(a),
                interval(a),
                Figures.percent(b.share(), 1),
                of(b),
                interval(b),
                difference == null ? "" : Figures.points(difference.difference()),
                difference == null || difference.low() == null
                        ? ""
                        : Figures.points(difference.low())
                                + " to "
                                + Figures.points(difference.high()));
    }

    private static String of(Share share) {
        return Figures.grouped(share.part()) + " of " + Figures.grouped(share.whole());
    }

    private static String interval(Share share) {
        return share.low() == null
                ? ""
                : Figures.percent(share.low(), 1) + " to " + Figures.percent(share.high(), 1);
    }

    private void add(
            List<Counts> all,
            String caption,
            String head,
            Function<ArmReliability, Map<String, Long>> counts,
            Function<String, String> words) {
        Map<String, Long> a = counts.apply(reliability.a());
        Map<String, Long> b = counts.apply(reliability.b());
        TreeSet<String> labels = new TreeSet<>(a.keySet());
        labels.addAll(b.keySet());
        if (labels.isEmpty()) {
            return;
        }
        all.add(
                new Counts(
                        caption,
                        head,
                        labels.stream()
                                .map(label ->
                                        new Count(
                                                words.apply(label),
                                                Figures.grouped(a.getOrDefault(label, 0L)),
                                                Figures.grouped(b.getOrDefault(label, 0L))))
                                .toList()));
    }
}
