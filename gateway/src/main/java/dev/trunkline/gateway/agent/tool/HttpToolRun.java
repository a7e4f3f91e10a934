package dev.trunkline.gateway.agent.tool;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trunkline.gateway.agent.AgentTool;
import dev.trunkline.gateway.call.ToolResult;
import dev.trunkline.gateway.call.ToolService.Request;
import dev.trunkline.gateway.call.ToolService.Running;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One use of a tool, from its arguments to its result: checked, let in, tried, tried again.
 * Confined to the call's event loop.
 */
final class HttpToolRun implements Running {
    private static final JsonMapper JSON = new JsonMapper();
    private static final long FIRST_PAUSE_MS = 200;
    private static final long LONGEST_PAUSE_MS = 2_000;

    private final Request request;
    private final AgentTool.Http tool;
    private final HttpTools tools;
    private final ContextInternal context;
    private final Promise<ToolResult> result;

    private ToolGate.@Nullable Place place;
    private @Nullable ScheduledFuture<?> timer;
    private @Nullable HttpToolTry running;
    private int tries;
    private boolean over;

    HttpToolRun(Request request, HttpTools tools, ContextInternal context) {
        this.request = request;
        this.tools = tools;
        this.context = context;
        tool = request.tool();
        result = context.promise();
    }

    @Override
    public Future<ToolResult> result() {
        return result.future();
    }

    @Override
    public void cancel() {
        if (over) {
            return;
        }
        finish(ToolResult.error(ToolResult.Status.FAILED, "the call is over"));
    }

    void start() {
        if (over) {
            return;
        }
        tools.checkers()
                .executeBlocking(
                        () ->
                                tools.schema(tool)
                                        .map(schema -> schema.problems(request.arguments())),
                        false)
                .onComplete(checked -> {
                    if (over) {
                        return;
                    }
                    if (checked.failed() || checked.result().isEmpty()) {
                        finish(notSetUp());
                        return;
                    }
                    List<String> problems = checked.result().get();
                    if (problems.isEmpty()) {
                        enter();
                    } else {
                        finish(wrongArguments(problems));
                    }
                });
    }

    /** Whoever waits too long for its turn has waited as long as the service may take. */
    private void enter() {
        timer = schedule(tool.timeout().toMillis(), () -> finish(busy()));
        ToolGate gate = tools.gate(tool);
        ToolGate.Place taken =
                gate.enter(tool.maxConcurrent(), () -> context.runOnContext(_ -> next()));
        if (taken == null) {
            finish(busy());
        } else {
            place = taken;
        }
    }

    private void next() {
        if (over) {
            return;
        }
        cancelTimer();
        HttpToolTry attempt = new HttpToolTry(request, tools, context, tries);
        tries++;
        running = attempt;
        attempt.start().onSuccess(this::onTried);
    }

    private void onTried(HttpToolTry.Ended ended) {
        running = null;
        if (over) {
            return;
        }
        boolean repeatable = tool.method().idempotent() || !ended.sent();
        if (ended.mayPass() && repeatable && tries <= tool.retries()) {
            timer = schedule(pauseMs(), this::next);
        } else {
            finish(ended.result());
        }
    }

    /** Grows, and differs from call to call: what failed for all must not come back at once. */
    private long pauseMs() {
        long longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS << Math.min(tries - 1, 10));
        return longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2 + 1);
    }

    private void finish(ToolResult outcome) {
        if (over) {
            return;
        }
        over = true;
        cancelTimer();
        if (running != null) {
            running.cancel();
            running = null;
        }
        if (place != null) {
            tools.gate(tool).leave(place);
            place = null;
        }
        result.complete(outcome);
    }

    private ScheduledFuture<?> schedule(long delayMs, Runnable task) {
        return context.nettyEventLoop().schedule(task, delayMs, TimeUnit.MILLISECONDS);
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private static ToolResult wrongArguments(List<String> problems) {
        ObjectNode error = JSON.createObjectNode().put("error", "the arguments are wrong");
        problems.forEach(error.putArray("problems")::add);
        return new ToolResult(ToolResult.Status.REFUSED, error.toString());
    }

    private static ToolResult notSetUp() {
        return ToolResult.error(ToolResult.Status.FAILED, "this tool is not set up properly");
    }

    private static ToolResult busy() {
        return ToolResult.refused("the service is too busy now");
    }
}
