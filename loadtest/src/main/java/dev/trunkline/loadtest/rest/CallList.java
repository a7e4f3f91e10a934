package dev.trunkline.loadtest.rest;

import static java.util.stream.Collectors.toSet;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One page of calls, the newest first (Call resource, "Read multiple Call resources"). */
final class CallList {
    private static final int MALFORMED = 20001;
    private static final int STANDARD_PAGE = 50;
    private static final int LONGEST_PAGE = 1_000;
    private static final Set<String> FILTERS =
            Set.of(
                    "To",
                    "From",
                    "ParentCallSid",
                    "Status",
                    "StartTime",
                    "StartTime<",
                    "StartTime>",
                    "EndTime",
                    "EndTime<",
                    "EndTime>");
    private static final Set<String> PAGING = Set.of("Page", "PageSize", "PageToken");

    private final ApiForm query;

    private CallList(ApiForm query) {
        this.query = query;
    }

    /**
     * @param placed in the order in which they were
     */
    static ObjectNode page(ApiRequest request, List<OutboundCall> placed, String accountSid)
            throws Refused {
        ApiForm query = request.form();
        query.allowOnly(Stream.of(FILTERS, PAGING).flatMap(Set::stream).collect(toSet()), Set.of());
        CallList list = new CallList(query);
        list.check();
        int page = list.number("Page", 0, 0, Integer.MAX_VALUE / LONGEST_PAGE);
        int most = list.number("PageSize", STANDARD_PAGE, 1, LONGEST_PAGE);
        List<OutboundCall> wanted = placed.reversed().stream().filter(list::wants).toList();
        int from = Math.min(page * most, wanted.size());
        int to = Math.min(from + most, wanted.size());
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode calls = body.putArray("calls");
        wanted.subList(from, to).forEach(call -> calls.add(CallJson.of(call, accountSid)));
        body.put("page", page)
                .put("page_size", most)
                .put("start", from)
                .put("end", Math.max(from, to - 1))
                .put("uri", list.uri(request.path(), page, most))
                .put("first_page_uri", list.uri(request.path(), 0, most))
                .put(
                        "previous_page_uri",
                        page == 0 ? null : list.uri(request.path(), page - 1, most))
                .put(
                        "next_page_uri",
                        to == wanted.size() ? null : list.uri(request.path(), page + 1, most));
        return body;
    }

    private String uri(String path, int page, int most) {
        StringBuilder uri = new StringBuilder(path + "?");
        FILTERS.stream()
                .sorted()
                .forEach(name ->
                        query.value(name)
                                .ifPresent(value ->
                                        uri.append(encoded(name))
                                                .append('=')
                                                .append(encoded(value))
                                                .append('&')));
        return uri.append("PageSize=").append(most).append("&Page=").append(page).toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private void check() throws Refused {
        String status = query.value("Status").orElse("");
        if (!status.isEmpty()
                && Stream.of(CallStatus.values()).noneMatch(each -> each.wire().equals(status))) {
            throw malformed("Status: expected one of a call's");
        }
        for (String name : FILTERS) {
            if (name.contains("Time")) {
                time(name);
            }
        }
    }

    private boolean wants(OutboundCall call) {
        PlacedCall now = call.snapshot();
        return matches("To", now.to())
                && matches("From", now.from())
                && matches("ParentCallSid", String.valueOf(now.parentCallSid()))
                && matches("Status", now.status().wire())
                && within("StartTime", call.at(now.times().initiatedNanos()))
                && within("EndTime", call.at(now.times().overNanos()));
    }

    private boolean matches(String name, String value) {
        return query.value(name).filter(asked -> !asked.equals(value)).isEmpty();
    }

    /** To the second, as it is shown; what has no such time is left out if one is asked for. */
    private boolean within(String name, @Nullable Instant at) {
        try {
            Instant day = time(name);
            Instant from = time(name + ">");
            Instant to = time(name + "<");
            if (at == null) {
                return day == null && from == null && to == null;
            }
            Instant second = at.truncatedTo(ChronoUnit.SECONDS);
            return (day == null || second.truncatedTo(ChronoUnit.DAYS).equals(day))
                    && (from == null || !second.isBefore(from))
                    && (to == null || !second.isAfter(to));
        } catch (Refused checkedBefore) {
            throw new IllegalStateException(checkedBefore);
        }
    }

    private @Nullable Instant time(String name) throws Refused {
        String text = query.value(name).orElse("").replaceFirst("Z$", "");
        try {
            return text.isEmpty()
                    ? null
                    : text.contains("T")
                            ? LocalDateTime.parse(text).toInstant(ZoneOffset.UTC)
                            : LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            throw malformed(name + ": expected YYYY-MM-DD or YYYY-MM-DDThh:mm:ss");
        }
    }

    private int number(String name, int otherwise, int least, int most) throws Refused {
        String text = query.value(name).orElse(Integer.toString(otherwise));
        if (!text.matches("\\d{1,9}")
                || Integer.parseInt(text) < least
                || Integer.parseInt(text) > most) {
            throw malformed(name + ": expected " + least + " to " + most);
        }
        return Integer.parseInt(text);
    }

    private static Refused malformed(String detail) {
        return new Refused(400, MALFORMED, detail);
    }
}
