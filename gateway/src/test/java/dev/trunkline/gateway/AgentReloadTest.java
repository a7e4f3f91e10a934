package dev.trunkline.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.gateway.agent.Agents;
import dev.trunkline.gateway.agent.CurrentAgents;
import dev.trunkline.gateway.config.GatewayConfig;
import dev.trunkline.gateway.config.GatewayConfigLoader;
import dev.trunkline.observability.metrics.GatewayMeters;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentReloadTest {
    private static final Instant LATER = Instant.parse("2026-11-28T12:00:00Z");

    @TempDir private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final GatewayMeters meters = new GatewayMeters();

    /** What keeps fresh agents back. */
    private final AtomicReference<Future<Void>> prepared =
            new AtomicReference<>(Future.succeededFuture());

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        meters.close();
    }

    private void write(String name, String text) throws IOException {
        Path written = Files.writeString(directory.resolve(".new"), text);
        Files.move(written, directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }

    private CurrentAgents follow(String... variables) {
        Map<String, String> environment =
                Map.of(
                        "INSECURE_LOCAL",
                        "true",
                        "TRUNKLINE_AGENTS_RELOAD",
                        variables.length == 0 ? "5ms" : variables[0],
                        "TRUNKLINE_CONFIG",
                        directory.resolve("trunkline.yaml").toString());
        GatewayConfigLoader loader = new GatewayConfigLoader(environment);
        GatewayConfig config = loader.load();
        CurrentAgents agents = new CurrentAgents(config.agentsAt(Instant.EPOCH));
        new AgentReload(
                        vertx,
                        config,
                        loader,
                        agents,
                        meters.agents(),
                        new AgentReload.Readiness(InstantSource.fixed(LATER), _ -> prepared.get()))
                .start();
        return agents;
    }

    private static String instructions(CurrentAgents agents) {
        return agents.now().named("default").orElseThrow().instructions();
    }

    private boolean counted(String result, int times) {
        return new String(meters.scrape(null).body(), StandardCharsets.UTF_8)
                .contains("reloads_total{result=\"" + result + "\"} " + times + ".0");
    }

    private static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("never: " + what);
            }
            LockSupport.parkNanos(2_000_000);
        }
    }

    @Test
    void changeOfTheMainFile_isTaken_andASnapshotThatSomeoneHoldsStays() throws IOException {
        write("trunkline.yaml", "agents: {default: {instructions: one}}");
        CurrentAgents agents = follow();
        Agents held = agents.now();
        write("trunkline.yaml", "agents: {default: {instructions: two}}");
        await("two", () -> instructions(agents).equals("two"));
        assertThat(held.named("default").orElseThrow().instructions()).isEqualTo("one");
        assertThat(held.loadedAt()).isEqualTo(Instant.EPOCH);
        assertThat(agents.now().loadedAt()).isEqualTo(LATER);
        await("counted", () -> counted("loaded", 1));
    }

    @Test
    void mistake_keepsTheOldAgents_isToldAndCountedOnce_untilItIsCorrected() throws IOException {
        write("agents.yaml", "default: {instructions: one}");
        write("trunkline.yaml", "agents: agents.yaml");
        CurrentAgents agents = follow();
        write("agents.yaml", "default: {instructions: two, speed: 3, voise: x}");
        await("refused", () -> counted("refused", 1));
        assertThat(instructions(agents)).isEqualTo("one");
        assertThat(agents.state().mistakes())
                .anyMatch(mistake -> mistake.contains("agents.default.speed"))
                .anyMatch(mistake -> mistake.contains("did you mean voice?"));
        Files.delete(directory.resolve("agents.yaml"));
        await("refused again, since it is another mistake", () -> counted("refused", 2));
        write("agents.yaml", "default: {instructions: three}");
        await("three", () -> instructions(agents).equals("three"));
        assertThat(agents.state().mistakes()).isEmpty();
        assertThat(counted("refused", 2)).isTrue();
    }

    @Test
    void directoryThatIsExchangedByItsLink_isNoticed() throws IOException {
        Path first = Files.createDirectory(directory.resolve("..1"));
        Path second = Files.createDirectory(directory.resolve("..2"));
        Files.writeString(first.resolve("default.yaml"), "instructions: one");
        Files.writeString(second.resolve("default.yaml"), "instructions: two");
        Files.writeString(second.resolve("sales.yaml"), "instructions: three");
        Files.createSymbolicLink(directory.resolve("..data"), first);
        write("trunkline.yaml", "agents: ..data");
        CurrentAgents agents = follow();
        assertThat(agents.now().all()).hasSize(1);
        Path link = Files.createSymbolicLink(directory.resolve("..data_tmp"), second);
        Files.move(link, directory.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
        await("two", () -> instructions(agents).equals("two"));
        assertThat(agents.now().named("sales")).isPresent();
    }

    @Test
    void fileThatAProfileRefersTo_isLookedAtToo() throws IOException {
        write("trunkline.yaml", "agents: {default: {instructions: 'file:words.txt'}}");
        write("words.txt", "one");
        CurrentAgents agents = follow();
        write("words.txt", "two");
        await("two", () -> instructions(agents).equals("two"));
    }

    @Test
    void whatCannotBePrepared_changesNothing() throws IOException {
        write("trunkline.yaml", "agents: {default: {instructions: one}}");
        prepared.set(Future.failedFuture("no room"));
        CurrentAgents agents = follow();
        write("trunkline.yaml", "agents: {default: {instructions: two}}");
        await("refused", () -> counted("refused", 1));
        assertThat(instructions(agents)).isEqualTo("one");
        assertThat(agents.state().mistakes()).hasSize(1);
        prepared.set(Future.succeededFuture());
        write("trunkline.yaml", "agents: {default: {instructions: three}}");
        await("three", () -> instructions(agents).equals("three"));
    }

    @Test
    void zero_neverLooks() throws IOException {
        write("trunkline.yaml", "agents: {default: {instructions: one}}");
        CurrentAgents still = follow("0s");
        CurrentAgents following = follow();
        write("trunkline.yaml", "agents: {default: {instructions: two}}");
        await("two", () -> instructions(following).equals("two"));
        assertThat(instructions(still)).isEqualTo("one");
    }
}
