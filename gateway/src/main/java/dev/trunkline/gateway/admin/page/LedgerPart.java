package dev.trunkline.gateway.admin.page;

import dev.trunkline.observability.latency.LatencyMetric;
import java.util.List;

/**
 * One part of a turn's ledger, with the colour that it has on every page.
 *
 * @param style class in the style sheet
 */
record LedgerPart(LatencyMetric metric, String style) {
    /** In the order in which they follow each other. */
    static final List<LedgerPart> ALL =
            List.of(
                    new LedgerPart(LatencyMetric.TURN_ENDPOINTING, "part-endpointing"),
                    new LedgerPart(LatencyMetric.TURN_MODEL, "part-model"),
                    new LedgerPart(LatencyMetric.TURN_DELIVERY, "part-delivery"),
                    new LedgerPart(LatencyMetric.TURN_PLAYOUT, "part-playout"),
                    new LedgerPart(LatencyMetric.TURN_LEAD_SILENCE, "part-silence"));

    String name() {
        return Words.latency(metric);
    }

    String meaning() {
        return metric.meaning();
    }
}
