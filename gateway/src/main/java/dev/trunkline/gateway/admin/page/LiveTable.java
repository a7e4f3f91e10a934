package dev.trunkline.gateway.admin.page;

import dev.trunkline.observability.metrics.CallPhase;
import java.time.Instant;
import java.util.List;

/**
 * The calls in progress: part of a page, and what the page's script fetches again.
 *
 * @param at when this was so
 */
public record LiveTable(List<Row> calls, Instant at) {
    /**
     * One call.
     *
     * @param reference the gateway's own
     * @param seconds since it reached the gateway
     */
    public record Row(String reference, String agent, String trunk, CallPhase phase, long seconds) {
        private static final long MS = 1_000;

        String state() {
            return Words.phase(phase);
        }

        String stateClass() {
            return phase.label();
        }

        String duration() {
            return Figures.duration(seconds * MS);
        }
    }

    /** The part alone. */
    public String render() {
        return PageTemplate.LIVE.render(this);
    }

    boolean any() {
        return !calls.isEmpty();
    }

    String count() {
        return Figures.count(calls.size(), "call", "calls");
    }

    String time() {
        return Figures.time(at);
    }

    String machineTime() {
        return Figures.machineTime(at);
    }
}
