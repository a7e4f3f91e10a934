package dev.trunkline.observability.compare;

import dev.trunkline.observability.record.CallRecord;
import dev.trunkline.observability.record.CallRecords;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Compares two arms of the kept calls. Any thread but an event loop: it reads the store and
 * computes, some seconds for 50 000 calls, on the caller's thread alone, since calls in progress
 * need the others.
 */
public final class Comparisons {
    private final CallRecords records;
    private final Rates rates;
    private final InstantSource clock;

    /**
     * @param clock tells which ranges lie in the future, and what "7d" is
     */
    public Comparisons(CallRecords records, Rates rates, InstantSource clock) {
        this.records = records;
        this.rates = rates;
        this.clock = clock;
    }

    /**
     * Compares what the parameters of a query ask for; see {@link ComparisonRequest#parse}.
     *
     * @throws ComparisonRequestException if it cannot be understood or lies in the future
     */
    public ComparisonReport compare(Map<String, String> query) {
        return compare(ComparisonRequest.parse(query, clock.instant()));
    }

    /**
     * Compares.
     *
     * @throws ComparisonRequestException if the range begins in the future
     * @throws dev.trunkline.observability.record.RecordsUnavailableException if the store does not
     *     answer
     */
    public ComparisonReport compare(ComparisonRequest request) {
        Instant now = clock.instant();
        if (request.from().isAfter(now)) {
            throw new ComparisonRequestException(
                    "from",
                    request.from().toString(),
                    "a time in the past: it is " + now + " now",
                    "choose an earlier one, or leave it out for all calls");
        }
        CallCollector collector = new CallCollector(request.seed());
        records.forEach(request.filter(), collector::add);
        return report(request, ArmChoice.of(request, collector.all()));
    }

    private ComparisonReport report(ComparisonRequest request, ArmChoice arms) {
        ArmCalls a = request.randomisedOnly() ? arms.a().randomised() : arms.a();
        ArmCalls b = request.randomisedOnly() ? arms.b().randomised() : arms.b();
        Assignment assignment = assignment(request, arms, a, b);
        int resamples = LatencyAnalysis.resamples(assignment.sampledCalls());
        List<LatencyComparison> latencies = latencies(request, a, b, resamples);
        Reliability reliability = ReliabilityAnalysis.compare(a.tally(), b.tally());
        Cost cost =
                request.armBy() == ArmBy.LEG
                        ? CostAnalysis.notByLeg(rates)
                        : CostAnalysis.compare(a, b, rates);
        ArmSummary summaryA = a.summary();
        ArmSummary summaryB = b.summary();
        return new ComparisonReport(
                request,
                VerdictWriter.of(assignment, summaryA, summaryB, latencies, reliability, cost),
                assignment,
                summaryA,
                summaryB,
                arms.others(),
                latencies,
                reliability,
                cost,
                new Method(
                        CallRecord.DEFINITIONS,
                        LatencyAnalysis.CONFIDENCE,
                        resamples,
                        request.seed(),
                        VerdictWriter.RELEVANT_US,
                        VerdictWriter.RELEVANT_SHARE,
                        Notes.method()),
                Notes.of(request, assignment, a, b));
    }

    private static Assignment assignment(
            ComparisonRequest request, ArmChoice arms, ArmCalls a, ArmCalls b) {
        long randomised = arms.a().calls(true) + arms.b().calls(true);
        long observational = arms.a().calls(false) + arms.b().calls(false);
        TreeSet<String> experiments = new TreeSet<>(arms.a().experiments());
        experiments.addAll(arms.b().experiments());
        boolean all =
                request.armBy() != ArmBy.LEG // it was the trunk that was drawn
                        && randomised > 0
                        && a.calls(false) + b.calls(false) == 0;
        return new Assignment(
                all ? Design.RANDOMISED : Design.OBSERVATIONAL,
                randomised,
                observational,
                a.tally().calls + b.tally().calls,
                a.sampledCalls() + b.sampledCalls(),
                List.copyOf(experiments));
    }

    private static List<LatencyComparison> latencies(
            ComparisonRequest request, ArmCalls a, ArmCalls b, int resamples) {
        Optional<ComparedLatency> primary =
                ComparisonReport.DECLARED.stream()
                        .filter(latency -> LatencyAnalysis.incomparable(latency, a, b).isEmpty())
                        .findFirst();
        List<LatencyComparison> latencies = new ArrayList<>();
        for (ComparedLatency latency : ComparedLatency.values()) {
            latencies.add(
                    LatencyAnalysis.compare(
                            latency,
                            primary.filter(latency::equals).isPresent(),
                            a,
                            b,
                            resamples,
                            request.seed()));
        }
        return Holm.adjust(latencies);
    }
}
