package dev.trunkline.gateway.call;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trunkline.gateway.agent.AgentProfile;
import dev.trunkline.gateway.agent.Transfer;
import dev.trunkline.gateway.call.ModelSessionListener.ToolCall;
import java.util.TreeSet;

/** The tools that every agent may have without a service behind them. Cold path. */
public final class BuiltInTools {
    public static final String HANG_UP = "hang_up";
    public static final String SEND_TO = "send_to";

    /** The argument of {@link #SEND_TO}: a name of the profile's transfers. */
    public static final String TARGET = "target";

    private static final JsonMapper JSON = new JsonMapper();

    private BuiltInTools() {}

    /** What a tool call asks the call to do. */
    sealed interface Outcome {
        record HangUp() implements Outcome {}

        record SendTo(Transfer transfer) implements Outcome {}

        /** The call goes on; the model is told {@code output} and answers it. */
        record Answer(String output) implements Outcome {}
    }

    static Outcome run(AgentProfile agent, ToolCall call) {
        return switch (call.name()) {
            case HANG_UP ->
                    agent.hangUp().tool()
                            ? new Outcome.HangUp()
                            : error("this agent may not hang up");
            case SEND_TO -> sendTo(agent, call.argumentsJson());
            default -> error("there is no tool of this name");
        };
    }

    private static Outcome sendTo(AgentProfile agent, String argumentsJson) {
        JsonNode arguments;
        try {
            arguments = JSON.readTree(argumentsJson);
        } catch (JsonProcessingException notJson) {
            return error("the arguments are not JSON");
        }
        JsonNode target = arguments == null ? null : arguments.get(TARGET);
        Transfer transfer =
                target == null || !target.isTextual()
                        ? null
                        : agent.transfers().get(target.textValue());
        if (transfer == null) {
            return error("target must be one of " + new TreeSet<>(agent.transfers().keySet()));
        }
        return new Outcome.SendTo(transfer);
    }

    private static Outcome error(String message) {
        return new Outcome.Answer(JSON.createObjectNode().put("error", message).toString());
    }
}
