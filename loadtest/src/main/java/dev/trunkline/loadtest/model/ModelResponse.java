package dev.trunkline.loadtest.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One response from {@code response.created} to {@code response.done}: goes through the plan's
 * items, ahead of real time, until it is through or cancelled. Confined to the event loop.
 */
final class ModelResponse {
    private final RealtimeProtocol protocol;
    private final ResponseRequest request;
    private final ResponsePlan plan;
    private final String id;
    private final List<ConversationItem> output = new ArrayList<>();
    private @Nullable MessageItem speaking;
    private Timers.@Nullable Step next;
    private boolean over;
    private long audioMs;
    private int deltas;

    ModelResponse(RealtimeProtocol protocol, ResponseRequest request, ResponsePlan plan) {
        this.protocol = protocol;
        this.request = request;
        this.plan = plan;
        this.id = protocol.newId("resp");
    }

    String id() {
        return id;
    }

    ResponseRequest request() {
        return request;
    }

    boolean halved() {
        return plan.outcome() == Answers.Outcome.INCOMPLETE;
    }

    void begin() {
        sendResponse("response.created", "in_progress", null);
        long delayMs = protocol.behavior().answers().delay().sampleMs(protocol.random());
        later(delayMs, () -> item(0));
    }

    /** The next step of this response; there is at most one. */
    void later(long delayMs, Runnable step) {
        next = protocol.timers().after(delayMs, step);
    }

    private void item(int index) {
        if (plan.outcome() == Answers.Outcome.FAILED) {
            ObjectNode details = JsonNodeFactory.instance.objectNode().put("type", "failed");
            details.putObject("error")
                    .put("type", "server_error")
                    .put("code", "server_error")
                    .put("message", "The model had an error while producing the response.");
            finish("failed", details);
        } else if (index == plan.outputs().size()) {
            ObjectNode details = null;
            if (halved()) {
                details = JsonNodeFactory.instance.objectNode();
                details.put("type", "incomplete").put("reason", "max_output_tokens");
            }
            finish(halved() ? "incomplete" : "completed", details);
        } else {
            switch (plan.outputs().get(index)) {
                case ResponsePlan.Output.Say(int number) ->
                        message(new SpokenItem(protocol, this, number, index), index);
                case ResponsePlan.Output.Write(String text) ->
                        message(new WrittenItem(protocol, this, text, index), index);
                case ResponsePlan.Output.Remote(Answers.McpCall call) -> {
                    protocol.mcp().call(this, call, index);
                    item(index + 1);
                }
                case ResponsePlan.Output.Approval(Answers.McpCall call) -> {
                    protocol.mcp().askApproval(this, call, index);
                    item(index + 1);
                }
                case ResponsePlan.Output.Call(Answers.ToolCall call) -> {
                    call(call, index);
                    item(index + 1);
                }
            }
        }
    }

    private void message(MessageItem item, int index) {
        speaking = item;
        item.begin(() -> {
            speaking = null;
            item(index + 1);
        });
    }

    private void call(Answers.ToolCall call, int index) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", protocol.newId("item")).put("object", "realtime.item");
        json.put("type", "function_call").put("status", "in_progress");
        json.put("name", call.name()).put("call_id", protocol.newId("call")).put("arguments", "");
        ConversationItem item = new ConversationItem(json);
        addOutput(item, index);
        String arguments = call.argumentsJson();
        int half = arguments.length() / 2;
        for (String part : new String[] {arguments.substring(0, half), arguments.substring(half)}) {
            ObjectNode delta = callEvent("response.function_call_arguments.delta", item, index);
            protocol.events().send(delta.put("delta", part));
        }
        json.put("arguments", arguments);
        ObjectNode done = callEvent("response.function_call_arguments.done", item, index);
        protocol.events().send(done.put("name", call.name()).put("arguments", arguments));
        outputDone(item, index, "completed");
    }

    private ObjectNode callEvent(String type, ConversationItem item, int index) {
        ObjectNode event = protocol.events().event(type).put("response_id", id);
        event.put("item_id", item.id()).put("output_index", index);
        event.set("call_id", item.json().path("call_id"));
        return event;
    }

    /** Announces an item of this response, in the order the service does. */
    void addOutput(ConversationItem item, int index) {
        output.add(item);
        outputItem("response.output_item.added", item, index);
        if (!request.outOfBand()) {
            protocol.conversation().append(item);
            protocol.items().added(item);
        }
    }

    /** {@code status} is empty for items that have none. */
    void outputDone(ConversationItem item, int index, String status) {
        if (!status.isEmpty()) {
            item.status(status);
        }
        if (!request.outOfBand()) {
            protocol.items().done(item);
        }
        outputItem("response.output_item.done", item, index);
    }

    private void outputItem(String type, ConversationItem item, int index) {
        ObjectNode event = protocol.events().event(type);
        event.put("response_id", id).put("output_index", index).set("item", item.copy());
        protocol.events().send(event);
    }

    /** One more delta of this response was sent, with this much audio. */
    void deltaSent(int durationMs) {
        audioMs += durationMs;
        deltas++;
        protocol.deltaSent(deltas == 1);
    }

    int deltas() {
        return deltas;
    }

    /**
     * Stops generating; deltas said to be in flight still go out before the end of the response.
     */
    void cancel(String reason) {
        if (over) {
            return;
        }
        if (next != null) {
            next.cancel();
        }
        MessageItem item = speaking;
        if (item != null) {
            for (int i = 0; i < protocol.behavior().faults().lateDeltas(); i++) {
                item.lateDelta();
            }
            item.end("incomplete");
        }
        ObjectNode details = JsonNodeFactory.instance.objectNode();
        finish("cancelled", details.put("type", "cancelled").put("reason", reason));
    }

    private void finish(String status, @Nullable ObjectNode details) {
        over = true;
        speaking = null;
        sendResponse("response.done", status, details);
        protocol.events().send(Usage.rateLimits(protocol.events()));
        protocol.responses().finished(this, audioMs);
    }

    private void sendResponse(String type, String status, @Nullable ObjectNode details) {
        boolean done = type.equals("response.done");
        ObjectNode event = protocol.events().event(type);
        ObjectNode response = event.putObject("response");
        response.put("object", "realtime.response").put("id", id).put("status", status);
        response.set("status_details", details);
        ArrayNode items = response.putArray("output");
        output.forEach(item -> items.add(item.copy()));
        response.put("conversation_id", request.outOfBand() ? null : protocol.conversationId());
        response.putArray("output_modalities").add(request.speaks() ? "audio" : "text");
        response.set("max_output_tokens", request.maxOutputTokens());
        response.putObject("audio").set("output", request.output().deepCopy());
        response.set("usage", done ? protocol.usage().of(output, audioMs) : null);
        response.set("metadata", request.metadata());
        protocol.events().send(event);
    }
}
