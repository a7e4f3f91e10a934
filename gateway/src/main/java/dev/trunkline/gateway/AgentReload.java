package dev.trunkline.gateway;

import dev.trunkline.gateway.agent.AgentProfile;
import dev.trunkline.gateway.agent.Agents;
import dev.trunkline.gateway.agent.CurrentAgents;
import dev.trunkline.gateway.config.GatewayConfig;
import dev.trunkline.gateway.config.GatewayConfigLoader;
import dev.trunkline.gateway.config.keys.ConfigurationException;
import dev.trunkline.gateway.config.keys.Problem;
import dev.trunkline.observability.metrics.AgentMeters;
import dev.trunkline.observability.metrics.AgentReloadResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the files of the configuration every few seconds, and gives new calls the agents that
 * stand there once they have changed. Files are read on a worker thread, one look after the other.
 * What cannot be used is logged and counted, and changes nothing.
 */
final class AgentReload {
    /** A file that is being written looks different at once again. */
    private static final Duration SETTLING = Duration.ofMillis(500);

    private static final Logger LOG = LoggerFactory.getLogger(AgentReload.class);

    private final Vertx vertx;
    private final GatewayConfig running;
    private final GatewayConfigLoader loader;
    private final CurrentAgents agents;
    private final AgentMeters meters;
    private final Readiness readiness;

    /** What was seen and is read if it is seen again; empty if nothing has changed. */
    private Map<Path, String> settling = Map.of();

    /**
     * What has to be done before calls are given agents.
     *
     * @param wallClock when agents were loaded
     * @param prepare what is costly and best done once; a failure keeps the old agents
     */
    record Readiness(
            InstantSource wallClock, Function<Collection<AgentProfile>, Future<Void>> prepare) {}

    /**
     * @param running the configuration in force; of a new one only the agents are taken
     * @param loader where it came from
     */
    AgentReload(
            Vertx vertx,
            GatewayConfig running,
            GatewayConfigLoader loader,
            CurrentAgents agents,
            AgentMeters meters,
            Readiness readiness) {
        this.vertx = vertx;
        this.running = running;
        this.loader = loader;
        this.agents = agents;
        this.meters = meters;
        this.readiness = readiness;
    }

    /** Begins to look, until Vert.x is closed; not if the configuration says never to. */
    void start() {
        if (!running.agentsReload().isZero()) {
            lookIn(running.agentsReload());
        }
    }

    private void lookIn(Duration delay) {
        vertx.setTimer(Math.max(1, delay.toMillis()), _ -> lookNow());
    }

    private void lookNow() {
        try {
            vertx.executeBlocking(this::look)
                    .compose(this::use)
                    .onFailure(this::failed)
                    .onComplete(_ -> lookIn(nextDelay()));
        } catch (RejectedExecutionException closing) {
            // Vert.x is being closed: there is nothing to look for any more.
        }
    }

    private Duration nextDelay() {
        Duration usual = running.agentsReload();
        return settling.isEmpty() || usual.compareTo(SETTLING) < 0 ? usual : SETTLING;
    }

    /** Agents that are new and right; blocks. */
    private Optional<Agents> look() {
        Map<Path, String> seen = loader.files().lookAgain();
        if (seen.equals(loader.files().asRead())) {
            settling = Map.of();
            return Optional.empty();
        }
        if (!seen.equals(settling)) {
            settling = seen;
            return Optional.empty();
        }
        settling = Map.of();
        return read();
    }

    private Optional<Agents> read() {
        GatewayConfig fresh;
        try {
            fresh = loader.load();
        } catch (ConfigurationException unusable) {
            refuse(unusable.problems());
            return Optional.empty();
        }
        if (!fresh.sameBesideAgents(running)) {
            LOG.atWarn()
                    .setMessage("configuration.restart_needed")
                    .addKeyValue("reason", "more than agents has changed: only they are taken")
                    .log();
        }
        return Optional.of(fresh.agentsAt(readiness.wallClock().instant()));
    }

    private Future<Void> use(Optional<Agents> fresh) {
        if (fresh.isEmpty()) {
            return Future.succeededFuture();
        }
        return readiness
                .prepare()
                .apply(fresh.get().all())
                .onSuccess(_ -> {
                    agents.replace(fresh.get());
                    meters.reloaded(AgentReloadResult.LOADED);
                    LOG.atInfo()
                            .setMessage("agents.loaded")
                            .addKeyValue("agents", fresh.get().all().size())
                            .log();
                });
    }

    private void refuse(List<Problem> problems) {
        List<String> mistakes = problems.stream().map(Problem::toString).toList();
        agents.keep(mistakes);
        meters.reloaded(AgentReloadResult.REFUSED);
        for (String mistake : mistakes) {
            LOG.atError().setMessage("agents.refused").addKeyValue("mistake", mistake).log();
        }
    }

    private void failed(Throwable cause) {
        agents.keep(List.of("The agents could not be loaded: see the log."));
        meters.reloaded(AgentReloadResult.REFUSED);
        LOG.atError().setMessage("agents.reload_failed").setCause(cause).log();
    }
}
