package dev.trunkline.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Trunkline in every setting of the capacity test carries calls, and is called as it says. */
class ContenderIT {
    /** For a Java process that loads its classes during its first calls. */
    private static final Duration WARM_LIMIT = Duration.ofSeconds(30);

    private static final Vertx VERTX = Generator.vertx();

    @TempDir private Path logs;

    private final int modelPort = FreePort.get();

    @AfterAll
    static void close() throws Exception {
        Generator.close(VERTX);
    }

    @ParameterizedTest
    @EnumSource(names = {"PASS_THROUGH_TLS", "TRANSCODING"})
    void everyProbeGetsThrough_whateverIsDoneToIt(Contender contender) throws Exception {
        LoadResult result = loadUntil(LoadResult::lossless, contender, contender);

        assertThat(result.callsEnded()).isZero();
        assertThat(result.lossless()).as("%s", result).isTrue();
        assertThat(result.uplink().counts().arrived()).isGreaterThan(120);
        assertThat(result.downlink().counts().arrived()).isGreaterThan(120);
    }

    @Test
    void audioThatIsNotConverted_isNotTakenForAudioThatIs() throws Exception {
        LoadResult result =
                loadUntil(
                        run -> run.uplink().counts().sent() > 120,
                        Contender.PASS_THROUGH,
                        Contender.TRANSCODING);

        assertThat(result.uplink().counts().sent()).isGreaterThan(120);
        assertThat(result.uplink().counts().arrived()).isZero();
        assertThat(result.lossless()).isFalse();
    }

    /** The first run of {@code started} that is as it should be, or else the last. */
    private LoadResult loadUntil(
            Predicate<LoadResult> asItShouldBe, Contender started, Contender calledAs)
            throws Exception {
        Contender.Stage stage =
                new Contender.Stage(
                        Contender.Stage.ANY_CORE,
                        FreePort.get(),
                        modelPort,
                        Path.of(""),
                        List.of(),
                        logs);
        LoadPlan plan = new LoadPlan(3, 300, 500, 1_000, 100, modelPort, 0, 0);
        try (TargetProcess gateway = started.start(stage)) {
            long deadlineNanos = System.nanoTime() + WARM_LIMIT.toNanos();
            LoadTarget target = calledAs.target(stage);
            LoadResult result;
            do {
                result = new LoadRun(VERTX, target, plan, gateway.pid()).run();
            } while (!asItShouldBe.test(result) && System.nanoTime() < deadlineNanos);
            return result;
        }
    }
}
