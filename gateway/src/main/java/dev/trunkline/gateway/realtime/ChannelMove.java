package dev.trunkline.gateway.realtime;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/** Moves a channel that is not read from one event loop to another: Netty 4.2 allows it. */
final class ChannelMove {
    private ChannelMove() {}

    /**
     * Deregisters and registers again.
     *
     * @param between run when no loop has the channel: what is the old loop's becomes the new one's
     * @return completes on {@code target}; fails if the channel was closed by then
     */
    static Future<Void> move(Channel channel, EventLoop target, Runnable between) {
        Promise<Void> moved = Promise.promise();
        var _ =
                channel.deregister()
                        .addListener(_ -> {
                            between.run();
                            var _ =
                                    target.register(channel)
                                            .addListener(registered -> {
                                                if (registered.isSuccess()) {
                                                    moved.complete();
                                                } else {
                                                    moved.fail(registered.cause());
                                                }
                                            });
                        });
        return moved.future();
    }
}
