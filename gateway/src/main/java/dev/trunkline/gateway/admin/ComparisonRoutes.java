package dev.trunkline.gateway.admin;

import dev.trunkline.gateway.admin.page.ComparePage;
import dev.trunkline.observability.compare.ArmBy;
import dev.trunkline.observability.compare.ComparisonReport;
import dev.trunkline.observability.compare.ComparisonRequest;
import dev.trunkline.observability.record.NoRecords;
import dev.trunkline.observability.record.RecordFilter;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.Optional;

/** The comparison: {@code /api/comparison} as JSON or text, {@code /compare} as a page. */
final class ComparisonRoutes {
    private static final String DEFAULT_RANGE = "30d";

    private final ComparisonCache cache;
    private final Comparisons comparisons;
    private final InstantSource wallClock;
    private final String remedy;

    ComparisonRoutes(ComparisonCache cache, ManagementServer.Sources sources) {
        this.cache = cache;
        this.comparisons = sources.comparisons();
        this.wallClock = sources.wallClock();
        this.remedy =
                sources.records() instanceof NoRecords off
                        ? "Records are off. " + off.remedy()
                        : "";
    }

    void mount(Router router) {
        router.get("/api/comparison").handler(this::api);
        router.get("/compare").handler(this::page);
    }

    private void api(RoutingContext context) {
        try {
            if (!remedy.isEmpty()) {
                ErrorAnswer.send(context, 404, remedy);
                return;
            }
            Asked asked = asked(context);
            String accept = context.request().getHeader(HttpHeaders.ACCEPT);
            boolean text = accept != null && accept.contains("text/plain");
            cache.report(asked.key, asked.request)
                    .onSuccess(
                            report -> {
                                if (text) {
                                    Reply.text(context, comparisons.text(report));
                                } else {
                                    Reply.json(context, comparisons.json(report));
                                }
                            })
                    .onFailure(cause -> Failures.answer(context, cause));
        } catch (BadParameterException bad) {
            Failures.answer(context, bad);
        }
    }

    private void page(RoutingContext context) {
        try {
            Asked asked = asked(context);
            Future<Optional<ComparisonReport>> report =
                    remedy.isEmpty()
                            ? cache.report(asked.key, asked.request).map(Optional::of)
                            : Future.succeededFuture(Optional.empty());
            report.onSuccess(
                            made ->
                                    Reply.html(
                                            context,
                                            new ComparePage(asked.form(), made, remedy).render()))
                    .onFailure(cause -> Failures.answer(context, cause));
        } catch (BadParameterException bad) {
            Failures.answer(context, bad);
        }
    }

    private Asked asked(RoutingContext context) throws BadParameterException {
        Parameters parameters = Parameters.of(context);
        CallSelection selection =
                CallSelection.of(parameters, DEFAULT_RANGE, wallClock.instant());
        RecordFilter filter = selection.filter();
        ArmBy by = armBy(parameters);
        String a = parameters.text("a").orElse(null);
        String b = parameters.text("b").orElse(null);
        if ((a == null) != (b == null)) {
            throw new BadParameterException(
                    a == null ? "a" : "b", "a name, since the other arm has one; or leave both out");
        }
        if (a != null && a.equals(b)) {
            throw new BadParameterException("b", "an arm other than a");
        }
        ComparisonRequest request =
                new ComparisonRequest(
                        filter.from(),
                        filter.to(),
                        filter.agent(),
                        filter.direction(),
                        by,
                        a,
                        b,
                        randomisedOnly(parameters),
                        parameters.number(
                                "seed",
                                (int) ComparisonRequest.DEFAULT_SEED,
                                0,
                                Integer.MAX_VALUE));
        return new Asked(selection, request);
    }

    private static ArmBy armBy(Parameters parameters) throws BadParameterException {
        return switch (parameters.text("by").orElse("kind")) {
            case "kind" -> ArmBy.KIND;
            case "trunk" -> ArmBy.TRUNK;
            default -> throw new BadParameterException("by", "kind or trunk");
        };
    }

    private static boolean randomisedOnly(Parameters parameters) throws BadParameterException {
        return switch (parameters.text("randomised").orElse("")) {
            case "" , "all" -> false;
            case "only" -> true;
            default -> throw new BadParameterException("randomised", "only, or leave it out");
        };
    }

    /** What a request asks for. */
    private static final class Asked {
        private final CallSelection selection;
        private final ComparisonRequest request;
        private final String key;

        Asked(CallSelection selection, ComparisonRequest request) {
            this.selection = selection;
            this.request = request;
            // A relative range begins later with every request, and is the same all the same.
            boolean relative = selection.fromField().isEmpty() && selection.toField().isEmpty();
            this.key =
                    selection.range()
                            + (relative
                                    ? new ComparisonRequest(
                                            RecordFilter.ALL.from(),
                                            RecordFilter.ALL.to(),
                                            request.agent(),
                                            request.direction(),
                                            request.armBy(),
                                            request.a(),
                                            request.b(),
                                            request.randomisedOnly(),
                                            request.seed())
                                    : request);
        }

        ComparePage.Asked form() {
            return new ComparePage.Asked(
                    selection.range(), selection.fromField(), selection.toField(), request);
        }
    }
}
