package dev.trunkline.gateway.admin.page;

import dev.trunkline.observability.compare.ComparisonRequest;
import dev.trunkline.observability.record.CallDirection;
import dev.trunkline.observability.record.RecordFilter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Where programs find what a page shows: the report as JSON, and the rows that it is made of. */
record ReportLinks(ComparisonRequest request) {
    String json() {
        StringBuilder query = filter();
        add(query, request.armBy().namesParameter(), arms());
        add(query, "by", request.armBy().label());
        add(query, "assignment", request.randomisedOnly() ? "randomised" : null);
        return "/api/comparison" + query;
    }

    String calls() {
        return "/api/records/calls.csv" + filter();
    }

    String turns() {
        return "/api/records/turns.csv" + filter();
    }

    String bargeIns() {
        return "/api/records/barge-ins.csv" + filter();
    }

    private @Nullable String arms() {
        return request.a() == null ? null : request.a() + "," + request.b();
    }

    private StringBuilder filter() {
        StringBuilder query = new StringBuilder();
        if (!request.from().equals(RecordFilter.ALL.from())) {
            add(query, "from", request.from().toString());
        }
        if (!request.to().equals(RecordFilter.ALL.to())) {
            add(query, "to", request.to().toString());
        }
        CallDirection direction = request.direction();
        add(query, "agent", request.agent());
        add(query, "direction", direction == null ? null : direction.label());
        return query;
    }

    private static void add(StringBuilder query, String name, @Nullable String value) {
        if (value != null) {
            query.append(query.isEmpty() ? '?' : '&')
                    .append(name)
                    .append('=')
                    .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
        }
    }
}
