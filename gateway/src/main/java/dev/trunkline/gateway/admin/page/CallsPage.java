package dev.trunkline.gateway.admin.page;

import dev.trunkline.observability.latency.LatencyHistogram;
import dev.trunkline.observability.latency.LatencyMetric;
import dev.trunkline.observability.latency.TurnTimes;
import dev.trunkline.observability.record.CallDirection;
import dev.trunkline.observability.record.CallRecord;
import dev.trunkline.observability.record.RecordFilter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * Calls in progress, and below them those that have ended.
 *
 * @param problem why there are no records, in one sentence; empty if there could be
 */
public record CallsPage(
        LiveTable live, List<CallRecord> records, Paging paging, Asked asked, String problem) {
    /**
     * Which part of the records is shown.
     *
     * @param total that there are
     */
    public record Paging(int offset, int limit, long total) {}

    /**
     * What the reader asked for.
     *
     * @param from as the form's field has it; empty if nothing is in it
     */
    public record Asked(String range, String from, String to, RecordFilter filter) {}

    /** The whole page. */
    public String render() {
        return PageTemplate.CALLS.render(this);
    }

    String title() {
        return "Calls";
    }

    boolean onCalls() {
        return true;
    }

    List<Row> rows() {
        return records.stream().map(Row::new).toList();
    }

    boolean any() {
        return !records.isEmpty();
    }

    String agent() {
        return Objects.requireNonNullElse(asked.filter.agent(), "");
    }

    String trunk() {
        return Objects.requireNonNullElse(asked.filter.trunk(), "");
    }

    List<Choice> ranges() {
        return Choice.ranges(asked.range);
    }

    List<Choice> directions() {
        return Choice.directions(asked.filter.direction());
    }

    String count() {
        return Figures.count(paging.total, "call", "calls");
    }

    String shown() {
        return Figures.grouped(paging.offset + 1L)
                + " to "
                + Figures.grouped(paging.offset + (long) records.size())
                + " of "
                + Figures.grouped(paging.total);
    }

    String newer() {
        return paging.offset == 0 ? "" : link(Math.max(0, paging.offset - paging.limit));
    }

    String older() {
        return paging.offset + (long) records.size() >= paging.total || records.isEmpty()
                ? ""
                : link(paging.offset + paging.limit);
    }

    private String link(int offset) {
        CallDirection direction = asked.filter.direction();
        return "/calls?range="
                + encode(asked.range)
                + "&from="
                + encode(asked.from)
                + "&to="
                + encode(asked.to)
                + "&agent="
                + encode(agent())
                + "&trunk="
                + encode(trunk())
                + "&direction="
                + (direction == null ? "" : direction.label())
                + "&limit="
                + paging.limit
                + "&offset="
                + offset
                + "#ended";
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** One ended call. */
    record Row(CallRecord call) {
        String id() {
            return call.callId();
        }

        String time() {
            return Figures.bareTime(call.startedAt());
        }

        String machineTime() {
            return Figures.machineTime(call.startedAt());
        }

        String agent() {
            return call.agent();
        }

        String trunk() {
            return call.arm().trunk();
        }

        String direction() {
            return Words.direction(call.direction());
        }

        String outcome() {
            return Words.outcome(call.outcome());
        }

        boolean failed() {
            return call.outcome().failed();
        }

        String duration() {
            return Figures.duration(call.durationMs());
        }

        int turns() {
            return call.turns().size();
        }

        String heard() {
            LatencyHistogram histogram = call.latencies().get(LatencyMetric.TURN_HEARD);
            if (histogram != null && histogram.count() > 0) {
                return Figures.bareMs(histogram.quantileUs(0.5));
            }
            // A store may leave histograms out of its lists; the turns tell the same.
            List<Long> heard =
                    call.turns().stream()
                            .map(TurnTimes::heardUs)
                            .filter(Objects::nonNull)
                            .sorted()
                            .toList();
            return heard.isEmpty()
                    ? Figures.UNKNOWN
                    : Figures.bareMs(heard.get((heard.size() - 1) / 2));
        }
    }
}
