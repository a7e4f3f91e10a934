package dev.trunkline.gateway.call;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trunkline.gateway.agent.AgentProfile;
import dev.trunkline.gateway.agent.AgentTool;
import dev.trunkline.gateway.agent.SmsAbility;
import dev.trunkline.gateway.call.BuiltInTools.Asked;
import dev.trunkline.gateway.call.ModelSessionListener.ToolCall;
import dev.trunkline.gateway.trunk.PhoneNumber;
import dev.trunkline.observability.latency.LatencyMetric;
import dev.trunkline.observability.metrics.CallCounter;
import dev.trunkline.observability.metrics.CallMeters;
import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.metrics.LegKind;
import dev.trunkline.observability.record.CallDirection;
import dev.trunkline.observability.trace.ToolUse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs the tools that a model calls: those of one response at the same time, each with its output
 * as soon as it is there, and one answer to all of them.
 *
 * <pre>
 *   response with calls ──▶ run ──▶ run ──▶ responseDone          output, output ──▶ one answer
 *                            └─ HTTP service, message, keys … ────┘
 * </pre>
 *
 * <p>A call that ends by a tool ends after the goodbye; a tool that outlives its call is cancelled.
 * Cold path; confined to the call's event loop.
 */
final class AgentTools {
    /** More than any conversation needs: a model that calls in a loop must end. */
    static final int MOST_CALLS = 100;

    /** Requests to services at once; further ones wait for their turn. */
    static final int MOST_AT_ONCE = 8;

    static final int LONGEST_ARGUMENTS = 65_536;

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private final CallSettings settings;
    private final CallMeters meters;
    private final CallClock clock;
    private final Farewell farewell;
    private final ToolEffects effects;

    private final Map<String, ToolBatch> batches = new HashMap<>();
    private final List<ToolRun> running = new ArrayList<>();
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();

    private AgentProfile agent;
    private @Nullable ModelSession session;
    private @Nullable String spokenResponse;
    private boolean callerSpeaking;
    private boolean answerOwed;
    private int calls;
    private int requests;
    private int messages;
    private boolean closed;

    AgentTools(CallSettings settings, CallClock clock, Farewell farewell, ToolEffects effects) {
        this.settings = settings;
        this.clock = clock;
        this.farewell = farewell;
        this.effects = effects;
        meters = settings.meters();
        agent = settings.agent();
    }

    /** The session whose model calls; before anything else. */
    void attach(ModelSession model) {
        session = model;
    }

    /** Whatever was added to the conversation before is part of what this response answers. */
    void responseStarted() {
        spokenResponse = null;
        answerOwed = false;
    }

    /** The response says something itself: it needs no goodbye beside it. */
    void responseSpoke(String responseId) {
        spokenResponse = responseId;
    }

    /** While the caller speaks nothing is said; the answer to what they say answers all. */
    void callerSpeaks(boolean speaking) {
        callerSpeaking = speaking;
    }

    /**
     * Whether an answer was put off as the caller spoke, no response has begun since, and none
     * comes by itself: a model that answers the caller by itself answers all.
     */
    boolean takeOwedAnswer() {
        boolean byItself =
                settings.identity().leg() != LegKind.RELAY && agent.interruption().decidedByModel();
        boolean owed = answerOwed && !byItself;
        answerOwed = false;
        return owed;
    }

    /** Runs one call of a completed response; {@link #responseDone} follows the last one. */
    void run(ToolCall call) {
        if (closed) {
            return;
        }
        ToolBatch batch = batches.computeIfAbsent(call.responseId(), _ -> new ToolBatch());
        ToolKind kind = BuiltInTools.kind(agent, call.name());
        ToolRun run = new ToolRun(call, batch, kind, clock.nanos());
        batch.open++;
        running.add(run);
        meters.count(kind.counter());
        ObjectNode arguments = arguments(call.argumentsJson());
        Asked asked =
                arguments == null
                        ? new Asked.Refused("the arguments are not a JSON object")
                        : BuiltInTools.asked(agent, call.name(), arguments);
        boolean endsTheCall = asked instanceof Asked.HangUp || asked instanceof Asked.TransferTo;
        if (++calls > MOST_CALLS && !endsTheCall) {
            batch.exhausted = true;
            asked = new Asked.Refused("no more tools can be used in this call");
        }
        start(run, asked);
    }

    /** No further tool call of this response comes. */
    void responseDone(String responseId) {
        ToolBatch batch = batches.remove(responseId);
        if (batch != null) {
            batch.complete = true;
            settle(batch);
        }
    }

    /** The call is over: what still runs is cancelled and counted. */
    void close() {
        closed = true;
        waiting.clear();
        for (ToolRun run : running) {
            run.cancelFiller();
            if (run.running != null) {
                run.running.cancel();
            }
            over(run, CallCounter.TOOL_RESULT_ABANDONED, "abandoned");
        }
        running.clear();
    }

    private void start(ToolRun run, Asked asked) {
        switch (asked) {
            case Asked.HangUp _ -> {
                farewell.begin(CallOutcome.COMPLETED_BY_AGENT, new NextStep.HangUp());
                finishAndSay(run, "hanging up", "Say goodbye in one short sentence.");
            }
            case Asked.TransferTo(var transfer) -> {
                farewell.begin(CallOutcome.TRANSFERRED, new NextStep.Transfer(transfer.to()));
                finishAndSay(
                        run,
                        "transferring",
                        "Tell the caller in one short sentence to hold the line.");
            }
            case Asked.SendSms(String body) -> sendSms(run, body);
            case Asked.SendDtmf(String digits) -> {
                effects.sendDigits(digits);
                finish(run, ToolResult.done("sent"));
            }
            case Asked.SwitchAgent(String name) -> switchAgent(run, name);
            case Asked.CallHuman _ -> {
                settings.tools().onCall().asked(settings, agent);
                finish(
                        run,
                        ToolResult.done(
                                "somebody is being called; go on with the caller, who is put"
                                        + " through as soon as somebody comes"));
            }
            case Asked.Http(AgentTool.Http tool, ObjectNode arguments) -> {
                run.configuredName = tool.name();
                run.asksOutside = true;
                scheduleFiller(run, tool);
                if (requests < MOST_AT_ONCE) {
                    request(run, tool, arguments);
                } else {
                    waiting.add(() -> request(run, tool, arguments));
                }
            }
            case Asked.Refused(String error) -> finish(run, ToolResult.refused(error));
        }
    }

    private void request(ToolRun run, AgentTool.Http tool, ObjectNode arguments) {
        requests++;
        ToolService.Running request =
                settings.tools()
                        .http()
                        .run(
                                new ToolService.Request(
                                        tool,
                                        arguments,
                                        settings.reference(),
                                        settings.tools()
                                                .traces()
                                                .parentOfTool(
                                                        settings.reference(),
                                                        run.call.toolCallId())),
                                model().eventLoop());
        run.running = request;
        request.result()
                .onComplete(done -> {
                    if (closed) {
                        return;
                    }
                    requests--;
                    finish(
                            run,
                            done.succeeded()
                                    ? done.result()
                                    : ToolResult.error(
                                            ToolResult.Status.FAILED, "the tool failed"));
                    if (!waiting.isEmpty()) {
                        waiting.remove().run();
                    }
                });
    }

    private void scheduleFiller(ToolRun run, AgentTool.Http tool) {
        String words = tool.filler();
        if (words != null) {
            run.fillerTimer =
                    clock.schedule(
                            tool.fillerAfter().toNanos(), () -> sayMeanwhile(run.batch, words));
        }
    }

    /** Not if somebody speaks already, or is about to: nobody waits in silence then. */
    private void sayMeanwhile(ToolBatch batch, String words) {
        ModelSession model = model();
        if (!batch.fillerSaid
                && !callerSpeaking
                && !farewell.pending()
                && model.activeResponseId() == null
                && !model.responsePending()) {
            batch.fillerSaid = true;
            effects.sayMeanwhile(words);
        }
    }

    private void sendSms(ToolRun run, String body) {
        SmsAbility ability = agent.sendSms();
        TextMessages texts = settings.tools().messages();
        PhoneNumber caller = settings.numbers().caller();
        if (ability == null || texts == null) {
            finish(run, ToolResult.refused("text messages cannot be sent from here"));
        } else if (caller == null) {
            finish(run, ToolResult.refused("the caller's number is not known"));
        } else if (messages >= ability.maxPerCall()) {
            finish(run, ToolResult.refused("no more text messages may be sent in this call"));
        } else {
            messages++;
            run.asksOutside = true;
            PhoneNumber from = ability.from() == null ? settings.numbers().line() : ability.from();
            texts.send(Optional.ofNullable(from), caller, body)
                    .onComplete(sent ->
                            onLoop(() ->
                                    finish(
                                            run,
                                            sent.succeeded()
                                                    ? ToolResult.done("sent")
                                                    : ToolResult.error(
                                                            ToolResult.Status.FAILED,
                                                            "the message could not be sent"))));
        }
    }

    private void switchAgent(ToolRun run, String name) {
        AgentProfile next = settings.tools().agents().apply(name);
        if (next == null) {
            finish(run, ToolResult.refused("this agent is not there any more"));
            return;
        }
        agent = next;
        farewell.limit(next.hangUp().farewellLimit());
        model().reconfigure(next);
        effects.handOver(next);
        finish(run, ToolResult.done("you are now the agent " + name));
    }

    private void finishAndSay(ToolRun run, String done, String instructions) {
        finish(run, ToolResult.done(done));
        if (!run.call.responseId().equals(spokenResponse)) {
            model().requestResponse(ResponseRequest.say(instructions));
        }
    }

    private void finish(ToolRun run, ToolResult result) {
        if (!running.remove(run)) {
            return; // the call is over
        }
        run.cancelFiller();
        over(run, counter(result.status()), result.status().name().toLowerCase(Locale.ROOT));
        if (run.asksOutside) {
            meters.latency(LatencyMetric.TOOL_CALL, clock.nanos() - run.calledNanos);
        }
        model().addToolOutput(run.call.toolCallId(), result.output());
        run.batch.open--;
        run.batch.toAnswer = true;
        settle(run.batch);
    }

    private void settle(ToolBatch batch) {
        if (!batch.complete || batch.open > 0 || !batch.toAnswer || farewell.pending()) {
            return;
        }
        if (batch.exhausted) {
            model().requestResponse(
                            ResponseRequest.say(
                                    "Tell the caller in one short sentence that this cannot be"
                                            + " done now."));
        } else if (callerSpeaking) {
            answerOwed = true;
        } else {
            model().requestResponse(ResponseRequest.answer());
        }
    }

    private void over(ToolRun run, CallCounter counter, String outcome) {
        meters.count(counter);
        long nanos = clock.nanos() - run.calledNanos;
        ToolLog.over(settings.reference(), run.kind, run.configuredName, outcome, nanos);
        settings.tools()
                .traces()
                .toolOver(
                        new ToolUse(
                                settings.reference(),
                                run.call.toolCallId(),
                                run.kind.label(),
                                run.configuredName == null ? "" : run.configuredName,
                                outcome,
                                counter == CallCounter.TOOL_RESULT_OK,
                                calledAt(run),
                                Duration.ofNanos(nanos)));
    }

    /** As the record counts, whose clock may be read a moment later than the call's is. */
    private @Nullable Instant calledAt(ToolRun run) {
        CallIdentity identity = settings.identity();
        return identity.direction() == CallDirection.OUTBOUND
                ? null
                : identity.startedAt().plusNanos(run.calledNanos - settings.receivedNanos());
    }

    private static CallCounter counter(ToolResult.Status status) {
        return switch (status) {
            case OK -> CallCounter.TOOL_RESULT_OK;
            case FAILED -> CallCounter.TOOL_RESULT_FAILED;
            case TIMED_OUT -> CallCounter.TOOL_RESULT_TIMED_OUT;
            case REFUSED -> CallCounter.TOOL_RESULT_REFUSED;
        };
    }

    /** Null if they are anything else, or too long. A tool without arguments may be given none. */
    private static @Nullable ObjectNode arguments(String json) {
        if (json.isBlank()) {
            return JSON.createObjectNode();
        }
        if (json.length() > LONGEST_ARGUMENTS) {
            return null;
        }
        try {
            JsonNode tree = JSON.readTree(json);
            return tree instanceof ObjectNode object ? object : null;
        } catch (JsonProcessingException notJson) {
            return null;
        }
    }

    private void onLoop(Runnable task) {
        if (model().eventLoop().inEventLoop()) {
            task.run();
        } else {
            model().eventLoop().execute(task);
        }
    }

    private ModelSession model() {
        if (session == null) {
            throw new IllegalStateException("a tool was called before there was a session");
        }
        return session;
    }
}
