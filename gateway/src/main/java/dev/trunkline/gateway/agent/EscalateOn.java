package dev.trunkline.gateway.agent;

/** When people are brought to a call. */
public enum EscalateOn {
    /** As soon as the agent has answered a call that came in. */
    START,
    /** When the model uses the tool {@code call_human}. */
    TOOL
}
