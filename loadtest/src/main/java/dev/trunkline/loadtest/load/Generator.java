package dev.trunkline.loadtest.load;

import dev.trunkline.gateway.config.SocketTransport;
import dev.trunkline.gateway.edge.GuardedTransport;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The event loop of the simulators. One for phones and model together: it is to live on one core,
 * where a second thread would only cost switches.
 */
final class Generator {
    private static final int CLOSE_SECONDS = 10;
    private static final Duration COALESCING = Duration.ofMillis(1);

    private Generator() {}

    /**
     * What one core generates bounds what can be measured: the cheapest way that there is. A busy
     * loop lets frames come in together, which the delays that it measures contain.
     */
    static Vertx vertx() {
        return Vertx.builder()
                .with(new VertxOptions().setEventLoopPoolSize(1))
                .withTransport(GuardedTransport.with(SocketTransport.IO_URING, COALESCING, null))
                .build();
    }

    static void close(Vertx vertx) throws Exception {
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .get(CLOSE_SECONDS, TimeUnit.SECONDS);
    }
}
