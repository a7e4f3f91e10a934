package dev.trunkline.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.loadtest.audio.ProbeTally;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The relays on Node relay, so that Trunkline is compared with something that works. */
class RelayPeersIT {
    private static final Path PEERS = Path.of("peers");
    private static final Path COPIES = Path.of("target", "peers");

    private static final Vertx VERTX = Generator.vertx();

    private final int modelPort = FreePort.get();

    /** Copies, so that packages are installed where nothing is checked in. */
    @BeforeAll
    static void copy() throws Exception {
        for (String peer : List.of("node-relay", "agents-relay")) {
            Path copy = Files.createDirectories(COPIES.resolve(peer));
            for (String file : List.of("package.json", "package-lock.json", "relay.js")) {
                Files.copy(
                        PEERS.resolve(peer).resolve(file),
                        copy.resolve(file),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    @AfterAll
    static void close() throws Exception {
        Generator.close(VERTX);
    }

    @ParameterizedTest
    @EnumSource(names = {"NODE_RELAY", "AGENTS_RELAY"})
    void calls_getThroughInBothDirections(Contender relay) throws Exception {
        LoadResult result = load(relay, new LoadPlan(3, 500, 500, 2_000, 100, modelPort, 0, 0));

        assertThat(result.callsEnded()).isZero();
        assertThat(result.lossless()).as("%s", result).isTrue();
        assertThat(result.uplink().counts().arrived()).isGreaterThan(240);
        assertThat(result.target().residentMiB()).isPositive();
    }

    @Test
    void callerAudio_whileASlowModelConnects_isLost_andTheLoadTestSeesIt() throws Exception {
        LoadResult result =
                load(Contender.NODE_RELAY, new LoadPlan(3, 500, -1, 2_000, 100, modelPort, 300, 0));

        ProbeTally.Counts uplink = result.uplink().counts();
        // 300 ms are 15 frames a call; some reach it before it has heard of session.updated
        assertThat(uplink.lost()).isGreaterThanOrEqualTo(3 * 14);
        assertThat(uplink.lost()).isLessThan(uplink.sent());
        assertThat(result.lossless()).isFalse();
    }

    private LoadResult load(Contender contender, LoadPlan plan)
            throws IOException, InterruptedException {
        Contender.Stage stage =
                new Contender.Stage(
                        Contender.Stage.ANY_CORE,
                        FreePort.get(),
                        modelPort,
                        COPIES,
                        List.of(),
                        COPIES);
        try (TargetProcess relay = contender.start(stage)) {
            return new LoadRun(VERTX, contender.target(stage), plan, relay.pid()).run();
        }
    }
}
