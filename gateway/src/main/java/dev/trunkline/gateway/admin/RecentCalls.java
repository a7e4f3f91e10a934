package dev.trunkline.gateway.admin;

import dev.trunkline.observability.record.CallRecord;
import dev.trunkline.observability.record.NoRecords;
import io.vertx.core.Future;
import java.util.List;

/** Pages of kept calls, newest first. A store that is away leaves an empty page that says so. */
final class RecentCalls {
    private static final int DEFAULT_LIMIT = 25;
    private static final int MAX_LIMIT = 200;
    private static final int MAX_OFFSET = 10_000_000;

    private final RecordQueries queries;

    /**
     * One page.
     *
     * @param total calls that the selection has
     * @param problem why there are no records, in one sentence; empty if there could be
     */
    record Page(List<CallRecord> records, int offset, int limit, long total, String problem) {}

    RecentCalls(RecordQueries queries) {
        this.queries = queries;
    }

    /** The page that the parameters {@code offset} and {@code limit} ask for. */
    Future<Page> page(CallSelection selection, Parameters parameters) throws BadParameterException {
        int offset = parameters.number("offset", 0, 0, MAX_OFFSET);
        int limit = parameters.number("limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
        if (queries.records() instanceof NoRecords off) {
            return Future.succeededFuture(new Page(List.of(), offset, limit, 0, off.remedy()));
        }
        return queries.run(() ->
                        new Page(
                                queries.records().newest(selection.filter(), offset, limit),
                                offset,
                                limit,
                                queries.records().count(selection.filter()),
                                ""))
                .recover(cause ->
                        Failures.passing(cause)
                                ? Future.succeededFuture(
                                        new Page(
                                                List.of(),
                                                offset,
                                                limit,
                                                0,
                                                Failures.reason(cause)))
                                : Future.failedFuture(cause));
    }
}
