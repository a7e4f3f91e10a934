package dev.trunkline.observability.compare;

import dev.trunkline.observability.metrics.TrunkKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which two arms are compared: those that were asked for; else byoc against native if arms are
 * kinds; else the two with most calls, in the order of the alphabet.
 */
record ArmChoice(ArmCalls a, ArmCalls b, List<ArmCount> others) {

    static ArmChoice of(ComparisonRequest request, Collection<TrunkCalls> all) {
        Map<String, List<TrunkCalls>> byArm =
                all.stream()
                        .collect(Collectors.groupingBy(calls -> calls.key().arm(request.armBy())));
        List<ArmCount> counts =
                byArm.entrySet().stream()
                        .map(arm -> new ArmCount(arm.getKey(), calls(arm.getValue())))
                        .sorted(
                                Comparator.comparingLong(ArmCount::calls)
                                        .reversed()
                                        .thenComparing(ArmCount::name))
                        .toList();
        List<String> names = names(request, counts);
        return new ArmChoice(
                arm(names.get(0), byArm),
                arm(names.get(1), byArm),
                counts.stream().filter(count -> !names.contains(count.name())).toList());
    }

    private static List<String> names(ComparisonRequest request, List<ArmCount> counts) {
        if (request.a() != null && request.b() != null) {
            return List.of(request.a(), request.b());
        }
        if (request.armBy() == ArmBy.KIND) {
            return List.of(TrunkKind.BYOC.label(), TrunkKind.NATIVE.label());
        }
        List<String> most =
                new ArrayList<>(counts.stream().limit(2).map(ArmCount::name).sorted().toList());
        while (most.size() < 2) {
            most.add(ArmSummary.NONE);
        }
        return most;
    }

    private static ArmCalls arm(String name, Map<String, List<TrunkCalls>> byArm) {
        @Nullable List<TrunkCalls> calls = byArm.get(name);
        return new ArmCalls(name, calls == null ? List.of() : calls);
    }

    private static long calls(List<TrunkCalls> trunks) {
        return trunks.stream().mapToLong(calls -> calls.tally().calls).sum();
    }
}
