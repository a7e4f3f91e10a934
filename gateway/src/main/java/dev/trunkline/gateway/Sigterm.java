package dev.trunkline.gateway;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the signal to end does to this process. */
final class Sigterm {
    /** For everything to close once no call is left. */
    private static final Duration CLOSE_LIMIT =
            Duration.ofSeconds(5).plus(RecordsWiring.CLOSE_LIMIT);

    private static final Logger LOG = LoggerFactory.getLogger(Sigterm.class);

    private Sigterm() {}

    /**
     * Says for {@code notice} that no more calls are wanted, then stops the gateway, with {@code
     * drain} for its calls to end, and then the process: with exit code 0, or with the signal's own
     * if the gateway could not be stopped.
     */
    static void stops(Gateway gateway, Duration notice, Duration drain) {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> stop(gateway, notice, drain), "drain"));
    }

    private static void stop(Gateway gateway, Duration notice, Duration drain) {
        try {
            gateway.leave();
            TimeUnit.NANOSECONDS.sleep(notice.toNanos());
            gateway.stop(drain)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(drain.plus(CLOSE_LIMIT).toMillis(), TimeUnit.MILLISECONDS);
            // Stopped as asked: a success, where the JVM by itself would report the signal, 143.
            System.out.flush();
            Runtime.getRuntime().halt(0);
        } catch (InterruptedException | ExecutionException | TimeoutException late) {
            LOG.atError()
                    .setMessage("gateway.stop_incomplete")
                    .addKeyValue("cause", late.getClass().getSimpleName())
                    .log();
        }
    }
}
