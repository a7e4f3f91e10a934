package dev.trunkline.gateway.admin;

import dev.trunkline.observability.compare.ComparisonReport;
import dev.trunkline.observability.compare.ComparisonRequest;
import dev.trunkline.observability.compare.Comparisons;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reports that were just made, so that a page that is reloaded, and the JSON beside it, do not cost
 * a comparison each. Confined to the management port's event loop.
 */
final class ComparisonCache {
    private static final long KEPT_MS = 10_000;
    private static final int MOST = 16;

    private final Vertx vertx;
    private final Comparisons comparisons;
    private final RecordQueries queries;
    private final Map<String, Future<ComparisonReport>> reports = new LinkedHashMap<>();

    ComparisonCache(Vertx vertx, Comparisons comparisons, RecordQueries queries) {
        this.vertx = vertx;
        this.comparisons = comparisons;
        this.queries = queries;
    }

    /**
     * The report to {@code request}, made now or in the last seconds.
     *
     * @param key the same for requests that ask the same, "the last day" said a second later
     *     included
     */
    Future<ComparisonReport> report(String key, ComparisonRequest request) {
        Future<ComparisonReport> known = reports.get(key);
        if (known != null) {
            return known;
        }
        Future<ComparisonReport> report = queries.run(() -> comparisons.compare(request));
        if (reports.size() >= MOST) {
            reports.remove(reports.keySet().iterator().next());
        }
        reports.put(key, report);
        report.onSuccess(made -> vertx.setTimer(KEPT_MS, _ -> reports.remove(key, report)));
        report.onFailure(failed -> reports.remove(key, report));
        return report;
    }
}
