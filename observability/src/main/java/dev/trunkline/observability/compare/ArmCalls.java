package dev.trunkline.observability.compare;

import dev.trunkline.observability.compare.statistics.ClusteredSample;
import dev.trunkline.observability.metrics.LegKind;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** All calls of one arm. */
final class ArmCalls {
    private static final Comparator<TrunkCalls> ORDER =
            Comparator.comparing((TrunkCalls calls) -> calls.key().trunk())
                    .thenComparing(calls -> calls.key().kind())
                    .thenComparing(calls -> calls.key().leg())
                    .thenComparing(calls -> calls.key().experiment());

    private final String name;
    private final List<TrunkCalls> trunks;
    private final Tally tally = new Tally();

    /**
     * @param trunks in any order; the arm's is the same for the same calls, as resampling needs it
     */
    ArmCalls(String name, List<TrunkCalls> trunks) {
        this.name = name;
        this.trunks = trunks.stream().sorted(ORDER).toList();
        this.trunks.forEach(calls -> tally.add(calls.tally()));
    }

    String name() {
        return name;
    }

    Tally tally() {
        return tally;
    }

    List<String> experiments() {
        return trunks.stream()
                .filter(calls -> calls.key().randomised())
                .map(calls -> calls.key().experiment())
                .toList();
    }

    /** Counts by the trunk's name. */
    Map<String, Tally> byTrunk() {
        Map<String, Tally> tallies = new TreeMap<>();
        trunks.forEach(calls ->
                tallies.computeIfAbsent(calls.key().trunk(), _ -> new Tally()).add(calls.tally()));
        return tallies;
    }

    long calls(boolean randomised) {
        return trunks.stream()
                .filter(calls -> calls.key().randomised() == randomised)
                .mapToLong(calls -> calls.tally().calls)
                .sum();
    }

    long sampledCalls() {
        return trunks.stream().mapToLong(calls -> calls.figures().size()).sum();
    }

    /** Only the calls whose trunk was drawn at random. */
    ArmCalls randomised() {
        return new ArmCalls(
                name, trunks.stream().filter(calls -> calls.key().randomised()).toList());
    }

    /** The figures of one latency, by call. */
    ClusteredSample sample(ComparedLatency latency) {
        return ClusteredSample.of(
                trunks.stream()
                        .flatMap(calls -> calls.figures().stream())
                        .map(figures -> figures.us(latency))
                        .toList());
    }

    /** Whether one of its calls can have a figure of it; an arm without calls rules out nothing. */
    boolean measures(ComparedLatency latency) {
        return tally.calls == 0 || callsWithout(latency) < tally.calls;
    }

    /** Whether a figure of it is of the same thing in both arms, as far as both have figures. */
    boolean comparable(ArmCalls other, ComparedLatency latency) {
        Set<LegKind> ours = legsWith(latency);
        Set<LegKind> theirs = other.legsWith(latency);
        return !latency.endsAtFarEdge()
                || ours.isEmpty()
                || theirs.isEmpty()
                || ours.equals(theirs);
    }

    /** On which it is measured. */
    Set<LegKind> legsWith(ComparedLatency latency) {
        return trunks.stream()
                .map(calls -> calls.key().leg())
                .filter(latency::measuredOn)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(LegKind.class)));
    }

    /** How many of its calls came over a leg on which it is not measured. */
    long callsWithout(ComparedLatency latency) {
        return trunks.stream()
                .filter(calls -> !latency.measuredOn(calls.key().leg()))
                .mapToLong(calls -> calls.tally().calls)
                .sum();
    }

    /** Those on which it is not measured, as labels with a comma between them. */
    String legsWithout(ComparedLatency latency) {
        return trunks.stream()
                .map(calls -> calls.key().leg())
                .filter(leg -> !latency.measuredOn(leg))
                .distinct()
                .map(LegKind::label)
                .sorted()
                .collect(Collectors.joining(", "));
    }

    ArmSummary summary() {
        List<String> kinds =
                trunks.stream().map(calls -> calls.key().kind().label()).distinct().toList();
        return new ArmSummary(
                name,
                switch (kinds.size()) {
                    case 0 -> "unknown";
                    case 1 -> kinds.getFirst();
                    default -> "mixed";
                },
                List.copyOf(byTrunk().keySet()),
                trunks.stream()
                        .map(calls -> calls.key().leg().label())
                        .distinct()
                        .sorted()
                        .toList(),
                tally.calls,
                tally.turns,
                ReliabilityAnalysis.sorted(tally.turnsByOutcome),
                tally.ledger());
    }
}
