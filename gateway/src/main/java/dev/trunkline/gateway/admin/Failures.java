package dev.trunkline.gateway.admin;

import dev.trunkline.gateway.admin.RecordQueries.BusyException;
import dev.trunkline.observability.compare.ComparisonRequestException;
import dev.trunkline.observability.record.RecordsUnavailableException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.TimeoutException;

/** What a request that failed is told: whose fault it was decides the status. */
final class Failures {
    private static final String RETRY_SECONDS = "5";

    private Failures() {}

    static void answer(RoutingContext context, Throwable cause) {
        switch (cause) {
            case BadParameterException _, ComparisonRequestException _ ->
                    ErrorAnswer.send(context, 400, String.valueOf(cause.getMessage()));
            case RecordsUnavailableException _, BusyException _, TimeoutException _ -> {
                context.response().putHeader(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
                ErrorAnswer.send(context, 503, reason(cause));
            }
            default -> context.fail(cause);
        }
    }

    /** Whether it may be different in a moment, and the message is for people. */
    static boolean passing(Throwable cause) {
        return cause instanceof RecordsUnavailableException
                || cause instanceof BusyException
                || cause instanceof TimeoutException;
    }

    /** Why there are no records now, in one sentence. */
    static String reason(Throwable cause) {
        return cause instanceof TimeoutException
                ? "the store of call records did not answer in time: try again, or narrow the range"
                : String.valueOf(cause.getMessage());
    }
}
