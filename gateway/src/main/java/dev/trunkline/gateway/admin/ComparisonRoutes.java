package dev.trunkline.gateway.admin;

import dev.trunkline.gateway.admin.page.ComparePage;
import dev.trunkline.observability.compare.ArmBy;
import dev.trunkline.observability.compare.ComparisonJson;
import dev.trunkline.observability.compare.ComparisonReport;
import dev.trunkline.observability.compare.ComparisonRequest;
import dev.trunkline.observability.compare.ComparisonRequestException;
import dev.trunkline.observability.compare.ComparisonText;
import dev.trunkline.observability.record.NoRecords;
import dev.trunkline.observability.record.RecordFilter;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** The comparison: {@code /api/comparison} as JSON or text, {@code /compare} as a page. */
final class ComparisonRoutes {
    private static final String DEFAULT_RANGE = "30d";
    private static final String RANDOMISED = "randomised";

    private final ComparisonCache cache;
    private final InstantSource wallClock;
    private final String remedy;

    ComparisonRoutes(ComparisonCache cache, ManagementServer.Sources sources) {
        this.cache = cache;
        this.wallClock = sources.wallClock();
        this.remedy = sources.records() instanceof NoRecords off ? off.remedy() : "";
    }

    void mount(Router router) {
        router.get("/api/comparison").handler(this::api);
        router.get("/compare").handler(this::page);
    }

    private void api(RoutingContext context) {
        if (!remedy.isEmpty()) {
            ErrorAnswer.send(context, 404, remedy);
            return;
        }
        try {
            Map<String, String> query = Parameters.of(context).all();
            ComparisonRequest request = ComparisonRequest.parse(query, wallClock.instant());
            cache.report("api " + query, request)
                    .onSuccess(report -> send(context, report))
                    .onFailure(cause -> Failures.answer(context, cause));
        } catch (BadParameterException | ComparisonRequestException bad) {
            Failures.answer(context, bad);
        }
    }

    private static void send(RoutingContext context, ComparisonReport report) {
        String accept = context.request().getHeader(HttpHeaders.ACCEPT);
        if (accept != null && accept.contains("text/plain")) {
            Reply.text(context, ComparisonText.render(report));
        } else {
            Reply.document(context, () -> Buffer.buffer(ComparisonJson.write(report)));
        }
    }

    private void page(RoutingContext context) {
        try {
            Parameters parameters = Parameters.of(context);
            CallSelection selection =
                    CallSelection.of(parameters, DEFAULT_RANGE, wallClock.instant());
            ComparisonRequest request = request(parameters, selection.filter());
            var asked =
                    new ComparePage.Asked(
                            selection.range(), selection.fromField(), selection.toField(), request);
            Future<Optional<ComparisonReport>> report =
                    remedy.isEmpty()
                            ? cache.report("page " + parameters.all(), request).map(Optional::of)
                            : Future.succeededFuture(Optional.empty());
            report.onSuccess(made ->
                            Reply.page(context, new ComparePage(asked, made, remedy)::render))
                    .onFailure(cause -> Failures.answer(context, cause));
        } catch (BadParameterException | ComparisonRequestException bad) {
            Failures.answer(context, bad);
        }
    }

    /** The page's form has a field for each arm, where the API has both in one parameter. */
    private static ComparisonRequest request(Parameters parameters, RecordFilter filter)
            throws BadParameterException {
        ArmBy by =
                switch (parameters.text("by").orElse(ArmBy.KIND.label())) {
                    case "kind" -> ArmBy.KIND;
                    case "trunk" -> ArmBy.TRUNK;
                    case "leg" -> ArmBy.LEG;
                    default -> throw new BadParameterException("by", "kind, trunk or leg");
                };
        String a = parameters.text("a").orElse(null);
        String b = parameters.text("b").orElse(null);
        if ((a == null) != (b == null)) {
            throw new BadParameterException(
                    a == null ? "a" : "b",
                    "a name, since the other arm has one; or leave both out");
        }
        if (a != null && a.equals(b)) {
            throw new BadParameterException("b", "another arm than a");
        }
        String assignment = parameters.text("assignment").orElse("all");
        if (!assignment.equals("all") && !assignment.equals(RANDOMISED)) {
            throw new BadParameterException("assignment", "all or randomised");
        }
        return new ComparisonRequest(
                filter.from(),
                filter.to(),
                filter.agent(),
                filter.direction(),
                by,
                a,
                b,
                assignment.equals(RANDOMISED),
                ComparisonRequest.DEFAULT_SEED);
    }
}
