package dev.trunkline.loadtest.load;

import io.netty.channel.uring.IoUring;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.transport.Transport;
import java.util.concurrent.TimeUnit;

/**
 * The event loop of the simulators. One for phones and model together: it is to live on one core,
 * where a second thread would only cost switches.
 */
final class Generator {
    private static final int CLOSE_SECONDS = 10;

    private Generator() {}

    static Vertx vertx() {
        // Netty's usual ring is too small for the two sockets of each of some hundred calls.
        System.setProperty("io.netty.iouring.ringSize", "1024");
        System.setProperty("io.netty.iouring.cqSize", "32768");
        VertxOptions options = new VertxOptions().setEventLoopPoolSize(1);
        // What one core generates bounds what can be measured: the cheapest way that there is.
        return IoUring.isAvailable()
                ? Vertx.builder().with(options).withTransport(Transport.IO_URING).build()
                : Vertx.vertx(options.setPreferNativeTransport(true));
    }

    static void close(Vertx vertx) throws Exception {
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .get(CLOSE_SECONDS, TimeUnit.SECONDS);
    }
}
