package dev.trunkline.gateway.call;

import dev.trunkline.observability.metrics.CallCounter;
import java.util.Locale;

/** Kinds of tools, as they are counted and logged. */
enum ToolKind {
    HANG_UP(CallCounter.TOOL_HANG_UP),
    TRANSFER(CallCounter.TOOL_TRANSFER),
    SEND_SMS(CallCounter.TOOL_SEND_SMS),
    SEND_DTMF(CallCounter.TOOL_SEND_DTMF),
    SWITCH_AGENT(CallCounter.TOOL_SWITCH_AGENT),
    CALL_HUMAN(CallCounter.TOOL_CALL_HUMAN),
    HTTP(CallCounter.TOOL_HTTP),
    /** The agent has no such tool. */
    UNKNOWN(CallCounter.TOOL_UNKNOWN);

    private final CallCounter counter;

    ToolKind(CallCounter counter) {
        this.counter = counter;
    }

    CallCounter counter() {
        return counter;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
