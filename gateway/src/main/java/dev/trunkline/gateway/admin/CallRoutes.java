package dev.trunkline.gateway.admin;

import dev.trunkline.gateway.admin.RecentCalls.Page;
import dev.trunkline.gateway.admin.page.CallPage;
import dev.trunkline.gateway.admin.page.CallsPage;
import dev.trunkline.gateway.admin.page.LiveTable;
import dev.trunkline.gateway.trunk.dial.OutboundCalls;
import dev.trunkline.observability.record.CallRecord;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.Optional;
import java.util.regex.Pattern;

/** Calls in progress and kept ones, as JSON below {@code /api/calls} and as pages at /calls. */
final class CallRoutes {
    /** What a reference can look like; anything else is not looked for. */
    private static final Pattern REFERENCE = Pattern.compile("[A-Za-z0-9._~-]{1,128}");

    private static final String ALL = "all";

    private final CallDirectory directory;
    private final OutboundCalls outbound;
    private final RecordQueries queries;
    private final RecentCalls recent;
    private final InstantSource wallClock;

    CallRoutes(
            CallDirectory directory,
            OutboundCalls outbound,
            RecordQueries queries,
            InstantSource wallClock) {
        this.directory = directory;
        this.outbound = outbound;
        this.queries = queries;
        this.recent = new RecentCalls(queries);
        this.wallClock = wallClock;
    }

    void mount(Router router) {
        router.get("/api/calls").handler(this::listJson);
        router.get("/api/calls/:id").handler(this::oneJson);
        router.get("/calls").handler(this::listPage);
        router.get("/calls/live").handler(this::livePart); // ahead of any call of that name
        router.get("/calls/:id").handler(this::onePage);
    }

    private void listJson(RoutingContext context) {
        try {
            Parameters parameters = Parameters.of(context);
            CallSelection selection = CallSelection.of(parameters, ALL, wallClock.instant());
            JsonArray live = new JsonArray();
            for (CallDirectory.LiveCall call : directory.liveCalls()) {
                live.add(
                        new JsonObject()
                                .put("reference", call.reference())
                                .put("agent", call.agent())
                                .put("trunk", call.trunk())
                                .put("phase", call.phase().label())
                                .put("seconds", call.seconds()));
            }
            recent.page(selection, parameters)
                    .onSuccess(page ->
                            Reply.document(
                                    context,
                                    () ->
                                            new JsonObject()
                                                    .put("calls", live)
                                                    .put("recent", CallJson.page(page))
                                                    .toBuffer()))
                    .onFailure(context::fail);
        } catch (BadParameterException bad) {
            Failures.answer(context, bad);
        }
    }

    private void oneJson(RoutingContext context) {
        find(context)
                .onSuccess(found ->
                        found.ifPresentOrElse(
                                call -> Reply.document(context, () -> whole(call).toBuffer()),
                                () -> placedJson(context)))
                .onFailure(cause -> Failures.answer(context, cause));
    }

    /** A call out whose media has not come, and which has no record. */
    private void placedJson(RoutingContext context) {
        outbound.find(String.valueOf(context.pathParam("id")))
                .ifPresentOrElse(
                        call -> Reply.json(context, DialJson.of(call)), () -> missing(context));
    }

    private void listPage(RoutingContext context) {
        try {
            Parameters parameters = Parameters.of(context);
            CallSelection selection = CallSelection.of(parameters, ALL, wallClock.instant());
            LiveTable live = liveTable();
            recent.page(selection, parameters)
                    .onSuccess(page -> Reply.page(context, () -> callsPage(live, selection, page)))
                    .onFailure(context::fail);
        } catch (BadParameterException bad) {
            Failures.answer(context, bad);
        }
    }

    private static String callsPage(LiveTable live, CallSelection selection, Page page) {
        return new CallsPage(
                        live,
                        page.records(),
                        new CallsPage.Paging(page.offset(), page.limit(), page.total()),
                        new CallsPage.Asked(
                                selection.range(),
                                selection.fromField(),
                                selection.toField(),
                                selection.filter()),
                        page.problem())
                .render();
    }

    private void livePart(RoutingContext context) {
        LiveTable live = liveTable();
        Reply.page(context, live::render);
    }

    private void onePage(RoutingContext context) {
        find(context)
                .onSuccess(found ->
                        found.ifPresentOrElse(
                                call ->
                                        Reply.page(
                                                context,
                                                new CallPage(call.record, call.live)::render),
                                () -> missing(context)))
                .onFailure(cause -> Failures.answer(context, cause));
    }

    private LiveTable liveTable() {
        return new LiveTable(
                directory.liveCalls().stream()
                        .map(call ->
                                new LiveTable.Row(
                                        call.reference(),
                                        call.agent(),
                                        call.trunk(),
                                        call.phase(),
                                        call.seconds()))
                        .toList(),
                wallClock.instant());
    }

    /**
     * The call of the path's reference, on the request's context. Live calls first: one that ends
     * meanwhile is in the records a moment later.
     */
    private Future<Optional<Found>> find(RoutingContext context) {
        String reference = String.valueOf(context.pathParam("id"));
        if (!REFERENCE.matcher(reference).matches()) {
            return Future.succeededFuture(Optional.empty());
        }
        Context own = context.vertx().getOrCreateContext();
        Promise<Optional<Found>> found = Promise.promise();
        directory
                .live(reference)
                .compose(live ->
                        live.isPresent()
                                ? Future.succeededFuture(
                                        live.map(record -> new Found(record, true)))
                                : queries.run(() -> queries.records().byId(reference))
                                        .map(kept -> kept.map(record -> new Found(record, false))))
                // Away from the live call's loop, as soon as it has given its copy.
                .onComplete(
                        (call, failure) -> own.runOnContext(_ -> found.complete(call, failure)));
        return found.future();
    }

    private JsonObject whole(Found call) {
        JsonObject json = CallJson.whole(call.record, call.live);
        outbound.find(call.record.callId())
                .ifPresent(placed -> json.put("dial", DialJson.of(placed)));
        directory
                .escalation(call.record.callId())
                .ifPresent(people -> json.put("escalation", CallJson.escalation(people)));
        return json;
    }

    private static void missing(RoutingContext context) {
        ErrorAnswer.send(
                context,
                404,
                "no such call: it is neither in progress nor among the records; look it up at"
                        + " /calls");
    }

    private record Found(CallRecord record, boolean live) {}
}
