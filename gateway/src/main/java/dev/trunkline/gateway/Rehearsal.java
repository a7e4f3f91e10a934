package dev.trunkline.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.Level;
import com.fasterxml.jackson.databind.JsonNode;
import dev.trunkline.gateway.config.GatewayConfig;
import dev.trunkline.gateway.config.TlsConfig;
import dev.trunkline.gateway.config.keys.ConfigurationBinder;
import dev.trunkline.gateway.config.keys.ConfigurationException;
import dev.trunkline.gateway.config.keys.ConfigurationFiles;
import dev.trunkline.gateway.config.keys.Problem;
import dev.trunkline.gateway.config.keys.Secret;
import dev.trunkline.gateway.config.keys.Yaml;
import dev.trunkline.gateway.rehearsal.ModelEnd;
import dev.trunkline.gateway.rehearsal.PhoneEnd;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls that the gateway plays itself before it opens its ports, so that the first caller does not
 * meet code that no one has run: classes are loaded then, and what runs for every frame is
 * compiled.
 *
 * <pre>
 *   PhoneEnd ── webhook, upgrade, frames ──▶ a Gateway apart ── session, frames ──▶ ModelEnd
 * </pre>
 *
 * <p>The gateway that is called is the whole one, made as ever, but another: on loopback, at ports
 * that the system chooses, with a token and meters of its own and no records, and closed again
 * before the real one is made. So a rehearsal can change nothing of the latter, and nothing has to
 * know that a call is none. Its logs are left out. What goes wrong in it is one line in the log,
 * and the gateway starts all the same.
 */
final class Rehearsal {
    private static final String SETTINGS = "rehearsal.yaml";

    /** Reserved (RFC 6761): signatures are computed over it, nobody looks it up. */
    private static final String HOST = "rehearsal.invalid";

    /** One whose audio passes through, one whose audio is converted. */
    private static final List<String> AGENTS = List.of("passed", "converted");

    private static final int TOKEN_BYTES = 16;

    /** For what is around the calls, and for a first one that is slow; then it goes on without. */
    private static final Duration LATEST = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);

    private final GatewayConfig config;
    private final Secret authToken = new Secret(token());
    private final AtomicReference<@Nullable Gateway> gateway = new AtomicReference<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger frames = new AtomicInteger();

    private Rehearsal(GatewayConfig config) {
        this.config = config;
    }

    /**
     * Plays calls for as long as the configuration says ({@code warmUp}); blocks until they are
     * over and everything is closed. Before the gateway starts.
     *
     * @return the calls that went as they should
     */
    static int play(GatewayConfig config) {
        if (config.warmUp().isZero()) {
            return 0;
        }
        Rehearsal rehearsal = new Rehearsal(config);
        String failure = silently(rehearsal::play);
        if (failure.isEmpty()) {
            LOG.atInfo()
                    .setMessage("gateway.rehearsed")
                    .addKeyValue("calls", rehearsal.calls.get())
                    .addKeyValue("frames", rehearsal.frames.get())
                    .log();
        } else {
            LOG.atWarn()
                    .setMessage("gateway.rehearsal_failed")
                    .addKeyValue("cause", failure)
                    .addKeyValue("effect", "the first calls are slower; nothing else")
                    .log();
        }
        return rehearsal.calls.get();
    }

    /** Returns why it failed; empty if it did not. */
    private String play() {
        Vertx ends = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        try {
            // Each from this thread: Vert.x warns of another one that is made on its own.
            ModelEnd model = get(ModelEnd.open(ends));
            Gateway started = get(Gateway.start(settings(model.url())));
            gateway.set(started);
            Future<Void> over =
                    ends.timer(config.warmUp().toMillis(), TimeUnit.MILLISECONDS).mapEmpty();
            PhoneEnd phone = new PhoneEnd(ends, line(started.port()));
            get(Future.all(AGENTS.stream().map(agent -> calls(phone, agent, over)).toList()));
            return "";
        } catch (ExecutionException failed) {
            return String.valueOf(failed.getCause());
        } catch (TimeoutException late) {
            return "no call, or not all of it, within " + config.warmUp().plus(LATEST);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return "interrupted";
        } catch (RuntimeException unexpected) { // whatever it is, callers can be served
            return unexpected.toString();
        } finally {
            close(ends);
        }
    }

    private <T> T get(Future<T> future)
            throws ExecutionException, TimeoutException, InterruptedException {
        return future.toCompletionStage()
                .toCompletableFuture()
                .get(config.warmUp().plus(LATEST).toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Calls to one agent, one after the other, until the time is over. */
    private Future<Void> calls(PhoneEnd phone, String agent, Future<Void> over) {
        return phone.call(agent, over)
                .compose(heard -> {
                    calls.incrementAndGet();
                    frames.addAndGet(heard);
                    return over.isComplete() ? Future.succeededFuture() : calls(phone, agent, over);
                });
    }

    private PhoneEnd.Line line(int port) {
        boolean tls = config.http().tls().certificate() != null;
        return new PhoneEnd.Line(port, tls, HOST, authToken);
    }

    private void close(Vertx ends) {
        Gateway started = gateway.get();
        Future<Void> closed =
                started == null ? Future.succeededFuture() : started.stop(Duration.ofSeconds(1));
        try {
            get(closed);
            get(ends.close());
        } catch (ExecutionException | TimeoutException notClosed) {
            LOG.atWarn()
                    .setMessage("gateway.rehearsal_not_closed")
                    .addKeyValue("cause", String.valueOf(notClosed))
                    .log();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * What the real gateway's code depends on is as configured; all else is the rehearsal's own.
     */
    private GatewayConfig settings(String modelUrl) {
        Map<String, String> environment = new HashMap<>();
        environment.put("PORT", "0");
        environment.put("MANAGEMENT_PORT", "0");
        environment.put("TRUNKLINE_HTTP_HOST", "127.0.0.1");
        environment.put("PUBLIC_URL", "https://" + HOST);
        environment.put("TWILIO_AUTH_TOKEN", authToken.value());
        environment.put("OPENAI_REALTIME_URL", modelUrl);
        environment.put("OPENAI_API_KEY", "rehearsal");
        environment.put("EVENT_LOOPS", Integer.toString(config.eventLoops()));
        environment.put("TRUNKLINE_TRANSPORT", name(config.transport()));
        environment.put("TRUNKLINE_MEDIA_LANE", name(config.media().lane()));
        environment.put("TRUNKLINE_MEDIA_RESAMPLER", name(config.media().resampler()));
        TlsConfig tls = config.http().tls();
        if (tls.certificate() != null && tls.key() != null) {
            environment.put("TLS_CERTIFICATE", tls.certificate());
            environment.put("TLS_KEY", tls.key());
        }
        return ConfigurationBinder.bind(
                GatewayConfig.class, yaml(), environment, new ConfigurationFiles(Path.of("")));
    }

    private static JsonNode yaml() {
        List<Problem> problems = new ArrayList<>();
        try (InputStream resource = Rehearsal.class.getResourceAsStream(SETTINGS)) {
            String text = new String(Objects.requireNonNull(resource).readAllBytes(), UTF_8);
            JsonNode tree = Yaml.parse(SETTINGS, text, problems);
            if (problems.isEmpty()) {
                return tree;
            }
        } catch (IOException unreadable) {
            throw new IllegalStateException("cannot read " + SETTINGS, unreadable);
        }
        throw new ConfigurationException(problems);
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String token() {
        byte[] bytes = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** The gateway's own logs would tell of calls that nobody made; those of libraries stay. */
    private static String silently(Supplier<String> played) {
        if (!(LoggerFactory.getLogger("dev.trunkline")
                instanceof ch.qos.logback.classic.Logger events)) {
            return played.get();
        }
        Level before = events.getLevel();
        events.setLevel(Level.OFF);
        try {
            return played.get();
        } finally {
            events.setLevel(before);
        }
    }
}
