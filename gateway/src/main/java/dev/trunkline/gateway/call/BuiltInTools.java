package dev.trunkline.gateway.call;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trunkline.gateway.agent.AgentProfile;
import dev.trunkline.gateway.agent.AgentTool;
import dev.trunkline.gateway.agent.Transfer;
import java.util.Collection;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The tools that every agent may have without a service behind them, and what a tool call asks for:
 * its name and arguments held against the agent's profile. Cold path.
 */
public final class BuiltInTools {
    public static final String HANG_UP = "hang_up";

    public static final String TRANSFER = "transfer";

    /** The argument of {@link #TRANSFER}: a name of the profile's transfers. */
    public static final String TARGET = "target";

    public static final String SEND_SMS = "send_sms";

    /** The argument of {@link #SEND_SMS}. */
    public static final String BODY = "body";

    public static final String SEND_DTMF = "send_dtmf";

    /** The argument of {@link #SEND_DTMF}: {@link #DIGITS_PATTERN}. */
    public static final String DIGITS = "digits";

    /** Keys and half seconds of pause: long enough for a card's number and what leads to it. */
    public static final String DIGITS_PATTERN = "^[0-9*#w]{1,40}$";

    public static final String SWITCH_AGENT = "switch_agent";

    /** The argument of {@link #SWITCH_AGENT}: a name of the profile's {@code switchTo}. */
    public static final String AGENT = "agent";

    /** Has the people on call come, while the conversation goes on. */
    public static final String CALL_HUMAN = "call_human";

    private static final Pattern KEYS = Pattern.compile(DIGITS_PATTERN);

    private BuiltInTools() {}

    /** What a tool call asks for. */
    sealed interface Asked {
        record HangUp() implements Asked {}

        record TransferTo(Transfer transfer) implements Asked {}

        record SendSms(String body) implements Asked {
            /** What is written to the caller is nobody else's business. */
            @Override
            public String toString() {
                return "SendSms[" + body.length() + " characters]";
            }
        }

        record SendDtmf(String digits) implements Asked {
            /** Keys may be a card's number. */
            @Override
            public String toString() {
                return "SendDtmf[" + digits.length() + " keys]";
            }
        }

        record SwitchAgent(String name) implements Asked {}

        record CallHuman() implements Asked {}

        record Http(AgentTool.Http tool, ObjectNode arguments) implements Asked {
            /** Arguments may quote the caller. */
            @Override
            public String toString() {
                return "Http[" + tool.name() + "]";
            }
        }

        /** Nothing that can be done; {@code error} tells the model why. */
        record Refused(String error) implements Asked {}
    }

    /** The kind of the tool that an agent knows by this name. */
    static ToolKind kind(AgentProfile agent, String name) {
        return switch (name) {
            case HANG_UP -> ToolKind.HANG_UP;
            case TRANSFER -> ToolKind.TRANSFER;
            case SEND_SMS -> ToolKind.SEND_SMS;
            case SEND_DTMF -> ToolKind.SEND_DTMF;
            case SWITCH_AGENT -> ToolKind.SWITCH_AGENT;
            case CALL_HUMAN -> ToolKind.CALL_HUMAN;
            default ->
                    agent.tools().get(name) instanceof AgentTool.Http
                            ? ToolKind.HTTP
                            : ToolKind.UNKNOWN;
        };
    }

    /** What a call of the tool {@code name} asks for; arguments are read as far as they matter. */
    static Asked asked(AgentProfile agent, String name, ObjectNode arguments) {
        return switch (kind(agent, name)) {
            case HANG_UP ->
                    agent.hangUp().tool()
                            ? new Asked.HangUp()
                            : new Asked.Refused("this agent may not hang up");
            case TRANSFER -> transfer(agent, arguments);
            case SEND_SMS -> sendSms(agent, arguments);
            case SEND_DTMF -> sendDtmf(agent, arguments);
            case SWITCH_AGENT -> switchAgent(agent, arguments);
            case CALL_HUMAN ->
                    agent.callsHumans()
                            ? new Asked.CallHuman()
                            : new Asked.Refused("nobody can be called from here");
            case HTTP ->
                    agent.tools().get(name) instanceof AgentTool.Http tool
                            ? new Asked.Http(tool, arguments)
                            : unknown();
            case UNKNOWN -> unknown();
        };
    }

    private static Asked unknown() {
        return new Asked.Refused("there is no tool of this name");
    }

    private static Asked transfer(AgentProfile agent, ObjectNode arguments) {
        Transfer transfer = agent.transfers().get(text(arguments, TARGET));
        return transfer == null
                ? oneOf(TARGET, agent.transfers().keySet())
                : new Asked.TransferTo(transfer);
    }

    private static Asked sendSms(AgentProfile agent, ObjectNode arguments) {
        if (agent.sendSms() == null) {
            return new Asked.Refused("this agent may not send text messages");
        }
        String body = text(arguments, BODY).strip();
        return body.isEmpty() || body.length() > TextMessages.LONGEST_BODY
                ? new Asked.Refused(
                        "body must be a text of 1 to " + TextMessages.LONGEST_BODY + " characters")
                : new Asked.SendSms(body);
    }

    private static Asked sendDtmf(AgentProfile agent, ObjectNode arguments) {
        if (!agent.sendDtmf()) {
            return new Asked.Refused("this agent may not send keys");
        }
        String digits = text(arguments, DIGITS);
        return KEYS.matcher(digits).matches()
                ? new Asked.SendDtmf(digits)
                : new Asked.Refused("digits must be 1 to 40 of 0-9, *, # and w for a pause");
    }

    private static Asked switchAgent(AgentProfile agent, ObjectNode arguments) {
        String name = text(arguments, AGENT);
        return agent.switchTo().contains(name)
                ? new Asked.SwitchAgent(name)
                : oneOf(AGENT, agent.switchTo());
    }

    private static Asked oneOf(String argument, Collection<String> names) {
        return new Asked.Refused(argument + " must be one of " + new TreeSet<>(names));
    }

    /** Empty if there is no such text: no argument may be empty. */
    private static String text(ObjectNode arguments, String name) {
        JsonNode value = arguments.get(name);
        return value == null || !value.isTextual() ? "" : value.textValue();
    }
}
