package dev.trunkline.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.loadtest.audio.ProbeTally;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The Node relay relays, so that Trunkline is compared with something that works. */
class NodeRelayIT {
    private static final Path PEER = Path.of("peers", "node-relay");
    private static final Path COPY = Path.of("target", "node-relay");

    private static final Vertx VERTX = Generator.vertx();

    private final int modelPort = FreePort.get();

    @BeforeAll
    static void install() throws Exception {
        Files.createDirectories(COPY);
        for (String file : List.of("package.json", "package-lock.json", "relay.js")) {
            Files.copy(PEER.resolve(file), COPY.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        Path log = COPY.resolve("npm.log");
        Process npm =
                new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund")
                        .directory(COPY.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        assertThat(npm.waitFor(120, TimeUnit.SECONDS)).as("npm ci ended").isTrue();
        assertThat(npm.exitValue()).as("npm ci: see %s", log).isZero();
    }

    @AfterAll
    static void close() throws Exception {
        Generator.close(VERTX);
    }

    @Test
    void calls_getThroughInBothDirections() throws Exception {
        LoadResult result = load(new LoadPlan(3, 500, 500, 2_000, 100, modelPort, 0, 0));

        assertThat(result.callsEnded()).isZero();
        assertThat(result.lossless()).as("%s", result).isTrue();
        assertThat(result.uplink().counts().arrived()).isGreaterThan(240);
        assertThat(result.target().residentMiB()).isPositive();
    }

    @Test
    void callerAudio_whileASlowModelConnects_isLost_andTheLoadTestSeesIt() throws Exception {
        LoadResult result = load(new LoadPlan(3, 500, -1, 2_000, 100, modelPort, 300, 0));

        ProbeTally.Counts uplink = result.uplink().counts();
        // 300 ms are 15 frames a call; some reach it before it has heard of session.updated
        assertThat(uplink.lost()).isGreaterThanOrEqualTo(3 * 14);
        assertThat(uplink.lost()).isLessThan(uplink.sent());
        assertThat(result.lossless()).isFalse();
    }

    private LoadResult load(LoadPlan plan) throws IOException, InterruptedException {
        Contender.Stage stage =
                new Contender.Stage(0, FreePort.get(), modelPort, COPY, List.of(), COPY);
        try (TargetProcess relay = Contender.NODE_RELAY.start(stage)) {
            return new LoadRun(VERTX, Contender.NODE_RELAY.target(stage), plan, relay.pid()).run();
        }
    }
}
