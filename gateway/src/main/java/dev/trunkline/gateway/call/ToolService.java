package dev.trunkline.gateway.call;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trunkline.gateway.agent.AgentTool;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** Runs the tools that stand behind HTTP services, for all calls. Safe to call from any thread. */
public interface ToolService {
    /**
     * Asks the tool's service. The arguments are checked against the tool's schema first.
     *
     * @param loop where the request runs and its result completes: the call's
     */
    Running run(Request request, EventLoop loop);

    /**
     * One use of a tool.
     *
     * @param arguments as the model gave them: an object, not yet checked
     * @param callReference the call that it is for; the service is told
     * @param parentSpan of the service's own spans, as {@code traceparent} says it; null if there
     *     is no trace
     */
    record Request(
            AgentTool.Http tool,
            ObjectNode arguments,
            String callReference,
            @Nullable String parentSpan) {
        /** Arguments may quote the caller. */
        @Override
        public String toString() {
            return "Request[" + tool.name() + ", call=" + callReference + "]";
        }
    }

    /** A tool that runs. */
    interface Running {
        /** Always succeeds: what goes wrong is a result too. */
        Future<ToolResult> result();

        /**
         * Nobody waits for the result any more: the request is reset. On the loop; harmless twice.
         */
        void cancel();
    }
}
