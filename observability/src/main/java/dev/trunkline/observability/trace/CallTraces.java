package dev.trunkline.observability.trace;

import org.jspecify.annotations.Nullable;

/** What those who carry calls have to do with traces. Any thread; never waits, never throws. */
public interface CallTraces {
    /** Where no traces are made. */
    CallTraces NONE =
            new CallTraces() {
                @Override
                public @Nullable String traceId(String callId) {
                    return null;
                }

                @Override
                public @Nullable String parentOfTool(String callId, String toolCallId) {
                    return null;
                }

                @Override
                public void toolOver(ToolUse use) {}
            };

    /** The call's trace, 32 hexadecimal digits; null if it has none. */
    @Nullable String traceId(String callId);

    /**
     * What a tool's service is told, so that its own spans lie below the tool's: the header {@code
     * traceparent} of W3C Trace Context. Null if the call has no trace.
     */
    @Nullable String parentOfTool(String callId, String toolCallId);

    /** A tool that the model called is over. */
    void toolOver(ToolUse use);
}
