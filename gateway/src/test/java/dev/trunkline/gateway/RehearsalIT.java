package dev.trunkline.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.trunkline.gateway.config.GatewayConfig;
import dev.trunkline.gateway.config.GatewayConfigLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Calls that the gateway plays itself: they pass, and leave nothing behind. */
@ExtendWith(LeakCheck.class)
class RehearsalIT {
    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final Logger events = (Logger) LoggerFactory.getLogger("dev.trunkline");
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private final Level before = events.getLevel();

    @TempDir private Path home;

    @BeforeEach
    void listen() {
        events.setLevel(Level.DEBUG);
        logged.start();
        events.addAppender(logged);
    }

    @AfterEach
    void listenNoLonger() {
        events.detachAppender(logged);
        events.setLevel(before);
    }

    @Test
    void isHeardInBothFormats_andLeavesOneLineInTheLog_andNoThread() {
        Set<Long> threads = eventLoops();
        // Long enough for one call to either agent, on a machine that builds as well.
        assertThat(Rehearsal.play(config(Map.of("TRUNKLINE_WARM_UP", "4s"))))
                .isGreaterThanOrEqualTo(2);
        assertThat(messages()).containsExactly("gateway.rehearsed");
        assertNoneBut(threads);
    }

    @Test
    void thatFails_isOneWarning_andNothingElse() throws Exception {
        Set<Long> threads = eventLoops();
        Path nonsense = Files.writeString(home.resolve("tls.crt"), "no certificate");
        assertThat(
                        Rehearsal.play(
                                config(
                                        Map.of(
                                                "TRUNKLINE_WARM_UP", "1s",
                                                "TLS_CERTIFICATE", nonsense.toString(),
                                                "TLS_KEY", nonsense.toString()))))
                .isZero();
        assertThat(messages()).containsExactly("gateway.rehearsal_failed");
        assertThat(logged.list.getFirst().getLevel()).isEqualTo(Level.WARN);
        assertNoneBut(threads);
    }

    @Test
    void ofNoLength_isNotHeld() {
        assertThat(Rehearsal.play(config(Map.of("TRUNKLINE_WARM_UP", "0s")))).isZero();
        assertThat(messages()).isEmpty();
    }

    /** Neither its ports nor its model are ever used: the rehearsal has its own. */
    private static GatewayConfig config(Map<String, String> besides) {
        Map<String, String> environment = new HashMap<>(besides);
        environment.put("PUBLIC_URL", "https://voice.gateway.example");
        environment.put("TWILIO_AUTH_TOKEN", "a-token-of-the-test");
        environment.put("OPENAI_API_KEY", "sk-of-the-test");
        environment.put("EVENT_LOOPS", "2");
        return GatewayConfigLoader.load(environment);
    }

    private List<String> messages() {
        return List.copyOf(logged.list).stream().map(ILoggingEvent::getMessage).toList();
    }

    private static void assertNoneBut(Set<Long> known) {
        long end = System.nanoTime() + DEADLINE_NANOS;
        Set<Long> now = eventLoops();
        while (!known.containsAll(now) && System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            now = eventLoops();
        }
        // As seen last: to look once more may find a thread that only ends what has begun.
        assertThat(known).containsAll(now);
    }

    private static Set<Long> eventLoops() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("vert.x-"))
                .map(Thread::threadId)
                .collect(Collectors.toSet());
    }
}
