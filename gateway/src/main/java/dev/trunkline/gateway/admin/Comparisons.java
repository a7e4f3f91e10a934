package dev.trunkline.gateway.admin;

import dev.trunkline.observability.compare.ComparisonReport;
import dev.trunkline.observability.compare.ComparisonRequest;
import io.vertx.core.json.JsonObject;

/** Compares two arms of the kept calls. */
public interface Comparisons {
    /**
     * Makes one report. Blocks and computes: called on a worker thread only.
     *
     * @throws dev.trunkline.observability.record.RecordsUnavailableException if the store is away
     */
    ComparisonReport compare(ComparisonRequest request);

    /** The report for programs; quick. */
    JsonObject json(ComparisonReport report);

    /** The report for a terminal; quick. */
    String text(ComparisonReport report);
}
