package dev.trunkline.gateway.call;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line for each tool call: which, how it went, how long it took. Nothing of what was said. */
final class ToolLog {
    private static final Logger LOG = LoggerFactory.getLogger(ToolLog.class);

    private ToolLog() {}

    /**
     * A tool call is over.
     *
     * @param tool its name in the configuration; null for one that is built in or not known: a name
     *     that the model made up may be anything
     */
    static void over(
            String callReference,
            ToolKind kind,
            @Nullable String tool,
            String outcome,
            long nanos) {
        LOG.atInfo()
                .setMessage("call.tool")
                .addKeyValue("call", callReference)
                .addKeyValue("kind", kind.label())
                .addKeyValue("tool", tool == null ? "" : tool)
                .addKeyValue("outcome", outcome)
                .addKeyValue("ms", nanos / 1_000_000)
                .log();
    }
}
