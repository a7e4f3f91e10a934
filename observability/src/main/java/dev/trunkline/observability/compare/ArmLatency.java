package dev.trunkline.observability.compare;

import java.util.List;

/**
 * One latency in one arm.
 *
 * @param measured whether it can be measured on a leg of the arm; if not, there is no figure
 * @param calls those that have a figure of it
 * @param values figures
 * @param quantiles p10, p25, p50, p75, p90, p95 and p99; empty without a figure
 * @param ecdf the share of figures up to each point, rising in both, at most 200 points; empty
 *     without a figure
 */
public record ArmLatency(
        boolean measured,
        long calls,
        long values,
        List<QuantileEstimate> quantiles,
        List<EcdfPoint> ecdf) {
    public ArmLatency {
        quantiles = List.copyOf(quantiles);
        ecdf = List.copyOf(ecdf);
    }
}
