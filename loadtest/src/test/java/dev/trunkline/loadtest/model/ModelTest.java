package dev.trunkline.loadtest.model;

import dev.trunkline.loadtest.audio.Speech;
import io.netty.util.LeakPresenceDetector;
import io.vertx.core.Vertx;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A Vert.x and at most one simulated service per test; afterwards nothing is left of either. */
abstract class ModelTest {
    Vertx vertx = Vertx.vertx();
    private @Nullable SimulatedRealtime server;

    @BeforeEach
    void freshVertx() {
        server = null;
    }

    SimulatedRealtime serve(ModelBehavior behavior) throws Exception {
        server =
                SimulatedRealtime.start(vertx, _ -> behavior)
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS);
        return server;
    }

    SimulatedRealtime server() {
        if (server == null) {
            throw new IllegalStateException("serve() first");
        }
        return server;
    }

    TestClient connect() throws Exception {
        return TestClient.connect(vertx, server());
    }

    ModelConnection connection(int number) {
        return server().awaitConnection(number, TestClient.DEADLINE);
    }

    /** Utterance {@code number} with a second of silence after it. */
    static byte[] turn(int number) {
        byte[] speech = Speech.utterance(number);
        byte[] turn = Arrays.copyOf(speech, speech.length + 8_000);
        Arrays.fill(turn, speech.length, turn.length, (byte) 0xFF);
        return turn;
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        if (server != null) {
            SimulatedRealtime closing = server;
            closing.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
            Deadline.await(
                    "open connections to go",
                    TestClient.DEADLINE,
                    () -> closing.openConnections() == 0,
                    () -> closing.openConnections() + " open");
            for (ModelConnection connection : closing.connections()) {
                connection.await("timers to go", TestClient.DEADLINE, c -> c.pendingTimers() == 0);
            }
        }
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        LeakPresenceDetector.check();
    }
}
