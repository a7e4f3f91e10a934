package dev.trunkline.gateway.admin;

import dev.trunkline.observability.record.NoRecords;
import dev.trunkline.observability.record.RecordExport;
import dev.trunkline.observability.record.RecordFilter;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /api/records/{calls|turns|barge-ins|attempts}.{csv|jsonl}}: the rows themselves, as fast
 * as the reader takes them and never all in memory.
 */
final class ExportRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(ExportRoutes.class);
    private static final String ALL = "all";
    private static final Map<String, RecordExport.Rows> ROWS =
            Map.of(
                    "calls", RecordExport.Rows.CALLS,
                    "turns", RecordExport.Rows.TURNS,
                    "barge-ins", RecordExport.Rows.BARGE_INS,
                    "attempts", RecordExport.Rows.ATTEMPTS);
    private static final Map<String, RecordExport.Format> FORMATS =
            Map.of(
                    "csv", RecordExport.Format.CSV,
                    "jsonl", RecordExport.Format.JSON_LINES);

    private final RecordQueries exports;
    private final RecordExport export;
    private final InstantSource wallClock;

    ExportRoutes(RecordQueries exports, InstantSource wallClock) {
        this.exports = exports;
        this.export = new RecordExport(exports.records());
        this.wallClock = wallClock;
    }

    void mount(Router router) {
        ROWS.forEach((name, rows) ->
                FORMATS.forEach((suffix, format) ->
                        router.get("/api/records/" + name + "." + suffix)
                                .handler(context ->
                                        send(context, rows, format, name + "." + suffix))));
    }

    private void send(
            RoutingContext context,
            RecordExport.Rows rows,
            RecordExport.Format format,
            String file) {
        if (exports.records() instanceof NoRecords off) {
            ErrorAnswer.send(context, 404, off.remedy());
            return;
        }
        RecordFilter filter;
        try {
            filter = CallSelection.of(Parameters.of(context), ALL, wallClock.instant()).filter();
        } catch (BadParameterException bad) {
            Failures.answer(context, bad);
            return;
        }
        HttpServerResponse response = context.response();
        response.setChunked(true)
                .putHeader(HttpHeaders.CONTENT_TYPE, format.contentType())
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader(
                        HttpHeaders.CONTENT_DISPOSITION,
                        "attachment; filename=\"trunkline-" + file + "\"");
        ResponseStream out = new ResponseStream(context.vertx().getOrCreateContext(), response);
        exports.run(() -> write(filter, rows, format, out))
                .onSuccess(done -> out.end())
                .onFailure(cause -> failed(context, cause));
    }

    private Boolean write(
            RecordFilter filter,
            RecordExport.Rows rows,
            RecordExport.Format format,
            ResponseStream out)
            throws IOException {
        export.write(filter, rows, format, out);
        out.finish(); // not after a failure: what is held back leaves room for an answer that
        // says so
        return true;
    }

    /** Before the first byte the reader gets an error; after it, an answer that breaks off. */
    private static void failed(RoutingContext context, Throwable cause) {
        HttpServerResponse response = context.response();
        if (response.closed()) {
            return; // the reader left, which made the export fail
        }
        if (!response.headWritten()) {
            response.setChunked(false).headers().remove(HttpHeaders.CONTENT_DISPOSITION);
            Failures.answer(context, cause);
            return;
        }
        LOG.atWarn()
                .addKeyValue("cause", cause.getClass().getSimpleName())
                .log("record_export_broke_off");
        response.reset();
    }
}
