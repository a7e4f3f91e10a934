package dev.trunkline.gateway.agent.tool;

import dev.trunkline.gateway.call.ToolResult;
import dev.trunkline.gateway.call.ToolService;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;

/** Asks HTTP services for all calls of a gateway. Any thread. */
public final class HttpTools implements ToolService {
    @Override
    public Running run(Request request, EventLoop loop) {
        return new Running() {
            @Override
            public Future<ToolResult> result() {
                return Future.succeededFuture(ToolResult.refused("not there yet"));
            }

            @Override
            public void cancel() {}
        };
    }
}
