package dev.trunkline.loadtest.load;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.concurrent.TimeUnit;

/**
 * The event loop of the simulators. One for phones and model together: it is to live on one core,
 * where a second thread would only cost switches.
 */
final class Generator {
    private static final int CLOSE_SECONDS = 10;

    private Generator() {}

    static Vertx vertx() {
        return Vertx.vertx(
                new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
    }

    static void close(Vertx vertx) throws Exception {
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .get(CLOSE_SECONDS, TimeUnit.SECONDS);
    }
}
