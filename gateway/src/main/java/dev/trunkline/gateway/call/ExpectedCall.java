package dev.trunkline.gateway.call;

import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * A call whose webhook was answered and whose stream has not come.
 *
 * @param token single-use; opens the stream, so it is never printed
 * @param session the model session that was opened meanwhile, or null if that waits for the stream
 * @param loop where the webhook was served and its timers run
 */
public record ExpectedCall(
        CallSettings settings,
        String callSid,
        String token,
        @Nullable Future<ModelSession> session,
        EventLoop loop) {
    public String reference() {
        return settings.reference();
    }

    @Override
    public String toString() {
        return "ExpectedCall[" + reference() + "]";
    }
}
