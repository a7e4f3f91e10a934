package dev.trunkline.gateway.call;

import dev.trunkline.gateway.agent.AgentProfile;
import dev.trunkline.gateway.call.BuiltInTools.Outcome;
import dev.trunkline.gateway.call.ModelSessionListener.ToolCall;
import dev.trunkline.observability.metrics.CallCounter;
import dev.trunkline.observability.metrics.CallMeters;
import dev.trunkline.observability.metrics.CallOutcome;
import org.jspecify.annotations.Nullable;

/**
 * Runs the tools that a model calls and lets it answer with what they gave, once its response is
 * complete. A call that ends by one ends after the goodbye. Cold path; confined to the call's event
 * loop.
 */
final class AgentTools {
    private final AgentProfile agent;
    private final CallMeters meters;
    private final Farewell farewell;
    private boolean outputsToAnswer;
    private @Nullable String spokenResponse;

    AgentTools(AgentProfile agent, CallMeters meters, Farewell farewell) {
        this.agent = agent;
        this.meters = meters;
        this.farewell = farewell;
    }

    void responseStarted() {
        outputsToAnswer = false;
        spokenResponse = null;
    }

    /** The response says something itself: it needs no goodbye beside it. */
    void responseSpoke(String responseId) {
        spokenResponse = responseId;
    }

    void run(ToolCall call, ModelSession model) {
        switch (BuiltInTools.run(agent, call)) {
            case Outcome.HangUp _ -> {
                meters.count(CallCounter.TOOL_HANG_UP);
                model.addToolOutput(call.toolCallId(), "{\"result\":\"hanging up\"}");
                farewell.begin(CallOutcome.COMPLETED_BY_AGENT, new NextStep.HangUp());
                sayUnlessSaid(call.responseId(), model, "Say goodbye in one short sentence.");
            }
            case Outcome.SendTo(var transfer) -> {
                meters.count(CallCounter.TOOL_SEND_TO);
                model.addToolOutput(call.toolCallId(), "{\"result\":\"transferring\"}");
                farewell.begin(CallOutcome.TRANSFERRED, new NextStep.Transfer(transfer.to()));
                sayUnlessSaid(
                        call.responseId(),
                        model,
                        "Tell the caller in one short sentence to hold the line.");
            }
            case Outcome.Answer(String output) -> {
                meters.count(CallCounter.TOOL_UNKNOWN);
                model.addToolOutput(call.toolCallId(), output);
                outputsToAnswer = true;
            }
        }
    }

    void responseDone(ModelSession model) {
        if (outputsToAnswer) {
            outputsToAnswer = false;
            model.requestResponse(ResponseRequest.answer());
        }
    }

    private void sayUnlessSaid(String responseId, ModelSession model, String instructions) {
        if (!responseId.equals(spokenResponse)) {
            model.requestResponse(ResponseRequest.say(instructions));
        }
    }
}
